"""Whether a domain can be completed: numbers are numbers, and within what libvirt takes.

Where they are not, libvirt refuses the document, and there is nothing to complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.device_slots import OF_DOMAIN, slots_of
from libvirt_xml.completion.field_paths import get, items_at
from libvirt_xml.documents.domain import Domain

_MOST_DEVICES = 600  # what is counted here takes the square of them; no guest has so many
_MOST = {
    "address.domain": 0xFFFF,
    "address.bus": 0xFF,
    "address.slot": 0x1F,
    "address.function": 7,
    "address.controller": 0xFF,
    "address.target": 0xFFFF,
    "address.unit": 0xFFFF,
    "index": 0xFF,
    "ports": 0xFF,
}
_SIZES = {
    "": ("memory.value", "current_memory.value"),
    "cpu.numa.cells": ("memory",),
    "devices.memory_devices": ("target.size.value",),
}
_PORT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){0,3}")


def is_sound(domain: Domain) -> bool:
    """Whether everything that completing counts with is as it should be."""
    slots = slots_of(domain)
    if len(slots) > _MOST_DEVICES:
        return False
    return all(_is_sound_device(item) for slot, item in slots.items() if slot != OF_DOMAIN) and all(
        isinstance(size, int) for size in _sizes(domain)
    )


def _is_sound_device(item: Element) -> bool:
    fields = item.__dict__
    address = fields.get("address")
    if not isinstance(address, Element):  # some devices have another field of this name
        return all(_is_number(fields.get(name), _MOST[name]) for name in ("index", "ports"))
    port = get(item, "address.port")
    return all(_is_number(get(item, path), most) for path, most in _MOST.items()) and (
        port is None or _PORT.fullmatch(str(port)) is not None
    )


def _is_number(value: object, most: int) -> bool:
    return value is None or (isinstance(value, int) and 0 <= value <= most)


def _sizes(domain: Domain) -> Iterator[object]:
    for of, paths in _SIZES.items():
        for item in items_at(domain, of):
            yield from (get(item, path) for path in paths if get(item, path) is not None)
