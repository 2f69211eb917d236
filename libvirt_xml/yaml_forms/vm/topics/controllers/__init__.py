"""Controllers that libvirt would not make by itself, or makes too few of."""
