"""What libvirt fills in, and what may be omitted."""
