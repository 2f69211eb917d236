"""Libvirt's own documents: every one of them reads and writes without loss."""
