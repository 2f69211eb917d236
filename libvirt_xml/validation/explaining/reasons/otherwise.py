"""What is there, but in another form: an element as an attribute, an attribute as an element, either as a text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from libvirt_xml.markup.characters import is_blank
from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.markup.secrets import is_secret_in, is_secret_text
from libvirt_xml.messages.notation import quote
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import EMPTY, Pattern
from libvirt_xml.relaxng.repair.completion import complete_attributes, openings
from libvirt_xml.relaxng.repair.faults import Fault, Repair, Scope, attribute_names, data_of, element_names
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.relaxng.repair.name_choices import own_contents
from libvirt_xml.relaxng.schema.nameclasses import local
from libvirt_xml.validation.explaining.reasons.circumstances import allowed_values
from libvirt_xml.validation.explaining.reasons.likely_texts import usual_value_in
from libvirt_xml.validation.values.values import FALSE, TRUE
from libvirt_xml.validation.values.values_with_units import unit_with_number
from libvirt_xml.words.vocabulary import of_documents

_LONGEST = 60  # characters of a value that is shown whole
_USUAL = ("type", "name", "address", "value", "addr", "dir", "path", "usage", "average", "bytes")
"""Attributes that hold what an element is, where several could."""
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")  # some schemas have it as any text
_HEXADECIMAL_DIGITS = 4  # of numbers of vendors and products
_ODD = "\N{SNOWMAN} 1"  # what allows this allows everything


def element_instead(make: Patterns, fault: Fault, name: str) -> Scope | None:
    """Where an attribute is unknown: what has an element of its name, the element or the one around it."""
    scope: Scope | None = fault.scope
    for _ in range(2):
        if scope is not None and name in element_names(make, scope.content):
            return scope
        scope = scope.outer if scope else None
    return None


def attribute_instead(make: Patterns, fault: Fault) -> str | None:
    """Where an element is unknown: the attribute of its parent with its name, or one like it, that takes its text."""
    child = fault.node
    if child.children or (child.attributes and not _is_text_in_attribute(child)):
        return None
    names = attribute_names(make, fault.scope.content)
    is_exact = child.name in names
    name = child.name if is_exact else of_documents().closest(child.name, names) if not child.attributes else None
    text = plain_text_of(child)
    if name is None or not text:
        return name
    pairs = derivatives.attribute(make, fault.scope.content, name)
    return name if any(derivatives.matches(make, allowed, text) for allowed, _ in pairs) else None


def plain_text_of(child: Node) -> str:
    """What an element says: its text, or that of its only attribute, ``<path name='/a'/>``."""
    attributes = [*child.attributes]
    return attributes[0].value if _is_text_in_attribute(child) else child.text.strip()


def _is_text_in_attribute(child: Node) -> bool:
    attributes = [*child.attributes]
    is_alone = len(attributes) == 1 and attributes[0].name in _USUAL
    return is_alone and bool(attributes[0].value) and is_blank(child.text)


def attributes_instead(make: Patterns, fault: Fault) -> dict[str, str] | None:
    """Where an element is unknown: its text and its attributes as attributes of its parent, if that has them all."""
    child, content = fault.node, fault.scope.content
    if (
        child.children
        or not child.attributes
        or is_blank(child.text)
        or is_secret_in(fault.scope.node.shown, child.name)
    ):
        return None
    written = {child.name: child.text.strip(), **{attribute.name: attribute.value for attribute in child.attributes}}
    for name, value in written.items():
        pairs = derivatives.attribute(make, content, name)
        if len(value) > _LONGEST or not any(derivatives.matches(make, allowed, value) for allowed, _ in pairs):
            return None
    return written


def written_as_element(
    make: Patterns, content: Pattern, name: str, value: str, attribute: str | None = None
) -> str | None:
    """The element of a name that has a value, as it is to be written, in an element of a content: as its text, or in a
    given attribute or the only one that takes it."""
    if len(value) > _LONGEST:
        return None
    tag = local(name)
    attributes: dict[str, Pattern] = {}
    for inner, _, _ in openings(make, content, name):
        if inner is EMPTY and value.lower() in TRUE:
            return f"<{tag}/>"
        if any(derivatives.matches(make, part, value) for part in data_of(inner)):
            return f"<{tag}>{value}</{tag}>"
        in_unit = (number_with_unit(make, inner, part, value) for part in data_of(inner))
        number, unit = next(filter(None, in_unit), ("", ""))
        if unit:
            return written_tag(tag, {"unit": unit}, number)
        for known in attribute_names(make, inner):
            allowed = make.choice(*(values for values, _ in derivatives.attribute(make, inner, known)))
            if derivatives.matches(make, allowed, value):
                attributes[known] = allowed
    if not attributes and value.lower() in (*TRUE, *FALSE):
        return _written_with_truth(make, content, name, value) or _written_empty(make, content, name, value)
    if attribute in attributes:
        attributes = {attribute: attributes[attribute]}
    if len(attributes) > 1:
        attributes = {known: allowed for known, allowed in attributes.items() if known in _USUAL}
    if len(attributes) != 1:
        return None
    (known, allowed), *_ = attributes.items()
    return f"<{tag} {known}={quote(with_hexadecimal_prefix(make, allowed, value))}/>"


def with_hexadecimal_prefix(make: Patterns, allowed: Pattern, text: str) -> str:
    """A text that is a hexadecimal number without ``0x``, as ``lsusb`` prints it, with that."""
    is_bare = len(text) == _HEXADECIMAL_DIGITS and re.fullmatch("[0-9a-f]+", text, re.IGNORECASE)
    return f"0x{text}" if is_bare and derivatives.matches(make, allowed, f"0x{text}") else text


def number_with_unit(make: Patterns, content: Pattern, data: Pattern, text: str) -> tuple[str, str] | None:
    """The number and the unit of a text, where an element takes these as its text and its attribute ``unit``."""
    number, unit = (unit_with_number(text) if len(text) <= _LONGEST else None) or ("", "")
    if not unit or not derivatives.matches(make, data, number):
        return None
    pairs = derivatives.attribute(make, content, "unit")
    return (number, unit) if any(derivatives.matches(make, allowed, unit) for allowed, _ in pairs) else None


def is_only_text(make: Patterns, scope: Scope, value: str) -> bool:
    """Whether an element that has nothing in it may have a value as its text, and not any other: a path."""
    node = scope.node
    if node.children or not is_blank(node.text):
        return False
    data = make.choice(*data_of(scope.content))
    return is_particular(make, data, value)


def is_named_switch(attribute: AttributeNode, addition: Fault) -> bool:
    """Whether an attribute switches on what is a value of one that is missing: ``localtime='yes'``."""
    is_on = attribute.value.lower() in TRUE and addition.repair is Repair.ADD_ATTRIBUTE
    return is_on and attribute.name in listed_values(addition.pattern)


def attribute_beside(make: Patterns, scope: Scope, name: str, attribute: str, value: str) -> tuple[str, str] | None:
    """The one attribute that a child of a name requires beside one with a value, if only one value of it fits or is
    usual: ``type='emulator'`` beside ``version='2.0'`` of a TPM's backend."""
    words: dict[str, set[str]] = {}
    for inner, _, _ in openings(make, scope.content, name):
        for allowed, rest in derivatives.attribute(make, inner, attribute):
            closings = complete_attributes(make, rest) if derivatives.matches(make, allowed, value) else ()
            for _, additions in closings:
                if len(additions) != 1 or len(additions[0].names) != 1:
                    return None
                known = additions[0].names[0]
                for values, _ in derivatives.attribute(make, rest, known):
                    words.setdefault(known, set()).update(listed_values(values))
    if len(words) != 1:
        return None
    (known, fitting), *_ = words.items()
    usual = usual_value_in(scope.node.name, name, known)
    word = usual if usual in fitting else fitting.pop() if len(fitting) == 1 else None
    return None if word is None else (known, word)


