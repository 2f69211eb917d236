"""Devices: controllers in libvirt's order, those that libvirt adds, what consoles and displays say of themselves."""
