"""What may be omitted of a domain, if it comes back: candidates, not yet proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.device_slots import OF_DOMAIN, Slot
from libvirt_xml.completion.field_paths import get, is_value
from libvirt_xml.completion.filled_in import ValueRow, all_device_rows, all_value_rows
from libvirt_xml.documents.controller import Controller

_ADDRESSES = {"pci", "drive", "virtio-serial", "usb", "ccid", "ccw", "virtio-mmio", "spapr-vio"}
_OF_CONTROLLERS = {"type", "index", "model", "model_element", "target", "address", "master", "alias"}
_OF_BRIDGES = ("model_element", "target")


def removable_devices(slots: Mapping[Slot, Element]) -> set[Slot]:
    """The devices that libvirt may add itself."""
    return {slot for slot, item in slots.items() if slot != OF_DOMAIN and _is_removable(slot[0], item)}


def _is_removable(name: str, item: Element) -> bool:
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


def removable_values(slots: Mapping[Slot, Element]) -> Iterator[tuple[Slot, str]]:
    """Each value that libvirt may assign itself, by device and path."""
    for slot, item in slots.items():
        stored = item.__dict__
        if slot != OF_DOMAIN and getattr(stored.get("address"), "type", None) in _ADDRESSES:
            yield slot, "address"
        if isinstance(item, Controller) and item.type == "pci":
            yield from ((slot, field) for field in _OF_BRIDGES if stored.get(field) is not None)
        for field, values in _values_by_list().get(slot[0], {}).items():
            current = get(item, field)
            if current is not None and any(is_value(current, value) for value in values):
                yield slot, field


@cache
def _values_by_list() -> dict[str, dict[str, list[Any]]]:
    """The values of the table by list of devices (empty: the domain) and path."""
    by_list: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in all_value_rows():
        name, field = _split(row)
        by_list[name][field].append(row.value)
    return by_list


def _split(row: ValueRow) -> tuple[str, str]:
    if row.of.startswith("devices."):
        return row.of.removeprefix("devices."), row.field
    return "", f"{row.of}.{row.field}" if row.of else row.field
