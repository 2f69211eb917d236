"""Folders and devices of the host that a guest gets."""
