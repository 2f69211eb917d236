"""Checks of disks and volumes: ``drives_checks`` are about what QEMU makes of a disk."""
