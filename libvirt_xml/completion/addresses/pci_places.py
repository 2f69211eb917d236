"""Which place of PCI a device has: in the document, or assigned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.addresses.pci_buses import PciPlace
from libvirt_xml.documents.devices import Address


def is_wanted(item: Element) -> bool:
    """Whether libvirt gives the device an address: it has none, or one that says no more than ``pci``."""
    address = item.__dict__.get("address")
    return address is None or (address.type == "pci" and written_place(item) is None)


def written_place(item: Element) -> PciPlace | None:
    """The place that the document gives; an address that is nothing but zeros is none."""
    address = item.__dict__.get("address")
    if not isinstance(address, Address) or address.type != "pci" or not (address.domain or address.bus or address.slot):
        return None
    return PciPlace(address.bus or 0, address.slot or 0, address.function or 0)


class PciPlaces:
    """The places of all devices, those of the document first."""

    def __init__(self) -> None:
        self._assigned: dict[int, tuple[Element, PciPlace]] = {}

    def of(self, item: Element) -> PciPlace | None:
        """The place of a device, if it has one yet."""
        entry = self._assigned.get(id(item))
        return entry[1] if entry else written_place(item)

    def give(self, item: Element, place: PciPlace) -> None:
        """Assign a place."""
        self._assigned[id(item)] = item, place

    def assigned(self) -> Iterator[tuple[Element, PciPlace]]:
        """The devices that were given a place."""
        yield from self._assigned.values()


def write_place(item: Any, place: PciPlace) -> None:
    """Put the place into the device's address, in which other things may stand already."""
    address = item.__dict__.get("address")
    if address is None:
        item.address = Address(type="pci", domain=0, bus=place.bus, slot=place.slot, function=place.function)
    elif written_place(item) != place or address.domain is None:
        address.domain = 0
        address.bus, address.slot, address.function = place
