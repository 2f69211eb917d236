"""The map by name that a list of maps means: ``[{name: hpet, present: false}]``."""

from __future__ import annotations

from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence


def map_by_name(node: Sequence) -> str | None:
    """The map that a list of maps means, or of names, as YAML in one line; ``None`` where one has no name."""
    named = {name: item for part in node.items for name, item in [_named(part)]}
    is_whole = bool(named) and "" not in named and len(named) == len(node.items)
    return one_line(Mapping(named, node.origin)) if is_whole else None


def _named(item: Node) -> tuple[str, Node]:
    """The name of a map in a list, and the map without it: its key ``name``, or its only key."""
    if isinstance(item, Scalar):
        return item.text, Mapping({}, item.origin)
    parts = item.items if isinstance(item, Mapping) else {}
    name = parts.get("name")
    if isinstance(name, Scalar):
        return name.text, Mapping({key: part for key, part in parts.items() if key != "name"}, item.origin)
    (key, part), *others = parts.items() or [("", item)]
    return ("" if others or not isinstance(part, Mapping) else key), part
