"""Disks: where their data is, in which format, on which bus, and the volumes that are made for them."""
