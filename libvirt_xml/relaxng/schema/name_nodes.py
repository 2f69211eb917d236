"""Name classes: read from schema nodes, and kept to what RELAX NG allows (specification, 3, 4.8 to 4.10 and 4.16)."""

from __future__ import annotations

import re

from lxml import etree

from libvirt_xml.markup.characters import Q_NAME, trim
from libvirt_xml.messages import render
from libvirt_xml.relaxng.schema import tree
from libvirt_xml.relaxng.schema.schema_node import SchemaScope, checked_children
from libvirt_xml.relaxng.schema.schema_source import fail, local_name

_XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
_XMLNS_NAMESPACES = frozenset({"http://www.w3.org/2000/xmlns", "http://www.w3.org/2000/xmlns/"})
_NAME_CLASSES = frozenset({"name", "anyName", "nsName", "choice"})


def subject(node: etree._Element, scope: SchemaScope) -> tuple[tree.NameClass, int]:
    """The name class of an element or attribute, and how many children it took."""
    short = node.get("name")
    if short is not None:
        return _checked_subject(_short_name(node, trim(short), scope), node, scope), 0
    children = checked_children(node, scope)
    if not children or local_name(children[0]) not in _NAME_CLASSES:
        fail(scope.files.place(node), render("schema", "no-name", element=local_name(node)))
    return _checked_subject(_name_class(children[0], scope), node, scope), 1


def _short_name(node: etree._Element, text: str, scope: SchemaScope) -> tree.Name:
    if local_name(node) == "attribute":  # an attribute's short name inherits no ns (4.8)
        return _qualified(node, text, node.get("ns", ""), scope)
    return _qualified(node, text, scope.namespace_of(node), scope)


def _qualified(node: etree._Element, text: str, namespace: str, scope: SchemaScope) -> tree.Name:
    """A QName; without a prefix it is in ``namespace``."""
    if not re.fullmatch(Q_NAME, text):
        fail(scope.files.place(node), render("schema", "invalid-name", text=text))
    prefix, colon, local = text.rpartition(":")
    if not colon:
        return tree.Name(namespace, local)
    declared = _XML_NAMESPACE if prefix == "xml" else node.nsmap.get(prefix)
    if declared is None:
        fail(scope.files.place(node), render("schema", "prefix", prefix=prefix))
    return tree.Name(str(declared), local)


def _name_class(node: etree._Element, scope: SchemaScope) -> tree.NameClass:
    children = checked_children(node, scope)
    match local_name(node):
        case "name":
            return _qualified(node, trim(node.text or ""), scope.namespace_of(node), scope)
        case "anyName":
            return tree.AnyName(_excluded_names(node, children, scope))
        case "nsName":
            return tree.NsName(scope.namespace_of(node), _excluded_names(node, children, scope))
        case "choice":
            return _name_choice(node, children, scope)
        case other:
            fail(scope.files.place(node), render("schema", "not-a-name-class", element=other))
    return None


def _name_choice(node: etree._Element, children: list[etree._Element], scope: SchemaScope) -> tree.NameClass:
    choices = tuple(_name_class(child, scope) for child in children)
    if not choices:
        fail(scope.files.place(node), render("schema", "empty-name-class", element=local_name(node)))
    return choices[0] if len(choices) == 1 else tree.NameChoice(choices)


def _excluded_names(node: etree._Element, children: list[etree._Element], scope: SchemaScope) -> tree.NameClass | None:
    if not children:
        return None
    if len(children) > 1 or local_name(children[0]) != "except":
        fail(scope.files.place(children[-1]), render("schema", "one-except"))
    excluded = _name_choice(children[0], checked_children(children[0], scope), scope)
    place, parts = scope.files.place(children[0]), _leaves(excluded)
    if local_name(node) == "anyName":
        if any(isinstance(part, tree.AnyName) for part in parts):
            fail(place, render("schema", "except-in-any-name"))
    elif any(isinstance(part, tree.AnyName | tree.NsName) for part in parts):
        fail(place, render("schema", "except-in-ns-name"))
    return excluded


def _leaves(name_class: tree.NameClass) -> list[tree.NameClass]:
    if isinstance(name_class, tree.NameChoice):
        return [leaf for choice in name_class.choices for leaf in _leaves(choice)]
    return [name_class]


def _checked_subject(name_class: tree.NameClass, node: etree._Element, scope: SchemaScope) -> tree.NameClass:
    """A name class as it is; SchemaError if it names a namespace declaration (specification, 4.16)."""
    if local_name(node) == "attribute":
        for leaf in _leaves(name_class):
            if leaf == tree.Name("", "xmlns"):
                fail(scope.files.place(node), render("schema", "xmlns-name"))
            if isinstance(leaf, tree.Name | tree.NsName) and leaf.namespace in _XMLNS_NAMESPACES:
                fail(scope.files.place(node), render("schema", "xmlns-namespace", namespace=leaf.namespace))
    return name_class
