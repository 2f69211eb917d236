"""What a schema node is read in: its file, the grammar around it, the namespace it inherits; and its own form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from libvirt_xml.markup.characters import is_blank, trim
from libvirt_xml.messages import render
from libvirt_xml.relaxng.schema import tree
from libvirt_xml.relaxng.schema.schema_source import (
    NAMESPACE,
    SourceFiles,
    fail,
    inherited,
    local_name,
    schema_children,
    target_path,
)

_COMMON = frozenset({"ns", "datatypeLibrary"})
_OWN_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "element": _COMMON | {"name"},
    "attribute": _COMMON | {"name"},
    "ref": _COMMON | {"name"},
    "parentRef": _COMMON | {"name"},
    "define": _COMMON | {"name", "combine"},
    "start": _COMMON | {"combine"},
    "value": _COMMON | {"type"},
    "data": _COMMON | {"type"},
    "param": _COMMON | {"name"},
    "include": _COMMON | {"href"},
    "externalRef": _COMMON | {"href"},
}
_TEXT_HOLDERS = frozenset({"value", "param", "name"})
_ABSOLUTE_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^#]+")


@dataclass(frozen=True, slots=True)
class SchemaScope:
    """What a node inherits from outside its file: the files that led here, the grammar, the namespace."""

    files: SourceFiles
    trail: tuple[Path, ...]
    grammar: tree.Grammar | None
    namespace: str

    def enter(self, node: etree._Element) -> tuple[SchemaScope, etree._Element]:
        """The scope and root of the file that an ``include`` or ``externalRef`` names."""
        place = self.files.place(node)
        self.files.count_reference(place)
        path = target_path(node, required(node, "href", self), place)
        if path in self.trail:
            chain = " -> ".join(self.files.shown(step) for step in (*self.trail, path))
            fail(place, render("schema", "file-loop", chain=chain))
        inner = replace(self, trail=(*self.trail, path), namespace=self.namespace_of(node))
        return inner, self.files.open(path, place)

    def namespace_of(self, node: etree._Element) -> str:
        """The ``ns`` in force at a node (specification, 4.9)."""
        namespace = inherited(node, "ns")
        return self.namespace if namespace is None else namespace


def required(node: etree._Element, attribute: str, scope: SchemaScope) -> str:
    """The value of an attribute that a node must have, trimmed (specification, 4.2)."""
    value = node.get(attribute)
    if value is None:
        fail(scope.files.place(node), render("schema", "attribute-missing", element=local_name(node), name=attribute))
    return trim(value)


def checked_children(node: etree._Element, scope: SchemaScope) -> list[etree._Element]:
    """The RELAX NG children of a node whose attributes and text have the form that RELAX NG asks for."""
    name = local_name(node)
    allowed = _OWN_ATTRIBUTES.get(name, _COMMON)
    for attribute in map(str, node.attrib):
        if attribute not in allowed and not _is_foreign(attribute):
            fail(scope.files.place(node), render("schema", "unknown-attribute", element=name, name=attribute))
    if "datatypeLibrary" in node.attrib:
        _check_library(node, scope)
    if name in _TEXT_HOLDERS:
        _check_text_only(node, scope)
    elif not all(is_blank(text or "") for text in (node.text, *(child.tail for child in node))):
        fail(scope.files.place(node), render("schema", "text", element=name))
    return list(schema_children(node))


def _is_foreign(attribute: str) -> bool:
    return attribute.startswith("{") and not attribute.startswith(f"{{{NAMESPACE}}}")


def _check_library(node: etree._Element, scope: SchemaScope) -> None:
    library = node.get("datatypeLibrary", "")
    if library and not _ABSOLUTE_URI.fullmatch(library):
        fail(scope.files.place(node), render("schema", "library-uri", library=library))


def _check_text_only(node: etree._Element, scope: SchemaScope) -> None:
    for child in node:
        fail(scope.files.place(child), render("schema", "text-only", element=local_name(node)))
