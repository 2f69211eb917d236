"""The vendored schemas: one folder a libvirt version, how one is added, and what each added."""
