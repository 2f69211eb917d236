"""What a message says to write, as a change of the tree: an attribute that is an element, an element that is an
attribute of another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree

from libvirt_xml.validation.explaining.explain import Finding
from libvirt_xml.validation.rules.thing import Thing

_OF_ELEMENT = {"write-attribute": "", "write-attributes": "", "attribute-of": "owner", "attribute-of-new": "owner"}
_OF_ATTRIBUTE = {"write-element": "parent", "name-and-value": ""}


class ToldChange(NamedTuple):
    """What is written instead of an attribute or an element."""

    around: str
    """The name of the element that gets it: one around or beside; the empty text for the one that is closest."""
    attributes: Mapping[str, str]
    element: ElementTree.Element | None = None


def told_change(finding: Finding) -> ToldChange | None:
    """What is to be written instead of an unknown attribute or element, where a message says all of it."""
    variant, parts = finding.problem.variant, finding.problem.parameters
    table = _OF_ELEMENT if finding.attribute is None else _OF_ATTRIBUTE
    if variant not in table or not finding.problem.code.startswith("unknown-"):
        return None
    around = str(parts.get(table[variant], ""))
    if "text" in parts and "written" not in parts:
        return ToldChange(around, {str(parts["attribute"]): str(parts["text"])})
    element = _parsed(str(parts.get("written", "")), is_element=variant == "write-element")
    if element is None:
        return None
    return ToldChange(around, {}, element) if variant == "write-element" else ToldChange(around, element.attrib)


def told_fix(finding: Finding) -> ElementTree.Element | None:
    """An element with the attributes and the text that are to be written instead of an invalid value."""
    problem = finding.problem
    if (problem.code, problem.variant) != ("invalid-value", "fix"):
        return None
    return _parsed(str(problem.parameters.get("fix", "")), is_element=finding.attribute is None)


def _parsed(written: str, *, is_element: bool) -> ElementTree.Element | None:
    try:
        return ElementTree.fromstring(written if is_element else f"<written {written}/>")
    except ElementTree.ParseError:
        return None


def apply_change(change: ToldChange, meant: Thing) -> None:
    """Change an element, or one with a name around or in it, which is made where there is none."""
    around = _around(meant, change.around)
    around.attributes = {**around.attributes, **change.attributes}
    if change.element is not None and not around.has(change.element.tag):
        _add(change.element, around)


def _around(meant: Thing, name: str) -> Thing:
    if not name:
        return meant
    one: Thing | None = meant
    while one is not None and one.name != name:
        one = one.parent
    child = meant.thing(name) if one is None else one
    return _add(ElementTree.Element(name), meant) if child is None else child


def _add(element: ElementTree.Element, parent: Thing) -> Thing:
    thing = Thing(element.tag, dict(element.attrib), parent, element.text or "")
    parent.children.append(thing)
    for child in element:
        _add(child, thing)
    return thing
