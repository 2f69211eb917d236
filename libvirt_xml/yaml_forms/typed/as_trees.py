"""What a program gives in the place of a file, as a tree of the spec."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence
from libvirt_xml.yaml_forms.typed.spec_parts import SpecPart, plain_data


def spec_tree(data: AnyMapping[str, Any] | SpecPart) -> Node:
    """A file's tree for plain data or a ``Vm``; ``None`` in plain data is ``null``, as in a file."""
    return plain_tree(plain_data({"vm": data} if isinstance(data, SpecPart) else data))


def plain_tree(value: Any, origin: Origin | None = None) -> Node:
    """Plain data as a tree, with its nulls."""
    origin = origin or Origin("spec")
    if isinstance(value, dict):
        return Mapping({name: plain_tree(item, origin) for name, item in value.items()}, origin)
    if isinstance(value, list):
        return Sequence([plain_tree(item, origin) for item in value], origin)
    return Scalar(value, value if isinstance(value, str) else None, origin)
