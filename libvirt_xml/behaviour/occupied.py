"""What belongs to one device of a guest only: names, addresses, devices of the host."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

from libvirt_xml.behaviour.pci_address import PciAddress
from libvirt_xml.facts.driver import disk_names, disk_prefix

if TYPE_CHECKING:
    from libvirt_xml.behaviour.devices import Device

Claim = tuple[str, str]
"""What it is, in words, and its value."""


def claims_of(device: Device) -> Iterator[Claim]:
    """What a device has that no other device of the guest may have."""
    item: Any = device
    if item.tag_ == "disk" and item.target is not None and item.target.dev:
        yield "target", item.target.dev
    if item.tag_ == "interface" and item.mac is not None and item.mac.address:
        yield "MAC address", normal_mac(item.mac.address)
    if item.alias is not None and item.alias.name:
        yield "alias", item.alias.name
    place = _guest_place(item.address)
    if place:
        yield place
    host = host_pci(item)
    if host is not None:
        yield "PCI device of the host", str(host)


def _guest_place(address: Any) -> Claim | None:
    if address is None or isinstance(address, str):
        return None
    pci = PciAddress.of(address)
    if address.type == "pci" and pci is not None:
        return "PCI address in the guest", str(pci)
    if address.type == "usb" and address.port is not None:
        return "USB port", f"{address.bus or 0}:{address.port}"
    return None


def host_pci(device: Any) -> PciAddress | None:
    """The PCI device of the host that a device hands over to the guest."""
    source = device.source if device.tag_ in ("hostdev", "interface", "disk") else None
    address = getattr(source, "address", None)
    if address is None or (device.tag_ == "hostdev" and device.type != "pci"):
        return None
    return PciAddress.of(address)


def normal_mac(text: str) -> str:
    """A MAC address in lower case, each octet with two digits."""
    return ":".join(octet.zfill(2) for octet in text.strip().lower().replace("-", ":").split(":"))


def next_target(bus: str, taken: Container[str]) -> str:
    """The first name for a disk on a bus that no other disk has: ``vda``, ``vdb``, and so on."""
    return next(name for name in disk_names(disk_prefix(bus)) if name not in taken)
