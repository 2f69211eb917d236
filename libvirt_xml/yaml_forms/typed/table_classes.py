"""The names of the classes for the maps of the table of keys: ``VmDisk`` for a disk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import ListOf, MapOf, Record
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.shapes import Shape
from libvirt_xml.yaml_forms.vm.form import VM_KEYS

_ARTICLES = {"a", "an", "the"}


@cache
def records() -> dict[str, tuple[str, Record]]:
    """The maps by the names of their classes, each with the place of its first use, in the order of the manual.

    Raises ValueError for two maps of one name.
    """
    result: dict[str, tuple[str, Record]] = {}
    for path, record in _records("", VM_KEYS):
        name = class_of_record(record)
        if result.setdefault(name, (path, record))[1] is not record:
            raise ValueError(f"two maps of the vm form are called {record.name!r}")
    return result


def class_of_record(record: Record) -> str:
    """``VmDisk`` for "a disk", ``VmCloudInit`` for "cloud_init"."""
    if record is VM_KEYS:
        return "Vm"
    words = [word for word in record.name.replace("_", " ").split() if word not in _ARTICLES]
    return "Vm" + "".join(map(str.capitalize, words))


def _records(path: str, record: Record) -> Iterator[tuple[str, Record]]:
    yield path, record
    for name, key in record.keys.items():
        for inner in records_in(key.shape):
            yield from _records(f"{path}.{name}" if path else name, inner)


def records_in(shape: Shape) -> list[Record]:
    """The maps with known keys that a value of a shape may be, or contain in a list."""
    match shape:
        case Record():
            return [shape]
        case ListOf() | NamedList() | MapOf():
            return records_in(shape.item)
        case OneOf():
            return [record for alternative in shape.shapes for record in records_in(alternative)]
        case _:
            return []
