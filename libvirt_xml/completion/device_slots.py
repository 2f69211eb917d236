"""The devices of a domain by where they stand: the list, and the place in it."""

from __future__ import annotations

from libvirt_xml.binding.element import Element
from libvirt_xml.documents.domain import Domain

Slot = tuple[str, int]

OF_DOMAIN: Slot = ("", 0)


def slots_of(domain: Domain) -> dict[Slot, Element]:
    """All devices, and the domain itself at ``OF_DOMAIN``."""
    slots: dict[Slot, Element] = {OF_DOMAIN: domain}
    devices = domain.__dict__.get("devices")
    for name, value in devices.__dict__.items() if devices is not None else ():
        if isinstance(value, Element):
            slots[name, 0] = value
        elif isinstance(value, list):
            slots.update({(name, index): item for index, item in enumerate(value) if isinstance(item, Element)})
    return slots


def path_of(slot: Slot, domain: Domain, field: str = "") -> str:
    """Where a device, or a field of it, stands, as a path into the domain."""
    if slot == OF_DOMAIN:
        return field
    name, index = slot
    item = f"devices.{name}"
    if isinstance(domain.devices.__dict__.get(name), list):
        item += f"[{index}]"
    return f"{item}.{field}" if field else item


def remove_slots(domain: Domain, slots: set[Slot]) -> None:
    """Take devices out."""
    devices = domain.devices
    for name, index in sorted(slots, reverse=True):
        if isinstance(devices.__dict__[name], list):
            del devices.__dict__[name][index]
        else:
            delattr(devices, name)
