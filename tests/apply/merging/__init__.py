"""Merging, without a libvirt."""
