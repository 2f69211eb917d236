"""Texts that are likely because of what is around them, though the schema asks for no such thing."""

from __future__ import annotations

from libvirt_xml.facts.guests import os_types_of
from libvirt_xml.markup.located import Node


def likely_texts(root: Node) -> dict[Node, frozenset[str]]:
    """The elements of a document of whose texts is known what they probably are: ``<type>`` in ``<os>``."""
    kind = root.attribute("type")
    types = frozenset(os_types_of(kind.value)) if kind is not None and root.name == "domain" else frozenset()
    if not types:
        return {}
    systems = (child for child in root.children if child.name == "os")
    return {child: types for system in systems for child in system.children if child.name == "type"}
