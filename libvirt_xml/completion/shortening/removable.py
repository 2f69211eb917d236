"""What may be omitted of a domain, if it comes back: candidates, not yet proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.device_slots import OF_DOMAIN, Slot, slots_of
from libvirt_xml.completion.field_paths import get, is_value
from libvirt_xml.completion.filled_in import ValueRow, all_device_rows, all_value_rows
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.completion.when import may_hold
from libvirt_xml.documents.character import Console
from libvirt_xml.documents.controller import Controller
from libvirt_xml.documents.display import Graphics, Video
from libvirt_xml.documents.domain import Domain

_ADDRESSES = {"pci", "drive", "virtio-serial", "usb", "ccid", "ccw", "virtio-mmio", "spapr-vio"}
_OF_CONTROLLERS = {"type", "index", "model", "model_element", "target", "address", "master", "alias"}
_COMPUTED = {
    "": ("current_memory", "devices.emulator", "os.nvram.value"),
    "serials": ("target.port",),
    "parallels": ("target.port",),
    "consoles": ("target.port",),
    "graphics": ("listens", "autoport"),  # a spice server without ports listens nowhere, so autoport stays there
    "videos": ("model.primary",),
}
_DISPLAYS = {"cirrus", "virtio"}  # what libvirt adds for graphics, depending on the machine
_FIRST_CONSOLES = {None, "serial"}
_OF_BRIDGES = ("model_element", "target")


def removable_devices(slots: Mapping[Slot, Element]) -> set[Slot]:
    """The devices that libvirt may add itself."""
    return {slot for slot, item in slots.items() if slot != OF_DOMAIN and _is_removable(slot[0], item)}


def _is_removable(name: str, item: Element) -> bool:
    if isinstance(item, Console):
        return get(item, "target.type") in _FIRST_CONSOLES  # the first serial port's other name
    if isinstance(item, Video):
        return get(item, "model.type") in _DISPLAYS
    if isinstance(item, Controller):
        return item.__dict__.keys() <= _OF_CONTROLLERS
    return any(
        item.__dict__.keys() <= known and all(get(item, path) == value for path, value in fields.items())
        for fields, known in _added().get(f"devices.{name}", ())
    )


@cache
def _added() -> dict[str, list[tuple[Mapping[str, Any], frozenset[str]]]]:
    """By list, what each added device has at least, and the fields that it may have."""
    added: dict[str, list[tuple[Mapping[str, Any], frozenset[str]]]] = defaultdict(list)
    for row in all_device_rows():
        filled = {value.field for value in all_value_rows() if value.of == row.of}
        for fields in row.devices:
            names = {path.partition(".")[0] for path in (*fields, *filled)}
            added[row.of].append((fields, frozenset({*names, "address", "alias"})))
    return added


def removable_values(domain: Domain, machine: GuestMachine) -> Iterator[tuple[Slot, str]]:
    """Each value that libvirt may assign itself, by device and path."""
    for slot, item in slots_of(domain).items():
        fields = item.__dict__
        if slot != OF_DOMAIN and getattr(fields.get("address"), "type", None) in _ADDRESSES:
            yield slot, "address"
        if isinstance(item, Controller) and item.type == "pci":
            yield from ((slot, field) for field in _OF_BRIDGES if fields.get(field) is not None)
        if slot == OF_DOMAIN and domain.devices.__dict__.get("memory_devices") and domain.memory is not None:
            yield slot, "memory"  # it counts them; without any, people want to read it
        computed = _COMPUTED.get(slot[0], ())[: 1 if isinstance(item, Graphics) and item.type == "spice" else None]
        yield from ((slot, field) for field in computed if get(item, field) is not None)
        for field, row in _rows_by_list().get(slot[0], ()):
            current = get(item, field)
            if current is None or not is_value(current, row.value) or not machine.has(row.since, row.until):
                continue
            owner = get(item, row.of) if slot == OF_DOMAIN and row.of else item
            if may_hold(row.when, owner, domain, machine):
                yield slot, field


@cache
def _rows_by_list() -> dict[str, list[tuple[str, ValueRow]]]:
    """The rows of the table by list of devices (empty: the domain), each with its path from there."""
    by_list: dict[str, list[tuple[str, ValueRow]]] = defaultdict(list)
    for row in all_value_rows():
        if row.stays:
            continue
        if row.of.startswith("devices."):
            by_list[row.of.removeprefix("devices.")].append((row.field, row))
        else:
            by_list[""].append((f"{row.of}.{row.field}" if row.of else row.field, row))
    return by_list
