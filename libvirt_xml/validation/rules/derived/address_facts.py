"""Addresses in one form, however they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libvirt_xml.validation.rules.thing import Thing, whole_number


def pci_key(attributes: Mapping[str, str]) -> str | None:
    """A PCI address as ``0000:00:1f.2``; ``None`` where it is none, or a part is no number."""
    if attributes.get("type") != "pci":
        return None
    numbers = [whole_number(attributes.get(part, "0")) for part in ("domain", "bus", "slot", "function")]
    if None in numbers or not any(part in attributes for part in ("bus", "slot", "function")):
        return None
    domain, bus, slot, function = numbers
    return f"{domain:04x}:{bus:02x}:{slot:02x}.{function}"


def pci(thing: Thing, _: Any) -> str | None:
    """The PCI address of a device."""
    address = thing.thing("address")
    return None if address is None else pci_key(address.attributes)
