"""What is said of attributes that are unknown or missing."""

from __future__ import annotations

from libvirt_xml.messages import render
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import EMPTY, Pattern
from libvirt_xml.relaxng.repair.faults import Fault, Repair, attribute_names
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.relaxng.repair.mender import Mender
from libvirt_xml.validation.explaining.causes import Cause
from libvirt_xml.validation.explaining.circumstances import (
    allowed_values,
    deciding_attribute,
    deciding_need,
    likely_values,
)
from libvirt_xml.validation.explaining.explanation import Explanation, circumstance, requirement, similar_name
from libvirt_xml.validation.explaining.homes import homes_of_attribute
from libvirt_xml.validation.explaining.otherwise import element_instead
from libvirt_xml.validation.explaining.shown_names import shown_qualified
from libvirt_xml.validation.values.allowed import describe_allowed


def about_unknown_attribute(make: Patterns, cause: Cause) -> Explanation:
    """An attribute that is not allowed on its element."""
    fault = cause.fault
    assert fault.attribute is not None
    owner, name = fault.node, fault.attribute.name
    here = [known for known in attribute_names(make, fault.pattern) if owner.attribute(known) is None]
    allowed = tuple(shown_qualified(known, owner) for known in here)
    subject = {"tag": owner.shown, "attribute": fault.attribute.shown}
    if fault.names:
        return Explanation(
            render("unknown-attribute", "unknown", **subject), allowed, shown_qualified(fault.names[0], owner)
        )
    decision = deciding_attribute(make, fault.scope, name, is_attribute=True)
    if cause.wanted or decision is None:
        explanation = _in_another_form(make, cause, subject, allowed, is_decided=decision is not None)
        if explanation is not None:
            return explanation
    if decision is not None:
        with_what = circumstance(decision, owner)
        return Explanation(render("unknown-attribute", "circumstance", **subject, circumstance=with_what), allowed)
    return _about_strange_attribute(make, fault, here, subject)


def _in_another_form(
    make: Patterns, cause: Cause, subject: dict[str, str], allowed: tuple[str, ...], *, is_decided: bool
) -> Explanation | None:
    """For an attribute that is an element elsewhere, or that is probably meant to be something that is missing."""
    fault, wanted = cause.fault, cause.wanted
    assert fault.attribute is not None
    owner, name = fault.node, fault.attribute.name
    is_wanted = any(name in addition.names for addition in wanted)
    home = element_instead(make, fault, name) if is_wanted or not is_decided else None
    if home and not any(addition.repair is Repair.ADD_ATTRIBUTE for addition in wanted):
        element = shown_qualified(name, home)
        sentence = render("unknown-attribute", "is-element", **subject, parent=home.shown, element=element)
        return Explanation(sentence, allowed)
    if not wanted:
        return None
    if wanted[0].repair is Repair.ADD_ELEMENT:
        elements = [shown_qualified(missing, owner) for missing in wanted[0].names]
        return Explanation(render("unknown-attribute", "of-missing-element", **subject, elements=elements), allowed)
    if wanted[0].repair is Repair.ADD_TEXT:
        return Explanation(render("unknown-attribute", "is-text", **subject), allowed)
    names = tuple(dict.fromkeys(shown_qualified(missing, owner) for addition in wanted for missing in addition.names))
    if len(names) == 1:
        return Explanation(render("unknown-attribute", "unknown", **subject), allowed, names[0])
    return Explanation(render("unknown-attribute", "required", **subject, names=names), allowed)


def _about_strange_attribute(make: Patterns, fault: Fault, here: list[str], subject: dict[str, str]) -> Explanation:
    """For an attribute that its element never has."""
    owner, attribute = fault.node, fault.attribute
    assert attribute is not None
    allowed = tuple(shown_qualified(unused, owner) for unused in here)
    if fault.scope.content is EMPTY:
        return Explanation(render("unknown-attribute", "of-empty-element", **subject), allowed)
    similar = similar_name(attribute.name, here)
    homes = () if similar else homes_of_attribute(make, fault.scope, attribute.name, attribute.value)
    if homes:
        return Explanation(render("unknown-attribute", "elsewhere", **subject, homes=homes), allowed)
    of_value = [unused for unused in here if attribute.value in listed_values(_value(make, fault, unused))]
    meant = similar or (of_value[0] if len(of_value) == 1 else None)
    if meant or not allowed:
        sentence = render("unknown-attribute", "unknown", **subject)
        return Explanation(sentence, allowed, shown_qualified(meant, owner) if meant else None)
    return Explanation(render("unknown-attribute", "allowed", **subject, allowed=allowed), allowed)


def _value(make: Patterns, fault: Fault, name: str) -> Pattern:
    return make.choice(*(value for value, _ in derivatives.attribute(make, fault.pattern, name)))


def about_missing_attribute(mender: Mender, fault: Fault) -> Explanation:
    """A required attribute."""
    make, tag = mender.automaton.patterns, fault.node.shown
    names = [shown_qualified(name, fault.node) for name in fault.names]
    if len(names) > 1:
        return Explanation(render("missing-attribute", "one-of", tag=tag, names=tuple(names)), tuple(names))
    every = allowed_values(make, fault.scope, fault.names[0])
    subject = {"tag": tag, "attribute": names[0], "allowed": describe_allowed(every)}
    likely = likely_values(mender, fault.scope, fault.names[0], listed_values(every))
    value = likely[0] if len(likely) == 1 else None
    need = deciding_need(mender, fault.scope)
    if need is None and value is None:
        sentence = render("missing-attribute", "required", **subject)
    elif need is None:
        sentence = render("missing-attribute", "required-likely", **subject, value=value)
    elif value is None:
        with_what = requirement(need, fault.node)
        sentence = render("missing-attribute", "required-with", **subject, circumstance=with_what)
    else:
        with_what = requirement(need, fault.node)
        sentence = render("missing-attribute", "required-with-likely", **subject, circumstance=with_what, value=value)
    return Explanation(sentence, tuple(names), names[0])
