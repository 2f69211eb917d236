"""Texts and values that are likely because of what is around them, though the schema asks for no such thing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from libvirt_xml.facts.guests import os_types_of
from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.schema.nameclasses import local

_USUAL = Path(__file__).with_name("usual_values.toml")
_BY_DOMAIN = Path(__file__).with_name("values_by_domain.toml")
_CHILDREN = Path(__file__).with_name("usual_children.toml")


def likely_texts(root: Node) -> dict[Node, frozenset[str]]:
    """The elements of a document of whose texts is known what they probably are: ``<type>`` in ``<os>``."""
    kind = root.attribute("type")
    types = frozenset(os_types_of(kind.value)) if kind is not None and root.name == "domain" else frozenset()
    if not types:
        return {}
    systems = (child for child in root.children if child.name == "os")
    return {child: types for system in systems for child in system.children if child.name == "type"}


def likely_child(node: Node, name: str) -> str | None:
    """A missing child of an element as it is to be written, where only one text of it is likely."""
    domain, kind = node.parent, None
    if (node.name, name) == ("os", "type") and domain is not None and domain.name == "domain":
        kind = domain.attribute("type")
    types = () if kind is None else os_types_of(kind.value)
    return f"<{name}>{types[0]}</{name}>" if len(types) == 1 else None


def usual_child(node: Node, name: str) -> str | None:
    """What a missing child of an element looks like, where that is known."""
    return needed_child(node, name) or _first_known(f"{owner}/{name}" for owner in _with_type(node))


def needed_child(node: Node, name: str) -> str | None:
    """The same, where libvirt needs it, though the schema allows the element around it to be absent."""
    arounds = () if node.parent is None else _with_type(node.parent)
    return _first_known(f"{around}/{node.name}/{name}" for around in arounds)


def _first_known(keys: Iterable[str]) -> str | None:
    return next((child for key in keys if (child := _usual_children().get(key))), None)


def _with_type(node: Node) -> Iterator[str]:
    kind = node.attribute("type")
    if kind is not None:
        yield f"{node.name}@{kind.value}"
    yield node.name


def usual_value(node: Node, attribute: str) -> str | None:
    """What a required attribute of an element usually is, where that is known."""
    return usual_value_in(None if node.parent is None else node.parent.name, node.name, attribute)


def usual_value_in(parent: str | None, element: str, attribute: str) -> str | None:
    """What a required attribute of an element usually is, by the name of that and of its parent."""
    name = local(element)
    names = [name, f"{local(parent or '')}/{name}"]
    return next((value for key in names if (value := _usual_values().get(key, {}).get(attribute))), None)


def value_in_domain(node: Node, attribute: str, value: str) -> str:
    """A value that was probably meant, or what a domain of the type has instead of it."""
    root = node
    while root.parent is not None:
        root = root.parent
    kind = root.attribute("type") if root.name == "domain" else None
    instead = _values_by_domain().get(f"{local(node.name)}@{attribute}", {}).get(value, {})
    return value if kind is None else instead.get(kind.value, value)


@cache
def _values_by_domain() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(_BY_DOMAIN.read_text(encoding="utf-8"))


@cache
def _usual_children() -> Mapping[str, str]:
    return tomllib.loads(_CHILDREN.read_text(encoding="utf-8"))


@cache
def _usual_values() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_USUAL.read_text(encoding="utf-8"))
