"""The vendored schemas: one folder a libvirt version, and how one is added."""
