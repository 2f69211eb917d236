"""What the problems say: one sentence for each sort of repair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from libvirt_xml.relaxng.builder import Patterns
from libvirt_xml.relaxng.document import AttributeNode, Node
from libvirt_xml.relaxng.faults import (
    Fault,
    Repair,
    attribute_names,
    attributes,
    element_names,
    has_any_name,
    is_forbidden,
)
from libvirt_xml.relaxng.similarity import closest
from libvirt_xml.relaxng.values import listed_values
from libvirt_xml.relaxng.xmlnames import collapse, is_blank
from libvirt_xml.validation.allowed import describe, expected
from libvirt_xml.validation.circumstances import Decision, deciding_attribute, hindering_sibling
from libvirt_xml.validation.homes import homes_of_attribute, homes_of_element
from libvirt_xml.validation.names import is_of_driver, local, quoted, same_local, shown, tags
from libvirt_xml.validation.values import advise
from libvirt_xml.validation.wording import quote

_MOST = 8  # names that a sentence lists


class Words(NamedTuple):
    """A problem without its place."""

    code: str
    message: str
    expected: tuple[str, ...] = ()
    suggestion: str | None = None


def words_for(make: Patterns, fault: Fault) -> Words:
    """What a fault's problem says."""
    match fault.repair:
        case Repair.RENAME_ATTRIBUTE | Repair.DROP_ATTRIBUTE:
            return _unknown_attribute(make, fault)
        case Repair.RENAME_ELEMENT | Repair.DROP_ELEMENT | Repair.DROP_REPETITION:
            return _unwanted_element(make, fault)
        case Repair.CHANGE_VALUE | Repair.SWITCH_VALUE:
            return _invalid_value(make, fault)
        case Repair.CHANGE_TEXT | Repair.ADD_TEXT:
            return _invalid_text(make, fault)
        case Repair.DROP_TEXT:
            return _unexpected_text(fault)
        case Repair.ADD_ATTRIBUTE:
            return _missing_attribute(make, fault)
        case Repair.ADD_ELEMENT:
            return _missing_element(fault)


def words_for_root(root: Node, known: tuple[str, ...], kind: str | None) -> Words:
    """What is said of a root element that no document begins with."""
    if any(same_local(root.name, name) for name in known):
        namespace = root.name.rpartition("}")[0]
        message = f"<{root.shown}> is of the namespace '{namespace}'; libvirt's documents have none"
        return Words("unknown-document", message, known)
    meant = _meant(root.name, known)
    what = "is the root of no libvirt document" if kind is None else f"does not begin a document of the kind '{kind}'"
    return Words("unknown-document", f"<{root.shown}> {what}{_hint(tags([meant]) if meant else '')}", known, meant)


def words_for_padding(node: Node, attribute: AttributeNode | None) -> Words:
    """What is said of a listed value that has white space around it."""
    text = attribute.value if attribute else node.text
    meant = collapse(text)
    where = f"the attribute '{attribute.shown}' of <{node.shown}>" if attribute else f"<{node.shown}>"
    message = f"white space counts for libvirt in {where}, though its schema passes {quote(text)}{_hint(quote(meant))}"
    return Words("stray-white-space", message, (meant,), meant)


# Attributes


def _unknown_attribute(make: Patterns, fault: Fault) -> Words:
    assert fault.attribute is not None
    owner, name = fault.node, fault.attribute.name
    present = {each.name for each in owner.attributes}
    here = sorted(set(attribute_names(fault.pattern)) - present)
    allowed = tuple(shown(each, owner) for each in here)
    subject = f"<{owner.shown}> has no attribute '{fault.attribute.shown}'"
    if fault.names:
        meant = shown(fault.names[0], owner)
        return Words("unknown-attribute", f"{subject}{_hint(quoted([meant]))}", allowed, meant)
    decision = deciding_attribute(make, fault.scope, name, is_attribute=True)
    if decision is not None:
        return Words("unknown-attribute", f"{subject} {_with(decision, owner)}", allowed)
    closest_name = _meant(name, here)
    if closest_name:
        meant = shown(closest_name, owner)
        return Words("unknown-attribute", f"{subject}{_hint(quoted([meant]))}", allowed, meant)
    homes = homes_of_attribute(fault.scope, name)
    if homes:
        return Words("unknown-attribute", f"{subject}; {tags(homes)} has one", allowed)
    return Words("unknown-attribute", f"{subject}{_allowed(quoted(allowed[:_MOST]), allowed)}", allowed)


