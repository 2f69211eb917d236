"""Addresses of devices: slots of PCI (``pci_slots``), drives by their names, ports of controllers."""
