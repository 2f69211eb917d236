"""What the problems say: one sentence for each sort of repair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from libvirt_xml.markup.characters import collapse, is_blank
from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import render
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.nameclasses import local
from libvirt_xml.relaxng.patterns.patterns import EMPTY, NOT_ALLOWED, Pattern
from libvirt_xml.relaxng.repair.faults import (
    Fault,
    Repair,
    Scope,
    alike_in_other_namespaces,
    attribute_names,
    data_of,
    element_names,
    has_any_name,
    has_text,
    is_forbidden,
)
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.relaxng.repair.mender import Mender
from libvirt_xml.validation.explaining.causes import Cause
from libvirt_xml.validation.explaining.circumstances import (
    Decision,
    allowed_values,
    deciding_about_value,
    deciding_attribute,
    deciding_need,
    first_of_name,
    hindering_sibling,
    late_sibling,
    likely_values,
)
from libvirt_xml.validation.explaining.homes import homes_of_attribute, homes_of_element
from libvirt_xml.validation.explaining.otherwise import attribute_for_text, attribute_instead, element_instead
from libvirt_xml.validation.explaining.shown_names import is_of_driver, quoted, same_local, shown, tags
from libvirt_xml.validation.values.allowed import describe, expected
from libvirt_xml.validation.values.values import advise
from libvirt_xml.validation.values.wording import join, quote
from libvirt_xml.words.vocabulary import of_documents

_MOST = 8  # names that a sentence lists


class Words(NamedTuple):
    """A problem without its place."""

    code: str
    message: str
    expected: tuple[str, ...] = ()
    suggestion: str | None = None


def words_for(mender: Mender, cause: Cause) -> Words:
    """What the problem of a cause says."""
    make, fault = mender.automaton.patterns, cause.fault
    match fault.repair:
        case Repair.RENAME_ATTRIBUTE | Repair.DROP_ATTRIBUTE:
            return _unknown_attribute(make, cause)
        case Repair.RENAME_ELEMENT | Repair.DROP_ELEMENT | Repair.DROP_REPETITION:
            return _unwanted_element(make, cause)
        case Repair.CHANGE_VALUE | Repair.SWITCH_VALUE:
            return _invalid_value(make, fault)
        case Repair.CHANGE_TEXT | Repair.ADD_TEXT:
            return _invalid_text(make, fault)
        case Repair.DROP_TEXT:
            return _unexpected_text(make, cause)
        case Repair.ADD_ATTRIBUTE:
            return _missing_attribute(mender, fault)
        case Repair.ADD_ELEMENT:
            return _missing_element(mender, fault)


def words_for_root(root: Node, known: tuple[str, ...], kind: str | None) -> Words:
    """What is said of a root element that no document begins with."""
    if any(same_local(root.name, name) for name in known):
        namespace = root.name.rpartition("}")[0]
        message = f"<{root.shown}> is of the namespace '{namespace}'; libvirt's documents have none"
        return Words("unknown-document", message, known)
    meant = _meant(root.name, known)
    if kind is None:
        message = render("unknown-document", "root", tag=root.shown)
    else:
        message = f"<{root.shown}> does not begin a document of the kind '{kind}'"
    return Words("unknown-document", f"{message}{_hint(tags([meant]) if meant else '')}", known, meant)


def words_for_padding(node: Node, padded: AttributeNode | None) -> Words:
    """What is said of a listed value that has white space around it."""
    text = padded.value if padded else node.text
    meant = collapse(text)
    where = f"the attribute '{padded.shown}' of <{node.shown}>" if padded else f"<{node.shown}>"
    if is_secret(padded.shown if padded else node.shown):
        return Words("stray-white-space", render("stray-white-space", "secret", place=where), ())
    message = f"white space counts for libvirt in {where}, though its schema passes {quote(text)}{_hint(quote(meant))}"
    return Words("stray-white-space", message, (meant,), meant)


# Attributes


def _unknown_attribute(make: Patterns, cause: Cause) -> Words:
    fault = cause.fault
    assert fault.attribute is not None
    owner, name = fault.node, fault.attribute.name
    here = [each for each in attribute_names(make, fault.pattern) if owner.attribute(each) is None]
    allowed = tuple(shown(each, owner) for each in here)
    subject = f"<{owner.shown}> has no attribute '{fault.attribute.shown}'"
    if fault.names:
        meant = shown(fault.names[0], owner)
        return Words("unknown-attribute", f"{subject}{_hint(quoted([meant]))}", allowed, meant)
    decision = deciding_attribute(make, fault.scope, name, is_attribute=True)
    is_wanted = any(name in each.names for each in cause.wanted)
    instead = element_instead(make, fault, name) if decision is None or is_wanted else None
    if instead and not any(each.repair is Repair.ADD_ATTRIBUTE for each in cause.wanted):
        return Words("unknown-attribute", f"{subject}; {instead}", allowed)
    if cause.wanted and cause.wanted[0].repair is Repair.ADD_ELEMENT:
        wanted = tags([shown(each, owner) for each in cause.wanted[0].names])
        return Words("unknown-attribute", f"{subject}; it needs the element {wanted}, which has one", allowed)
    if cause.wanted:
        return _in_its_place(cause, subject, allowed)
    if decision is not None:
        return Words("unknown-attribute", f"{subject} {_with(decision, owner)}", allowed)
    if fault.scope.content is EMPTY:
        return Words("unknown-attribute", f"{subject}, nor any other: it is written <{owner.shown}/>", allowed)
    closest_name = _meant(name, here)
    if closest_name:
        meant = shown(closest_name, owner)
        return Words("unknown-attribute", f"{subject}{_hint(quoted([meant]))}", allowed, meant)
    homes = homes_of_attribute(make, fault.scope, name, fault.attribute.value)
    if homes:
        return Words("unknown-attribute", f"{subject}; {tags(homes)} has one", allowed)
    of_value = [each for each in here if fault.attribute.value in listed_values(_value(make, fault, each))]
    if len(of_value) == 1:
        meant = shown(of_value[0], owner)
        return Words("unknown-attribute", f"{subject}{_hint(quoted([meant]))}", allowed, meant)
    return Words("unknown-attribute", f"{subject}{_allowed([quoted([name]) for name in allowed])}", allowed)


def _value(make: Patterns, fault: Fault, name: str) -> Pattern:
    return make.choice(*(value for value, _ in derivatives.attribute(make, fault.pattern, name)))


def _in_its_place(cause: Cause, subject: str, allowed: tuple[str, ...]) -> Words:
    """For an attribute, element or text that is probably meant to be something that is missing."""
    node, fault = cause.fault.node, cause.fault
    names = tuple(dict.fromkeys(shown(name, node) for each in cause.wanted for name in each.names))
    if cause.wanted[0].repair is Repair.ADD_TEXT:
        return Words("unknown-attribute", f"{subject}; the value is the text of <{node.shown}>", allowed)
    meant = names[0] if len(names) == 1 else None
    if fault.repair is Repair.DROP_TEXT:
        which = f"attribute '{meant}'" if meant else f"attributes {join([quoted([name]) for name in names], 'and')}"
        return Words("unexpected-text", f"{subject}; it goes into the {which}", names, meant)
    kind = tags(names) if fault.repair is Repair.DROP_ELEMENT else quoted(names)
    hint = _hint(kind) if meant and fault.attribute else f"; it needs {kind}"
    code = "unknown-attribute" if fault.attribute else "unknown-element"
    return Words(code, f"{subject}{hint}", allowed, meant)


def _missing_attribute(mender: Mender, fault: Fault) -> Words:
    make = mender.automaton.patterns
    names = tuple(shown(name, fault.node) for name in fault.names)
    if len(names) > 1:
        message = f"<{fault.node.shown}> needs one of the attributes {quoted(names)}"
        return Words("missing-attribute", message, names)
    every = allowed_values(make, fault.scope, fault.names[0])
    circumstances = _needed(mender, fault)
    message = f"<{fault.node.shown}> needs the attribute {quoted(names)}{circumstances}: {describe(every)}"
    likely = likely_values(mender, fault.scope, fault.names[0], listed_values(every))
    if len(likely) == 1:
        message += f"; with what it holds, probably '{likely[0]}'"
    return Words("missing-attribute", message, names, *names)


def _needed(mender: Mender, fault: Fault) -> str:
    """In which circumstances something that is missing is needed; nothing where it always is."""
    need = deciding_need(mender, fault.scope)
    if need is None:
        return ""
    of = "" if need.node is fault.node else f" of <{need.node.shown}>"
    return f" with {need.name}={quote(need.value or '')}{of}"


def _with(decision: Decision, owner: Node) -> str:
    """In which circumstances something is not allowed, and in which it would be."""
    of = "" if decision.node is owner else f" of <{decision.node.shown}>"
    wanted = _listed([f"'{value}'" for value in decision.values])
    if decision.value is None:
        return f"without {decision.name}={wanted}{of}"
    return f"with {decision.name}={quote(decision.value)}{of}; it goes with {decision.name}={wanted}"


# Elements


def _unwanted_element(make: Patterns, cause: Cause) -> Words:
    fault = cause.fault
    child, scope = fault.node, fault.scope
    every = element_names(make, scope.content)
    allowed = tuple(shown(name, child) for name in element_names(make, fault.pattern) or every)
    if child.name in every or fault.node is scope.node:
        return Words("misplaced-element", _misplaced(make, fault), allowed)
    if is_forbidden(make, scope.content, child.name):
        message = f"<{child.shown}> is libvirt's own, and not allowed in documents that are given to it"
        return Words("unknown-element", message, allowed)
    subject = f"<{scope.node.shown}> has no element <{child.shown}>"
    if alike_in_other_namespaces(make, scope.content, child.name):
        return _of_other_namespace(make, fault, subject, allowed)
    attribute = attribute_instead(make, fault)
    if attribute == child.name:
        return Words("unknown-element", f"{subject}, but an attribute '{child.shown}'", allowed)
    homes = homes_of_element(make, scope, child.name)
    meant = fault.names[0] if fault.names else None if homes else _meant(child.name, list(every))
    if meant:
        named = shown(meant, child)
        return Words("unknown-element", f"{subject}{_hint(tags([named]))}", allowed, named)
    if cause.wanted and not {name for each in cause.wanted for name in each.names} & set(homes):
        return _in_its_place(cause, subject, allowed)
    decision = deciding_attribute(make, scope, child.name, is_attribute=False)
    if decision is not None:
        return Words("unknown-element", f"{subject} {_with(decision, scope.node)}", allowed)
    if homes:
        where = tags([shown(home, child) for home in homes])
        message = f"{_subjects(cause)} belong in <{scope.node.shown}>, but in {where}"
        return Words("unknown-element", message, allowed)
    if attribute:
        return Words("unknown-element", f"{subject}; did you mean the attribute '{attribute}'?", allowed)
    return Words("unknown-element", f"{subject}{_allowed([f'<{name}>' for name in allowed])}", allowed)


def _subjects(cause: Cause) -> str:
    child = cause.fault.node
    if not cause.others:
        return f"<{child.shown}> does not"
    crowd = [child, *cause.others]
    listed = _listed([tags([each.shown]) for each in crowd], "and")
    last = crowd[-1].line
    lines = f"line {last}" if child.line == last else f"lines {child.line} to {last}"
    return f"{listed} ({lines}) do not"


def _of_other_namespace(make: Patterns, fault: Fault, subject: str, allowed: tuple[str, ...]) -> Words:
    """For an element that is known by its local name, but in one or more other namespaces."""
    child = fault.node
    alike = alike_in_other_namespaces(make, fault.scope.content, child.name)
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
    is_second = hindrance is not None and hindrance.sibling.name == child.name
    late = late_sibling(make, scope, child) if is_second and fault.repair is Repair.DROP_ELEMENT else None
    if late is not None:
        return render("misplaced-element", "early", tag=child.shown, sibling=late.shown, line=late.line)
    if fault.repair is Repair.DROP_REPETITION or is_second:
        first = first_of_name(scope, child.name)
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


def _missing_element(mender: Mender, fault: Fault) -> Words:
    names = tuple(shown(name, fault.node) for name in fault.names)
    noun = "one of the elements" if len(names) > 1 else "the element"
    message = f"<{fault.node.shown}> needs {noun} {tags(names)}{_needed(mender, fault)}"
    return Words("missing-element", message, names, names[0] if len(names) == 1 else None)


# Values and texts


def _invalid_value(make: Patterns, fault: Fault) -> Words:
    assert fault.attribute is not None
    value, name = fault.attribute.value, fault.attribute.shown
    if fault.repair is Repair.SWITCH_VALUE:
        message = f"{name}='{value}' does not go with what <{fault.node.shown}> holds; {describe(fault.pattern)} does"
        return Words("invalid-value", message, expected(fault.pattern, value))
    where = f"the attribute '{name}' of <{fault.node.shown}>"
    if value and is_secret(name):
        return _about_secret(fault.pattern, where)
    subject = f"{quote(value)} is not allowed for {where}" if value else f"{where} is empty"
    every = allowed_values(make, fault.scope, fault.attribute.name)
    pattern = fault.pattern if every is NOT_ALLOWED else every
    words = _about_text(make, fault.scope, pattern, value, subject, own=fault.attribute.name)
    decision = None if words.suggestion else deciding_about_value(make, fault.scope, fault.attribute)
    return words if decision is None else words._replace(message=f"{subject} {_with(decision, fault.node)}")


def _invalid_text(make: Patterns, fault: Fault) -> Words:
    text = fault.node.text
    is_empty = is_blank(text)
    if is_secret(fault.node.shown) and not is_empty:
        return _about_secret(fault.pattern, f"<{fault.node.shown}>")
    subject = f"<{fault.node.shown}> is empty" if is_empty else f"{quote(text)} is not allowed in <{fault.node.shown}>"
    return _about_text(make, fault.scope, fault.pattern, text, subject)


def _about_secret(pattern: Pattern, where: str) -> Words:
    """What is said of a password or cookie: nothing of what it is."""
    message = render("invalid-value", "secret", place=where, allowed=describe(pattern))
    return Words("invalid-value", message, expected(pattern, ""))


def _about_text(make: Patterns, scope: Scope, pattern: Pattern, text: str, subject: str, *, own: str = "") -> Words:
    beside = frozenset(attribute_names(make, scope.content))
    advice = advise(make, pattern, text, has_unit="unit" in beside, beside=beside, own=own)
    message = subject
    if advice.reason and not is_blank(text):
        message += f": {advice.reason}"
    if advice.suggestion is not None:
        message += _hint(quote(advice.suggestion))
    elif not (advice.reason and "number allowed is" in advice.reason):
        message += f"; allowed: {describe(pattern, text)}"
    return Words("invalid-value", message, expected(pattern, text), advice.suggestion)


def _unexpected_text(make: Patterns, cause: Cause) -> Words:
    fault = cause.fault
    text = collapse(next(text for text in fault.node.texts if not is_blank(text)))
    subject = f"<{fault.node.shown}> holds {_shown_text(fault.node, text)}"
    if any(derivatives.matches(make, each.pattern, text) for each in cause.wanted):
        return _in_its_place(cause, subject, ())
    name = None if fault.node.children else attribute_for_text(make, fault.scope, text)
    beside = tuple(shown(name, fault.node) for each in cause.wanted for name in each.names)
    if name or beside:
        goes = f"; it goes into the attribute '{name}'" if name else ""
        needs = f"; the element needs {quoted(beside)}" if beside else ""
        return Words("unexpected-text", f"{subject}{goes}{needs}", (name,) if name else beside, name)
    content = fault.scope.content
    if has_text(content) and not fault.node.children:
        return _invalid_text(make, replace(fault, pattern=make.choice(*data_of(content))))
    has_elements = element_names(make, content) or has_any_name(content)
    reason = "only elements may stand there" if has_elements else "it must be empty"
    return Words("unexpected-text", f"{subject}; {reason}")


def _shown_text(node: Node, text: str) -> str:
    """A text in an element, and on which line it stands."""
    line = f" on line {node.text_line}" if node.text_line not in (None, node.line) else ""
    if is_secret(node.shown):
        return f"text{line}"
    if text.strip():
        return f"the text {quote(text)}{line}"
    codes = join([f"U+{code:04X}" for code in sorted(set(map(ord, text)) - {0x20})], "and")
    return f"white space that is none in XML ({codes}){line}"


def _hint(name: str) -> str:
    return f"; did you mean {name}?" if name else ""


def _allowed(names: Sequence[str]) -> str:
    return f"; allowed: {_listed(names)}" if names else ""


def _listed(names: Sequence[str], word: str = "or") -> str:
    """``a, b or c``; of many, the first few and how many more."""
    if len(names) > _MOST + 2:
        return f"{', '.join(names[:_MOST])} and {len(names) - _MOST} more"
    return join(names, word)


def _meant(name: str, known: Sequence[str]) -> str | None:
    """The name that was probably meant: one that is spelt alike."""
    found = of_documents().closest(local(name), [local(each) for each in known])
    return next((each for each in known if local(each) == found), None)