def _written_with_truth(make: Patterns, content: Pattern, name: str, value: str) -> str | None:
    """An element that has a truth value in the words that it allows: ``<gl enable='yes'/>`` for ``gl='on'``."""
    words = TRUE if value.lower() in TRUE else FALSE
    pairs = [
        (known, allowed)
        for inner, _, _ in openings(make, content, name)
        for known in attribute_names(make, inner)
        for allowed, _ in derivatives.attribute(make, inner, known)
    ]
    fitting = {known: word for known, allowed in pairs for word in reversed(words) if word in listed_values(allowed)}
    return (
        f"<{local(name)} {next(iter(fitting))}={quote(next(iter(fitting.values())))}/>" if len(fitting) == 1 else None
    )


def _written_empty(make: Patterns, content: Pattern, name: str, value: str) -> str | None:
    """An element that needs no content, which is on where it is: ``<hugepages/>`` for ``hugepages='yes'``."""
    contents = (derivatives.start_tag_close(make, inner) for inner, _, _ in openings(make, content, name))
    is_enough = value.lower() in TRUE and any(derivatives.matches(make, inner, "") for inner in contents)
    return f"<{local(name)}/>" if is_enough else None


def text_of_element(make: Patterns, fault: Fault, addition: Fault) -> str | None:
    """A text in an element as the text of a child that is missing, as that is to be written."""
    text = fault.node.text.strip()
    if addition.repair is not Repair.ADD_ELEMENT or len(addition.names) != 1:
        return None
    if is_secret_text(fault.node.shown) or is_secret_text(addition.names[0], fault.node.shown):
        return None
    contents = (fault.scope.content, *own_contents(make, fault.scope))
    written = (written_as_element(make, content, addition.names[0], text) for content in contents)
    return next(filter(None, written), None)


