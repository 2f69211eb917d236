"""Plain data to objects of the ``vm`` form, map by map as the table of keys has them."""

from __future__ import annotations

import sys
from collections.abc import Mapping as AnyMapping
from types import ModuleType
from typing import Any, TypeVar

from libvirt_xml.yaml_forms.findings import Findings, SpecError
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import ListOf, MapOf, Record
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.shapes import Shape
from libvirt_xml.yaml_forms.text.resolving import REPLACE
from libvirt_xml.yaml_forms.typed.as_trees import plain_tree
from libvirt_xml.yaml_forms.typed.spec_parts import NULL, SpecPart, plain_data
from libvirt_xml.yaml_forms.typed.table_classes import class_of_record, records

_P = TypeVar("_P", bound=SpecPart)


def part_of_plain(cls: type[_P], data: AnyMapping[str, Any]) -> _P:
    """An object of a class. Raises SpecError."""
    _, record = records()[cls.__name__]
    plain = plain_data(data)
    findings = Findings()
    record.check(plain_tree(plain), "vm" if cls.__name__ == "Vm" else "", findings)
    if findings.has_errors:
        raise SpecError(findings.in_order())
    package = cls.__module__.rpartition(".")[0]  # its ``__init__`` knows the modules of the classes
    part = _of_record(record, plain, sys.modules[package])
    assert isinstance(part, cls)
    return part


def _of_record(record: Record, data: AnyMapping[str, Any], classes: ModuleType) -> SpecPart:
    values = {name: _value(record.keys[name].shape, value, classes) for name, value in data.items()}
    cls: type[SpecPart] = getattr(classes, class_of_record(record))
    return cls(**values)


def _value(shape: Shape, value: Any, classes: ModuleType) -> Any:
    """A value with objects in the place of maps; it fits the shape."""
    if value is None:
        return NULL
    if not isinstance(value, dict | list):
        return value
    if isinstance(value, dict) and value.keys() == {REPLACE}:
        return {REPLACE: _value(shape, value[REPLACE], classes)}
    match shape:
        case Record() if isinstance(value, dict):
            return _of_record(shape, value, classes)
        case ListOf() | NamedList() if isinstance(value, list):
            return [_value(shape.item, item, classes) for item in value]
        case ListOf(item=item):
            return _value(item, value, classes)
        case NamedList() | MapOf() if isinstance(value, dict):
            return {name: _value(shape.item, item, classes) for name, item in value.items()}
        case OneOf():
            fitting = next(alternative for alternative in shape.shapes if _fits(alternative, value))
            return _value(fitting, value, classes)
        case _:
            return value


def _fits(shape: Shape, value: Any) -> bool:
    node = plain_tree(value)
    if not shape.takes(node):
        return False
    findings = Findings()
    shape.check(node, "", findings)
    return not findings.has_errors
