"""Repairs of elements that are there twice, where only one is allowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from libvirt_xml.editing.xml.xml_edits import XmlEdits
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.fixing.element_order import may_repeat, place_in
from libvirt_xml.fixing.removals import has_notes, texts_of
from libvirt_xml.validation.problem import Problem


def remove_copy(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove an element that says once more what the first one says, and has no comments."""
    first = element.parent.named(element.name)[0] if element.parent is not None else element
    if first is element or has_notes(element):
        return
    if _said_in(edits, first) == _said_in(edits, element):
        edits.remove_element(element)


def _said_in(edits: XmlEdits, element: XmlElement) -> tuple[object, ...]:
    """What an element says, however it is written."""
    values = sorted((name, edits.value_of(element, name)) for name in element.attributes)
    texts = () if element.children else (" ".join(edits.text[slice(*run)] for run in element.text_runs()).split(),)
    return element.name, values, texts, [_said_in(edits, child) for child in element.children]


def join_second(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Join an element with the first of its name: what that has too goes, other elements move there where they may.

    Of two texts, the second goes: libvirt reads the first.
    """
    first = element.parent.named(element.name)[0] if element.parent is not None else element
    if first is element or has_notes(element):
        return
    if not (first.children or element.children) and texts_of(edits, first):
        edits.remove_element(element)
        return
    values = {name: edits.value_of(element, name) for name in element.attributes}
    has_these = all(name in first.attributes and edits.value_of(first, name) == values[name] for name in values)
    present = [_said_in(edits, child) for child in first.children]
    others = [child for child in element.children if _said_in(edits, child) not in present]
    may_come = all(may_repeat(first, child.name) or not first.named(child.name) for child in others)
    if has_these and may_come and texts_of(edits, element) in ("", texts_of(edits, first)):
        for child in others:
            edits.insert_element(first, place_in(first, child), partial(_as_it_is, edits, child))
        edits.remove_element(element)


def _as_it_is(edits: XmlEdits, element: XmlElement, pads: Sequence[str]) -> str:
    return edits.written_at(element, pads[0])


SAFE_DUPLICATES: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    f"misplaced-element.{variant}": remove_copy for variant in ("alike", "second", "second-part")
}
UNSAFE_DUPLICATES: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    f"misplaced-element.{variant}": join_second for variant in ("second", "second-part")
}
"""The repairs, by the problem that they are for."""