def is_particular(make: Patterns, pattern: Pattern, text: str) -> bool:
    """Whether a text is allowed where not every text is."""
    return derivatives.matches(make, pattern, text) and not derivatives.matches(make, pattern, _ODD)


def child_for_text(make: Patterns, content: Pattern, text: str) -> str | None:
    """The only child that has a text, and not any other, as that is to be written: ``<path>/a</path>``."""
    written = []
    for name in element_names(make, content):
        data = make.choice(*(part for inner, _, _ in openings(make, content, name) for part in data_of(inner)))
        if is_particular(make, data, text):
            written.append(f"<{local(name)}>{text}</{local(name)}>")
    return written[0] if len(written) == 1 and len(text) <= _LONGEST else None


def written_tag(name: str, attributes: Mapping[str, str], text: str) -> str:
    """An element with attributes and a text, as it is to be written."""
    written = "".join(f" {attribute}={quote(value)}" for attribute, value in attributes.items())
    return f"<{name}{written}>{text}</{name}>"


def whole_element(make: Patterns, content: Pattern, name: str, child: Node) -> str | None:
    """An element of a name, as it is to be written, in the place of one that has only a text, or one attribute."""
    text = child.text.strip()
    values = [text, *(attribute.value for attribute in child.attributes)] if text else _only_value(child)
    if (
        child.children
        or len(values) != 1
        or is_secret_text(child.name, child.parent.name if child.parent is not None else "")
    ):
        return None
    return written_as_element(make, content, name, values[0], attribute=child.name)


def _only_value(child: Node) -> list[str]:
    """The values of the attributes of an element, but secrets."""
    shown = (attribute for attribute in child.attributes if not is_secret_in(child.shown, attribute.shown))
    return [attribute.value for attribute in shown]


def is_fit_renamed(make: Patterns, fault: Fault, name: str) -> bool:
    """Whether an element without children would be right if it had another name."""
    contents = (content for content, _, _ in openings(make, fault.scope.content, name))
    return any(matches_content(make, fault.node, content) for content in contents)


def matches_content(make: Patterns, child: Node, content: Pattern) -> bool:
    """Whether an element without children has a content."""
    if child.children:
        return False
    pattern = content
    for attribute in child.attributes:
        pairs = derivatives.attribute(make, pattern, attribute.name)
        pattern = make.choice(*(rest for value, rest in pairs if derivatives.matches(make, value, attribute.value)))
    return derivatives.matches(make, derivatives.start_tag_close(make, pattern), child.text.strip())


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as libvirt writes it."""
    return _UUID.fullmatch(text) is not None


def attribute_for_text(make: Patterns, scope: Scope, text: str) -> str | None:
    """The attribute of an element that a text is probably the value of: the only one that lists it, else that is as
    particular, else the usual one."""
    listing, others, usual = [], [], []
    names = [name for name in attribute_names(make, scope.content) if scope.node.attribute(name) is None]
    if "uuid" in names and is_uuid(text):
        return "uuid"
    for name in names:
        values = allowed_values(make, scope, name)
        if text in listed_values(values):
            listing.append(name)
        elif derivatives.matches(make, values, text):
            others += [] if derivatives.matches(make, values, _ODD) else [name]
            usual += [name] if name in _USUAL or len(names) == 1 else []
    fitting = listing or others
    if len(fitting) != 1:
        fitting = usual
    return fitting[0] if len(fitting) == 1 and not is_blank(text) else None


def written_attribute(make: Patterns, scope: Scope, text: str) -> tuple[str, str] | None:
    """The attribute that a text in an element looks like: ``file='/a'``."""
    parts = _WRITTEN.fullmatch(text)
    if parts is None or parts["name"] not in attribute_names(make, scope.content):
        return None
    return parts["name"], parts["value"]


_WRITTEN = re.compile(r"""(?P<name>[\w-]+)\s*=\s*["']?(?P<value>[^"'=]*)["']?""")
