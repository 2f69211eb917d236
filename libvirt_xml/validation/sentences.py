"""What the problems say: one sentence for each sort of repair."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from libvirt_xml.relaxng.document import Node
from libvirt_xml.relaxng.faults import Fault, Repair, attribute_names, element_names
from libvirt_xml.relaxng.similarity import closest
from libvirt_xml.relaxng.values import listed_values, nearest_value
from libvirt_xml.validation.grammars import Grammars


class Words(NamedTuple):
    """A problem without its place."""

    code: str
    message: str
    expected: tuple[str, ...] = ()
    suggestion: str | None = None


def words_for(grammars: Grammars, fault: Fault) -> Words:
    """What a fault's problem says."""
    match fault.repair:
        case Repair.RENAME_ATTRIBUTE | Repair.DROP_ATTRIBUTE:
            return _unknown_attribute(fault)
        case Repair.RENAME_ELEMENT | Repair.DROP_ELEMENT | Repair.DROP_KNOWN_ELEMENT | Repair.DROP_REPETITION:
            return _unknown_element(fault)
        case Repair.CHANGE_VALUE | Repair.SWITCH_VALUE:
            return _invalid_value(fault)
        case Repair.CHANGE_TEXT:
            return _invalid_text(fault)
        case Repair.DROP_TEXT:
            return Words("unexpected-text", f"<{fault.node.shown}> holds text, and none is allowed there")
        case Repair.ADD_ATTRIBUTE:
            return _missing_attribute(fault)
        case Repair.ADD_ELEMENT:
            return _missing_element(fault)
        case Repair.ADD_TEXT:
            return Words("invalid-value", f"<{fault.node.shown}> is empty", listed_values(fault.pattern))


def words_for_root(grammars: Grammars, root: Node, kind: str | None) -> Words:
    """What is said of a root element that nothing begins with."""
    known = grammars.root_names(kind)
    meant = closest(root.name, known)
    what = "the root of no libvirt document" if kind is None else f"no root of a document of the kind {kind!r}"
    hint = f"; did you mean <{meant}>?" if meant else ""
    return Words("unknown-document", f"<{root.shown}> is {what}{hint}", known, meant)


def _unknown_attribute(fault: Fault) -> Words:
    assert fault.attribute is not None
    shown, owner = fault.attribute.shown, fault.node
    present = {each.name for each in owner.attributes}
    known = tuple(name for name in sorted(set(attribute_names(fault.content))) if name not in present)
    meant = fault.names[0] if fault.names else closest(fault.attribute.name, known)
    hint = f"; did you mean {meant!r}?" if meant else ""
    return Words("unknown-attribute", f"<{owner.shown}> has no attribute {shown!r}{hint}", known, meant)


def _unknown_element(fault: Fault) -> Words:
    child, parent = fault.node, fault.node.parent or fault.node
    known = tuple(sorted(set(element_names(fault.content))))
    if child.name in known:
        return Words("misplaced-element", f"<{child.shown}> is not allowed here in <{parent.shown}>", known)
    meant = fault.names[0] if fault.names else closest(child.name, known)
    hint = f"; did you mean <{meant}>?" if meant else ""
    return Words("unknown-element", f"<{parent.shown}> has no element <{child.shown}>{hint}", known, meant)


def _invalid_value(fault: Fault) -> Words:
    assert fault.attribute is not None
    value, shown = fault.attribute.value, fault.attribute.shown
    message = f"{value!r} is not allowed for the attribute {shown!r} of <{fault.node.shown}>"
    return Words("invalid-value", message, listed_values(fault.pattern), nearest_value(value, fault.pattern))


def _invalid_text(fault: Fault) -> Words:
    text = fault.node.text
    message = f"{text.strip()!r} is not allowed in <{fault.node.shown}>"
    return Words("invalid-value", message, listed_values(fault.pattern), nearest_value(text, fault.pattern))


def _missing_attribute(fault: Fault) -> Words:
    return Words("missing-attribute", f"<{fault.node.shown}> needs the attribute {_either(fault.names)}", fault.names)


def _missing_element(fault: Fault) -> Words:
    return Words("missing-element", f"<{fault.node.shown}> needs the element {_either(fault.names)}", fault.names)


def _either(names: Iterable[str]) -> str:
    return " or ".join(repr(name) for name in names)


def _tag(node: Node) -> str:
    return f"<{node.shown}>"
