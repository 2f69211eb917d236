"""What goes with a thing instead of which something else is to be written."""

from __future__ import annotations

from collections.abc import Iterable

from libvirt_xml.markup.characters import collapse
from libvirt_xml.markup.located import Node
from libvirt_xml.messages import Phrase
from libvirt_xml.relaxng.repair.faults import Fault, Repair
from libvirt_xml.relaxng.schema.nameclasses import local
from libvirt_xml.validation.explaining.reasons.remedies import (
    is_whole,
    remedy_of_attribute,
    remedy_of_element,
    remedy_of_text,
    remedy_of_value,
)
from libvirt_xml.validation.explaining.reasons.twins import twin_of

_ADDITIONS = frozenset({Repair.ADD_ATTRIBUTE, Repair.ADD_ELEMENT, Repair.ADD_TEXT})


class RemediedFaults:
    """Elements and values instead of which something else is to be written, with what is wrong in them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._elements: set[Node] = set()
        self._values: dict[Node, list[Phrase]] = {}
        self._inside: dict[Node | None, Phrase] = {}
        """What is to be written instead of a value, by the element around that which has it."""
        self._repeated: set[Fault] = set()
        self._around: dict[Node, list[str]] = {}
        """What is to be written instead of elements that are dropped, by the elements around them."""
        faults = list(faults)
        with_texts = {fault.node for fault in faults if fault.repair is Repair.DROP_TEXT}
        self._texts = {node for node in with_texts if _remedy_of_text(node)}
        for fault in faults:
            if fault.repair is Repair.RENAME_ELEMENT and (remedy_of_element(fault) or twin_of(fault)):
                self._elements.add(fault.node)
            self._add_dropped(fault)
            remedy = _remedy_of_attribute(fault)
            if remedy is None:
                continue
            remedies = self._values.setdefault(fault.node, [])
            if remedy in remedies:
                self._repeated.add(fault)
            else:
                remedies.append(remedy)
            self._inside.setdefault(fault.node.parent, remedy)

    def _add_dropped(self, fault: Fault) -> None:
        instead = remedy_of_element(fault) if fault.repair is Repair.DROP_ELEMENT else None
        around = None if instead is None else fault.scope.node.parent
        while around is not None:
            self._around.setdefault(around, []).append(str(instead))
            around = around.parent

    def covers(self, fault: Fault) -> bool:
        """Whether a fault goes when that is written."""
        if fault.node in self._texts and fault.repair in _ADDITIONS:
            return True
        if fault.repair is Repair.ADD_ELEMENT and any(
            _is_written(fault, text) for text in self._around.get(fault.node, ())
        ):
            return True
        if not (self._elements or self._values):
            return False
        if fault in self._repeated:
            return True
        node = fault.node
        if fault.repair is Repair.ADD_ELEMENT and node in self._inside and _is_written(fault, str(self._inside[node])):
            return True
        if node in self._elements:
            return fault.repair is not Repair.RENAME_ELEMENT
        if any(_is_said(fault, remedy) for remedy in self._values.get(node, ())):
            return True
        while node.parent is not None:
            node = node.parent
            if node in self._elements or any(_is_part(fault, remedy) for remedy in self._values.get(node, ())):
                return True
        return False


def _remedy_of_text(node: Node) -> Phrase | None:
    """What is to be written instead of the text of an element, if that is known."""
    return None if node.parent is None else remedy_of_text(node.parent.name, node.name, collapse(node.text))


def _remedy_of_attribute(fault: Fault) -> Phrase | None:
    """What is to be written instead of an attribute or its value, if that is known."""
    attribute = fault.attribute
    if attribute is None:
        return None
    if fault.repair is Repair.DROP_ATTRIBUTE:
        remedy = remedy_of_attribute(fault.node, attribute.name)
        return remedy or remedy_of_value(fault.node, attribute.name, attribute.value)
    if fault.repair is Repair.CHANGE_VALUE:
        return remedy_of_value(fault.node, attribute.name, attribute.value)
    return None


def _is_written(addition: Fault, written: str) -> bool:
    """Whether an element that is missing is in what is written."""
    return any(f"<{local(name)}" in written for name in addition.names)


def _is_said(fault: Fault, remedy: Phrase) -> bool:
    """Whether a fault of the element that has a value goes when something else is written instead."""
    if fault.repair is Repair.ADD_ELEMENT:
        return _is_written(fault, str(remedy))
    return fault.repair in (Repair.ADD_ATTRIBUTE, Repair.DROP_TEXT)


def _is_part(fault: Fault, remedy: Phrase) -> bool:
    """Whether a fault in an element goes when that is written instead of a value of it."""
    node, written = fault.node, str(remedy)
    if (is_whole(remedy, node.name) and _remedy_of_attribute(fault) is None) or (
        fault.repair is Repair.ADD_ELEMENT and _is_written(fault, written)
    ):
        return True
    if fault.repair is Repair.DROP_TEXT and f"<{local(node.name)} " in written:
        return node.parent is None or f"<{local(node.parent.name)}" in written
    return fault.repair is Repair.ADD_ATTRIBUTE or _remedy_of_attribute(fault) == remedy
