"""Repairs that remove: what libvirt does not look at, what is empty and may be omitted."""

from __future__ import annotations

import re
from collections.abc import Callable

from libvirt_xml.editing.xml.xml_edits import XmlEdits
from libvirt_xml.editing.xml.xml_spans import Aside, XmlElement
from libvirt_xml.fixing.element_order import may_have_attribute
from libvirt_xml.validation.meanings import is_attribute, is_known_name
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.values.values import FALSE, TRUE

_NUMBER = re.compile("0x[0-9a-f]+|[0-9]+(?:[.][0-9]+)?")
_WORDS = re.compile(r"[^\W\d_].*[^\W\d_]|[&{<$]", re.DOTALL)


def texts_of(edits: XmlEdits, element: XmlElement) -> str:
    """The text directly inside an element."""
    return "".join(edits.text[start:end] for start, end in element.text_runs()).strip()


def has_notes(element: XmlElement) -> bool:
    return any(isinstance(item, Aside) and item.kind != "cdata" for one in element.walk() for item in one.items)


def remove_thing(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove an attribute or an element; the one around it is one tag if nothing is left in it."""
    name = (problem.path or "").partition("/@")[2]
    if name in element.attributes:
        edits.remove_attribute(element, name)
    elif not name:
        remove_wholly(edits, element)


def remove_wholly(edits: XmlEdits, element: XmlElement) -> None:
    """Remove an element; the one around it is one tag if nothing is left in it."""
    parent = element.parent
    if parent is None:
        return
    if parent.items == [element] and (parent.tag_end, parent.content_end) == (element.start, element.end):
        edits.make_empty(parent)
    else:
        edits.remove_element(element)


def fill_or_remove_empty(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the only value that an empty attribute may have; else remove it, or an element with nothing in it."""
    name, values = (problem.path or "").partition("/@")[2], problem.parameters.get("allowed")
    if name in element.attributes and isinstance(values, tuple) and len(values) == 1 and isinstance(values[0], str):
        edits.set_attribute(element, name, values[0])
    elif name or not element.children:
        remove_thing(edits, problem, element)


def remove_idle(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove an element that says no more than its name; what is written in another one may be meant."""
    if _is_idle(edits, element):
        remove_thing(edits, problem, element)


def remove_or_comment(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove an element that says no more than its name, or has no word that is known; any other becomes a comment."""
    if _is_idle(edits, element) or _is_strange(edits, element):
        remove_thing(edits, problem, element)
    elif element.parent is not None:
        _comment_out(edits, element.start, element.end)


def _is_idle(edits: XmlEdits, element: XmlElement) -> bool:
    return not any(one.attributes or one.items or texts_of(edits, one) for one in element.walk())


def _is_strange(edits: XmlEdits, element: XmlElement) -> bool:
    """Whether libvirt knows the name of no element in one, and all values are numbers or on and off."""
    inside = [*element.walk()]
    values = [edits.value_of(one, name) for one in inside for name in one.attributes]
    texts = [texts_of(edits, one) for one in inside]
    is_known = any(is_known_name(one.name) for one in inside)
    return not is_known and not has_notes(element) and all(map(is_switch, values + texts))


def is_switch(value: str) -> bool:
    """Whether a value is a number, or on or off, or empty; a word may be the name of a thing."""
    word = value.strip().lower()
    return not word or word in (*TRUE, *FALSE) or _NUMBER.fullmatch(word) is not None


def _comment_out(edits: XmlEdits, start: int, end: int) -> None:
    """Write a part of the text as a comment, if it can be one and no program fills it in."""
    text = edits.text[start:end]
    if _may_be_comment(text):
        edits.replace_span(start, end, f"<!-- {text} -->")


def _may_be_comment(text: str) -> bool:
    return not any(mark in f"{text} " for mark in ("--", "- ", "{", "$"))


def unwrap_or_comment(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write what is in ``<value>`` as the text of the element around it."""
    parent, text = element.parent, edits.text[element.tag_end : element.content_end].strip()
    has_text = element.has_text_alone and not element.attributes and text
    if element.name == "value" and parent is not None and has_text and not texts_of(edits, parent):
        edits.replace_span(element.start, element.end, text)
    else:
        remove_or_comment(edits, problem, element)


def remove_switch(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove an attribute that is a number or on or off, and does nothing here."""
    name = (problem.path or "").partition("/@")[2]
    if is_switch(edits.value_of(element, name) if name in element.attributes else "?"):
        remove_thing(edits, problem, element)


def remove_strange_attribute(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove such an attribute, if no element of libvirt has its name, its own has no attributes, or it only says that
    something is on or off; any other may belong to another element.

    One that is a word becomes a comment before its element, and so does 0 or 1 where another element has the name;
    beside a name it may be that of another thing.
    """
    name = (problem.path or "").partition("/@")[2]
    span = element.attributes.get(name)
    if span is None:
        return
    if is_attribute(name):
        remove = remove_switch if problem.variant == "unknown" else remove_yes_or_no
        remove(edits, problem, element)
        is_note = edits.value_of(element, name) in (*TRUE, *FALSE)
    else:
        remove_switch(edits, problem, element)
        is_note = "name" not in element.attributes
    text = edits.text[span.start : span.end]
    if is_note and not edits.has_edits and _may_be_comment(text):
        edits.insert_comment_before(element, text)
        edits.remove_attribute(element, name)


def remove_yes_or_no(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove an attribute that says on or off in words; a number may be the place of something."""
    span = element.attributes.get((problem.path or "").partition("/@")[2])
    value = "" if span is None else edits.text[span.value : span.end - 1].strip().lower()
    if span is not None and value in (*TRUE, *FALSE) and not value.isdecimal():
        edits.remove_attribute(element, span.name)


def remove_yes(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove the attribute of an element that is on where it is present, and only says that: ``<acpi state='on'/>``."""
    name = (problem.path or "").partition("/@")[2]
    span = element.attributes.get(name)
    if span is not None and edits.text[span.value : span.end - 1].strip().lower() in TRUE:
        edits.remove_attribute(element, name)


def remove_text(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove the text of an element that has none, with its lines."""
    if element.has_text_alone:
        edits.make_empty(element)
    else:
        edits.remove_texts(element)


def remove_idle_text(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove a text without a word, or one in an empty element that only says that this is on."""
    text = texts_of(edits, element)
    is_yes = problem.variant == "empty" and text.lower() in TRUE
    if is_yes or not any(character.isalnum() or character in "&{<$" for character in text):
        remove_text(edits, problem, element)


def text_to_comment(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write a text that nothing reads as a comment; remove one without two letters.

    A number in an element whose attributes are those of another one is that of the other: ``<vcpus placement=''>``.
    """
    is_of_other = bool(element.attributes) and not any(may_have_attribute(element, name) for name in element.attributes)
    if is_of_other and not element.children and texts_of(edits, element).isdecimal():
        return
    if not _WORDS.search(texts_of(edits, element)):
        remove_text(edits, problem, element)
        return
    for start, end in element.text_runs():
        written = edits.text[start:end]
        if written.strip():
            _comment_out(edits, start + len(written) - len(written.lstrip()), start + len(written.rstrip()))


def odd_spaces_to_spaces(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write spaces for characters that only look like them."""
    for start, end in element.text_runs():
        written = edits.text[start:end]
        if written.strip(" \t\r\n") and not written.strip():
            edits.replace_span(start, end, "".join(one if one in " \t\r\n" else " " for one in written))


SAFE_REMOVALS: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    "unexpected-text.elements-only": remove_idle_text,
    "unexpected-text.empty": remove_idle_text,
    "unexpected-text.white-space": odd_spaces_to_spaces,
    "unknown-attribute.of-empty-element": remove_yes,
    "unknown-attribute.repeated": remove_thing,
}
UNSAFE_REMOVALS: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    "invalid-value.empty": fill_or_remove_empty,
    "invalid-value.empty-element": fill_or_remove_empty,
    "missing-element.or-none": remove_idle,
    "unexpected-text.elements-only": text_to_comment,
    "unexpected-text.empty": text_to_comment,
    "unexpected-text.flag-off": remove_thing,
    "unknown-attribute.allowed": remove_strange_attribute,
    "unknown-attribute.circumstance": remove_switch,
    "unknown-attribute.elsewhere": remove_strange_attribute,
    "unknown-attribute.of-empty-element": remove_strange_attribute,
    "unknown-attribute.unknown": remove_strange_attribute,
    "unknown-element.allowed": remove_or_comment,
    "unknown-element.in-text": unwrap_or_comment,
    "unknown-element.meant": remove_or_comment,
    "unknown-element.settled": remove_or_comment,
    "unknown-element.unknown": unwrap_or_comment,
}
"""The repairs, by the problem that they are for. None of them takes away what a person may mean."""
