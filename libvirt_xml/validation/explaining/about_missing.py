"""What is said of attributes and elements that are missing."""

from __future__ import annotations

from collections.abc import Collection

from libvirt_xml.markup.located import Node
from libvirt_xml.messages import render
from libvirt_xml.messages.notation import quote
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.repair.completion import openings
from libvirt_xml.relaxng.repair.faults import Fault, attribute_names
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.relaxng.repair.mender import Mender
from libvirt_xml.validation.explaining.explanation import Explanation, requirement
from libvirt_xml.validation.explaining.reasons.circumstances import (
    allowed_values,
    deciding_need,
    is_needless,
    likely_values,
)
from libvirt_xml.validation.explaining.reasons.likely_texts import likely_child, needed_child, usual_child, usual_value
from libvirt_xml.validation.explaining.shown_names import shown_qualified
from libvirt_xml.validation.values.allowed import describe_allowed, spellings, wordings


def _switched_on(fault: Fault, values: Collection[str]) -> str | None:
    """What a missing attribute is that only says whether something is on, for an element that has nothing else."""
    node, word = fault.node, next((word for word in ("on", "yes") if word in values), None)
    is_bare = not (node.attributes or node.children or node.text.strip())
    return word if is_bare and word is not None and set(values) in ({"on", "off"}, {"yes", "no"}) else None


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
    switched_on = _switched_on(fault, listed_values(every))
    if switched_on is not None:
        sentence = render("missing-attribute", "required-switch", **subject, value=switched_on)
        return Explanation(sentence, tuple(names))
    need = deciding_need(mender, fault.scope)
    if need is not None and value is None and fault.node.attributes and len(need.values) == 1:
        others = {"other": need.name, "value": need.values[0], "owner": need.node.shown}
        sentence = render(
            "missing-attribute", "required-or", **subject, circumstance=requirement(need, fault.node), **others
        )
        return Explanation(sentence, tuple(names))
    usual = usual_value(fault.node, fault.names[0])
    words = spellings(every)
    if need is None and len(words) == 1 and not wordings(every):
        sentence = render("missing-attribute", "required-only", **subject, value=words[0])
    elif need is None and value is None and usual is not None and derivatives.matches(make, every, usual):
        sentence = render("missing-attribute", "required-usual", **subject, value=usual)
    elif need is None and value is None:
        sentence = render("missing-attribute", "required", **subject)
    elif need is None:
        sentence = render("missing-attribute", "required-likely", **subject, value=value)
    elif value is None:
        with_what = requirement(need, fault.node)
        sentence = render("missing-attribute", "required-with", **subject, circumstance=with_what)
    else:
        with_what = requirement(need, fault.node)
        sentence = render("missing-attribute", "required-with-likely", **subject, circumstance=with_what, value=value)
    return Explanation(sentence, tuple(names))


def about_missing_element(mender: Mender, fault: Fault) -> Explanation:
    """A required element."""
    make = mender.automaton.patterns
    names = tuple(shown_qualified(name, fault.node) for name in fault.names)
    subject: dict[str, object] = {"tag": fault.node.shown, "names": names}
    written = _another(make, fault)
    if written is not None:
        return Explanation(render("missing-element", "another", **subject, written=written), names)
    usual = usual_child(fault.node, fault.names[0]) if len(names) == 1 else None
    if len(names) == 1 and _may_be_left_out(make, fault):
        return Explanation(render("missing-element", "or-none", **subject), names)
    need = deciding_need(mender, fault.scope)
    with_what = None if need is None else requirement(need, fault.node)
    likely = likely_child(fault.node, fault.names[0]) if len(names) == 1 else None
    if likely is not None:
        sentence = render("missing-element", "required-likely", **subject, written=likely)
    elif usual is not None and with_what is None:
        sentence = render("missing-element", "required-such", **subject, written=usual)
    elif usual is not None:
        sentence = render("missing-element", "required-such-with", **subject, written=usual, circumstance=with_what)
    elif len(names) == 1 and with_what is None:
        sentence = render("missing-element", "required", **subject)
    elif len(names) == 1:
        sentence = render("missing-element", "required-with", **subject, circumstance=with_what)
    elif with_what is None:
        sentence = render("missing-element", "one-of", **subject)
    else:
        sentence = render("missing-element", "one-of-with", **subject, circumstance=with_what)
    return Explanation(sentence, names)


def _another(make: Patterns, fault: Fault) -> str | None:
    """The tag of a missing element, where there are others of its name: with the attribute that distinguishes it."""
    node = fault.node
    if len(fault.names) != 1 or not any(child.name == fault.names[0] for child in node.children):
        return None
    name = fault.names[0]
    for content, _, _ in openings(make, fault.pattern, name):
        for attribute in attribute_names(make, content):
            values = {
                value for pair, _ in derivatives.attribute(make, content, attribute) for value in listed_values(pair)
            }
            if len(values) == 1:
                return f"<{shown_qualified(name, node)} {attribute}={quote(values.pop())}>"
    return None


def _may_be_left_out(make: Patterns, fault: Fault) -> bool:
    """Whether an empty element that lacks another may be absent as well."""
    is_empty = not _has_content(fault.node) and is_needless(make, fault.scope)
    return is_empty and needed_child(fault.node, fault.names[0]) is None


def _has_content(node: Node) -> bool:
    return bool(node.attributes or node.children or node.text.strip())
