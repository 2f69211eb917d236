"""Specs in their short forms: ``memory: 4GiB`` for ``memory: {size: 4GiB}``."""

from __future__ import annotations

from typing import Any

from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import ListOf, Record
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.shapes import Shape
from libvirt_xml.yaml_forms.vm.form import VM_KEYS


def shorten(spec: dict[str, Any]) -> dict[str, Any]:
    """A spec as a person writes it, its keys in the order of the manual."""
    short_spec = _short(VM_KEYS, spec)
    assert isinstance(short_spec, dict)
    return short_spec


def _short(shape: Shape, value: Any) -> Any:
    match shape, value:
        case OneOf(), _:
            fitting = [
                candidate
                for candidate in shape.shapes
                if isinstance(candidate, (ListOf, NamedList) if isinstance(value, list) else Record)
            ]
            return _short(fitting[0], value) if fitting else value
        case ((ListOf() | NamedList()), list()):
            items = [_short(shape.item, item) for item in value]
            return items[0] if isinstance(shape, ListOf) and shape.is_lenient and len(items) == 1 else items
        case Record(), dict():
            return _short_record(shape, value)
        case _:
            return value


def _short_record(shape: Record, value: dict[str, Any]) -> Any:
    record = {name: _short(shape.keys[name].shape, value[name]) for name in shape.keys if name in value}
    if shape.is_switch and record.get("enabled") is True and len(record) > 1:
        del record["enabled"]
    if shape.is_switch and record.keys() <= {"enabled"}:
        return record.get("enabled", True)
    if shape.short is not None and list(record) == [shape.short] and not isinstance(record[shape.short], dict | list):
        return record[shape.short]
    return record
