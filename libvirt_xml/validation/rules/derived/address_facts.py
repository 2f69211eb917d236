"""Addresses in one form, however they are written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from libvirt_xml.validation.rules.thing import Thing, whole_number


def pci_key(attributes: Mapping[str, str]) -> str | None:
    """A PCI address as ``0000:00:1f.2``; ``None`` where it is none, or a part is no number."""
    if attributes.get("type") != "pci":
        return None
    return _key_of(*map(attributes.get, _PARTS))


_PARTS = ("domain", "bus", "slot", "function")


@lru_cache(maxsize=4_096)
def _key_of(*parts: str | None) -> str | None:
    numbers = [0 if part is None else whole_number(part) for part in parts]
    if None in numbers or not any(part is not None for part in parts[1:]):
        return None
    domain, bus, slot, function = numbers
    return f"{domain:04x}:{bus:02x}:{slot:02x}.{function}"


def pci(thing: Thing, _: Any) -> str | None:
    """The PCI address of a device, but of one that is switched off: libvirt ignores that."""
    address = thing.thing("address")
    return None if address is None or is_switched_off(thing) else pci_key(address.attributes)


def is_switched_off(device: Thing) -> bool:
    """Whether a balloon, USB or video is written to say that the machine has none."""
    is_video = device.name == "video" and device.value("model/@type") == "none"
    return is_video or device.attributes.get("model") == "none"


def pci_of_address(thing: Thing, _: Any) -> str | None:
    """The PCI address that an element says."""
    return pci_key(thing.attributes)


def pci_place(thing: Thing, _: Any) -> str | None:
    """Where the PCI address that an element says is, in words."""
    return place_of(thing.attributes)


def place_of(attributes: Mapping[str, str]) -> str | None:
    """Where a PCI address is: on the root, in the only slot of a port (or 0 of a bridge), or in a slot of a bridge."""
    key = pci_key(attributes)
    if key is None:
        return None
    bus, slot = key.partition(".")[0].split(":")[1:]
    if not int(bus, 16):
        return "root"
    return "slot of a bridge" if int(slot, 16) else "slot 0 behind the root"


_ROOTS = frozenset({"pci-root", "pcie-root"})


def pci_role(thing: Thing, _: Any) -> str | None:
    """Whether a PCI controller is the root of the buses, in words."""
    return role_of(thing.attributes)


def role_of(attributes: Mapping[str, str]) -> str | None:
    """What a PCI controller is by its index and model; ``None`` where it is neither root nor in its place."""
    index = whole_number(attributes.get("index"))
    model = attributes.get("model")
    if attributes.get("type") != "pci" or index is None or model is None:
        return None
    if model in _ROOTS:
        return "root with another index" if index else "root"
    return None if index else "another model with index 0"
