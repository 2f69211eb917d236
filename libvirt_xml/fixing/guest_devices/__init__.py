"""Repairs that know what a machine has: buses and names of disks, PCI controllers."""
