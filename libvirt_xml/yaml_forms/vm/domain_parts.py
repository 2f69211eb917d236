"""Looking into the document form of a domain."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.words.units import UNITS, factor_of
from libvirt_xml.yaml_forms.shapes.sizes import spell_size
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.draft import text_at, value
from libvirt_xml.yaml_forms.vm.rules import at

_is_cpu = re.compile(r"0|[1-9][0-9]*").fullmatch


def maps_at(node: Node | None, *path: str) -> list[Mapping]:
    """The maps of the list at a path of keys."""
    items = at(node, *path)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, Sequence) else []


def devices_of(domain: Mapping, kind: str) -> list[Mapping]:
    """The devices of a list: ``disks``."""
    return maps_at(domain, "devices", kind)


def metadata_of(domain: Mapping) -> list[str]:
    """The texts of the elements in the metadata."""
    elements = at(domain, "metadata", "elements")
    return (
        [element.text for element in elements if isinstance(element, Scalar)] if isinstance(elements, Sequence) else []
    )


def name_by_alias(device: Mapping, kind: str) -> str | None:
    """The name of a device in a spec, if its alias is one that comes of such a name."""
    alias = text_at(device, "alias", "name") or ""
    return alias.removeprefix(f"ua-{kind}-") if alias.startswith(f"ua-{kind}-") else None


def size_of(node: Node | None) -> str | None:
    """A size as a spec has it: the largest unit that takes no rest. libvirt's own unit is KiB."""
    if isinstance(node, Scalar):
        return spelled(node.value, None)
    return spelled(value(node, "value"), text_at(node, "unit"))


def spelled(number: Any, unit: str | None) -> str | None:
    """A number and libvirt's unit as a spec has it."""
    unit = unit or "KiB"
    factor = factor_of(unit)
    if not isinstance(number, int) or number <= 0 or factor is None:
        return None
    is_decimal = unit.lower().endswith("b") and "i" not in unit and unit.lower() != "b"
    return f"{number}{unit}" if is_decimal and unit in UNITS else spell_size(number * factor)


def cpuset_of(cpuset: str | None) -> str | int | None:
    """A set of CPUs; one alone is a number."""
    return int(cpuset) if cpuset is not None and _is_cpu(cpuset) else cpuset


def text_of(node: Node | None) -> str | None:
    """The text of an element, with or without attributes beside it."""
    return text_at(node, "value") if isinstance(node, Mapping) else text_at(node)
