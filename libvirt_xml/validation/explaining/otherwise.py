"""What is there, but in another form: an element as an attribute, an attribute as an element, either as a text."""

from __future__ import annotations

from libvirt_xml.markup.characters import is_blank
from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.repair.faults import Fault, Scope, attribute_names, element_names
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.validation.explaining.circumstances import allowed_values
from libvirt_xml.words.vocabulary import of_documents

_ODD = "\N{SNOWMAN} 1"  # what allows this allows everything


def element_instead(make: Patterns, fault: Fault, name: str) -> Node | None:
    """Where an attribute is unknown: what has an element of its name, the element or the one around it."""
    scope: Scope | None = fault.scope
    for _ in range(2):
        if scope is not None and name in element_names(make, scope.content):
            return scope.node
        scope = scope.outer if scope else None
    return None


def attribute_instead(make: Patterns, fault: Fault) -> str | None:
    """Where an element is unknown: the attribute of its parent that has its name, or one like it."""
    child = fault.node
    if child.children or child.attributes:
        return None
    names = attribute_names(make, fault.scope.content)
    return child.name if child.name in names else of_documents().closest(child.name, names)


def attribute_for_text(make: Patterns, scope: Scope, text: str) -> str | None:
    """The one attribute of an element whose values a text is among, listed ones first; none that takes any text."""
    listing, others = [], []
    for name in attribute_names(make, scope.content):
        if scope.node.attribute(name) is not None:
            continue
        values = allowed_values(make, scope, name)
        if text in listed_values(values):
            listing.append(name)
        elif derivatives.matches(make, values, text) and not derivatives.matches(make, values, _ODD):
            others.append(name)
    fitting = listing or others
    return fitting[0] if len(fitting) == 1 and not is_blank(text) else None
