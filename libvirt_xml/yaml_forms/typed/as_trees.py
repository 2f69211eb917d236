"""What a program gives in the place of a file, as a tree of the spec."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from libvirt_xml.yaml_forms.text.resolving import REPLACE
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, that_replaces
from libvirt_xml.yaml_forms.typed.spec_parts import SpecPart, plain_data


def spec_tree(data: AnyMapping[str, Any] | SpecPart) -> Node:
    """A file's tree for plain data or a ``Vm``; ``None`` in plain data is ``null``, as in a file."""
    return plain_tree(plain_data({"vm": data} if isinstance(data, SpecPart) else data))


def tree_data(node: Node) -> Any:
    """The plain data of a tree, of which ``plain_tree`` makes the same: forms of numbers as text, tags as keys."""
    match node:
        case Mapping(replaces=True):
            return {REPLACE: {name: tree_data(item) for name, item in node.items.items()}}
        case Sequence(replaces=True):
            return {REPLACE: [tree_data(item) for item in node.items]}
        case Mapping():
            return {name: tree_data(item) for name, item in node.items.items()}
        case Sequence():
            return [tree_data(item) for item in node.items]
        case Scalar(value=int() | float() as value, text=text) if not isinstance(value, bool):
            return value if text == repr(value) else text
        case _:
            return node.value


def plain_tree(value: Any, origin: Origin | None = None) -> Node:
    """Plain data as a tree, with its nulls."""
    origin = origin or Origin("spec")
    if isinstance(value, dict):
        node = Mapping({name: plain_tree(item, origin) for name, item in value.items()}, origin)
        return that_replaces(node) if value.keys() == {REPLACE} else node
    if isinstance(value, list):
        return Sequence([plain_tree(item, origin) for item in value], origin)
    return Scalar(value, value if isinstance(value, str) else None, origin)