def _missing_attribute(make: Patterns, fault: Fault) -> Words:
    names = tuple(shown(name, fault.node) for name in fault.names)
    if len(names) > 1:
        message = f"<{fault.node.shown}> needs one of the attributes {quoted(names)}"
        return Words("missing-attribute", message, names)
    every = [each.content for each in attributes(fault.scope.content) if fault.names[0] in (each.attributes or ())]
    message = f"<{fault.node.shown}> needs the attribute {quoted(names)}: {describe(make.choice(*every))}"
    likely = listed_values(fault.pattern)
    if len(likely) == 1 and len(listed_values(make.choice(*every))) > 1:
        message += f"; with what it holds, probably '{likely[0]}'"
    return Words("missing-attribute", message, names, *names)


def _with(decision: Decision, owner: Node) -> str:
    """In which circumstances something is not allowed, and in which it would be."""
    of = "" if decision.node is owner else f" of <{decision.node.shown}>"
    wanted = quoted(decision.values[:_MOST])
    if decision.value is None:
        return f"without {decision.name}={wanted}{of}"
    return f"with {decision.name}='{decision.value}'{of}; it goes with {decision.name}={wanted}"


# Elements


def _unwanted_element(make: Patterns, fault: Fault) -> Words:
    child, scope = fault.node, fault.scope
    every = sorted(set(element_names(scope.content)))
    allowed = tuple(shown(name, child) for name in sorted(set(element_names(fault.pattern)) or every))
    if child.name in every or fault.node is scope.node:
        return Words("misplaced-element", _misplaced(make, fault), allowed)
    if is_forbidden(scope.content, child.name):
        message = f"<{child.shown}> is libvirt's own, and not allowed in documents that are given to it"
        return Words("unknown-element", message, allowed)
    subject = f"<{scope.node.shown}> has no element <{child.shown}>"
    if any(same_local(child.name, name) for name in every):
        return _of_other_namespace(fault, subject, allowed)
    meant = fault.names[0] if fault.names else _meant(child.name, every)
    if meant:
        named = shown(meant, child)
        return Words("unknown-element", f"{subject}{_hint(tags([named]))}", allowed, named)
    decision = deciding_attribute(make, scope, child.name, is_attribute=False)
    if decision is not None:
        return Words("unknown-element", f"{subject} {_with(decision, scope.node)}", allowed)
    homes = homes_of_element(make, scope, child.name)
    if homes:
        where = tags([shown(home, child) for home in homes])
        message = f"<{child.shown}> does not belong in <{scope.node.shown}>, but in {where}"
        return Words("unknown-element", message, allowed)
    return Words("unknown-element", f"{subject}{_allowed(tags(allowed[:_MOST]), allowed)}", allowed)


def _of_other_namespace(fault: Fault, subject: str, allowed: tuple[str, ...]) -> Words:
    """For an element that is known by its local name, but in one or more other namespaces."""
    child = fault.node
    alike = [name for name in sorted(set(element_names(fault.scope.content))) if same_local(name, child.name)]
    fitting = [name for name in alike if is_of_driver(name, child)] or alike
    namespace = child.name.rpartition("}")[0]
    reason = f" of the namespace '{namespace}'" if namespace else " without a namespace"
    meant = shown(fitting[0], child) if len(fitting) == 1 else None
    uri = fitting[0].rpartition("}")[0]
    where = f" (xmlns:{meant.partition(':')[0]}='{uri}')" if meant and uri else ""
    hint = _hint(f"{tags([shown(name, child) for name in fitting])}{where}")
    return Words("unknown-element", f"{subject}{reason}{hint}", allowed, meant)


def _misplaced(make: Patterns, fault: Fault) -> str:
    child, scope = fault.node, fault.scope
    parent = scope.node
    hindrance = hindering_sibling(make, scope, child)
    if fault.repair is Repair.DROP_REPETITION or (hindrance and hindrance.sibling.name == child.name):
        first = next(each for each in parent.children if each.name == child.name)
        like = " like this" if fault.repair is Repair.DROP_REPETITION else ""
        return f"<{parent.shown}> may have only one <{child.shown}>{like}; there is one on line {first.line}"
    if hindrance and hindrance.is_order:
        return f"<{child.shown}> must stand before <{hindrance.sibling.shown}> (line {hindrance.sibling.line})"
    if hindrance:
        sibling = hindrance.sibling
        return f"<{child.shown}> is not allowed beside <{sibling.shown}> (line {sibling.line}) in <{parent.shown}>"
    decision = deciding_attribute(make, scope, child.name, is_attribute=False)
    if decision is not None:
        return f"<{child.shown}> is not allowed in <{parent.shown}> {_with(decision, parent)}"
    return f"<{child.shown}> is not allowed in <{parent.shown}> in this place, or with what it holds"


def _missing_element(fault: Fault) -> Words:
    names = tuple(shown(name, fault.node) for name in fault.names)
    noun = "one of the elements" if len(names) > 1 else "the element"
    message = f"<{fault.node.shown}> needs {noun} {tags(names)}"
    return Words("missing-element", message, names, names[0] if len(names) == 1 else None)


# Values and texts


def _invalid_value(make: Patterns, fault: Fault) -> Words:
    assert fault.attribute is not None
    value, attribute = fault.attribute.value, fault.attribute.shown
    if fault.repair is Repair.SWITCH_VALUE:
        message = (
            f"{attribute}='{value}' does not go with what <{fault.node.shown}> holds; {describe(fault.pattern)} does"
        )
        return Words("invalid-value", message, expected(fault.pattern, value))
    where = f"the attribute '{attribute}' of <{fault.node.shown}>"
    subject = f"{quote(value)} is not allowed for {where}" if value else f"{where} is empty"
    has_unit = "unit" in attribute_names(fault.scope.content)
    return _about_text(make, fault, value, subject, has_unit=has_unit)


def _invalid_text(make: Patterns, fault: Fault) -> Words:
    text = fault.node.text
    is_empty = is_blank(text)
    subject = f"<{fault.node.shown}> is empty" if is_empty else f"{quote(text)} is not allowed in <{fault.node.shown}>"
    has_unit = "unit" in attribute_names(fault.scope.content)
    return _about_text(make, fault, text, subject, has_unit=has_unit)


def _about_text(make: Patterns, fault: Fault, text: str, subject: str, *, has_unit: bool) -> Words:
    advice = advise(make, fault.pattern, text, has_unit=has_unit)
    message = subject
    if advice.reason and not is_blank(text):
        message += f": {advice.reason}"
    if advice.suggestion is not None:
        message += _hint(quote(advice.suggestion))
    else:
        message += f"; allowed: {describe(fault.pattern, text)}"
    return Words("invalid-value", message, expected(fault.pattern, text), advice.suggestion)


def _unexpected_text(fault: Fault) -> Words:
    text = next(text for text in fault.node.texts if not is_blank(text))
    content = fault.scope.content
    has_elements = next(element_names(content), None) is not None or has_any_name(content)
    reason = "only elements may stand there" if has_elements else "it must be empty"
    return Words("unexpected-text", f"<{fault.node.shown}> holds the text {quote(collapse(text))}; {reason}")


def _hint(name: str) -> str:
    return f"; did you mean {name}?" if name else ""


def _allowed(listed: str, names: Iterable[str]) -> str:
    more = len(tuple(names)) - _MOST
    return f"; allowed: {listed}{f' and {more} more' if more > 0 else ''}" if listed else ""


def _meant(name: str, known: Sequence[str]) -> str | None:
    """The name that was probably meant: one that is spelt alike."""
    found = closest(local(name), [local(each) for each in known])
    return next((each for each in known if local(each) == found), None)
