"""What is said of a value that decides what its element has, and does not fit that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from libvirt_xml.markup.located import Node
from libvirt_xml.markup.secrets import is_secret_in
from libvirt_xml.messages import Phrase, phrase, render
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.repair.faults import Fault, Repair
from libvirt_xml.relaxng.repair.mender import Mender
from libvirt_xml.relaxng.verdict.texts import takes
from libvirt_xml.validation.explaining.explanation import Explanation
from libvirt_xml.validation.explaining.shown_names import shown_qualified
from libvirt_xml.validation.values.allowed import describe_allowed, expected

_LONGEST = 60  # characters of a value that is shown whole
_ADDITIONS = (Repair.ADD_ATTRIBUTE, Repair.ADD_ELEMENT)


def about_switched_value(mender: Mender, fault: Fault) -> Explanation:
    """A value that is allowed, but not beside what its element has: that, and what would be right beside the value."""
    attribute, node = fault.attribute, fault.node
    assert attribute is not None
    values, allowed = describe_allowed(fault.pattern), expected(fault.pattern, attribute.value)
    subject = {"attribute": attribute.shown, "value": attribute.value, "tag": node.shown, "allowed": values}
    repairs = _repairs_beside(mender, fault)
    misfits = list(dict.fromkeys(_misfits(repairs, node)))
    lacking = list(dict.fromkeys(_additions(repairs, node)))
    if not misfits and lacking and len(lacking) == len(repairs):
        return Explanation(render("invalid-value", "lacks", **subject, additions=lacking), allowed)
    if not misfits:
        return Explanation(render("invalid-value", "content", **subject), allowed)
    renamed = _renamed(mender, repairs, allowed)
    if renamed is not None:
        parts = {**subject, "misfits": misfits, **renamed}
        return Explanation(render("invalid-value", "misfits-renamed", **parts), allowed)
    if lacking:
        sentence = render("invalid-value", "misfits-or", **subject, misfits=misfits, additions=lacking)
    else:
        sentence = render("invalid-value", "misfits", **subject, misfits=misfits)
    return Explanation(sentence, allowed)


def _repairs_beside(mender: Mender, fault: Fault) -> Sequence[Fault]:
    """The cheapest repairs of an element that keep the value of an attribute."""
    attribute, node = fault.attribute, fault.node
    assert attribute is not None
    make = mender.automaton.patterns
    pairs = derivatives.attribute(make, fault.scope.content, attribute.name)
    rests = [rest for value, rest in pairs if takes(make, value, attribute.value, node.namespaces)]
    return mender.mend(node.with_attributes({attribute.name: None}), make.choice(*rests)).faults


def _renamed(mender: Mender, repairs: Sequence[Fault], switched: Sequence[str]) -> dict[str, str] | None:
    """The attribute that is missing, and takes the value of the only one that does not fit, in one element; not if that
    is named like what the deciding value may be: ``file`` beside ``type='dir'``."""
    make = mender.automaton.patterns
    kinds = [fault.repair for fault in repairs]
    if sorted(kinds, key=str) != sorted((Repair.DROP_ATTRIBUTE, Repair.ADD_ATTRIBUTE), key=str):
        return None
    dropped, added = repairs if kinds[0] is Repair.DROP_ATTRIBUTE else reversed(repairs)
    value = dropped.attribute.value if dropped.attribute is not None else ""
    is_shown = dropped.attribute is not None and not is_secret_in(dropped.node.shown, dropped.attribute.shown)
    is_same = dropped.node is added.node and len(added.names) == 1 and len(value) <= _LONGEST and is_shown
    is_named = dropped.attribute is not None and dropped.attribute.name in switched
    if not is_same or is_named or not derivatives.matches(make, added.pattern, value):
        return None
    return {"other": shown_qualified(added.names[0], added.node), "word": value, "owner": added.node.shown}


def _misfits(repairs: Sequence[Fault], owner: Node) -> Iterator[Phrase]:
    for repair in repairs:
        if repair.repair in (Repair.DROP_ATTRIBUTE, Repair.RENAME_ATTRIBUTE) and repair.attribute is not None:
            yield _attribute(repair.attribute.shown, repair.node, owner)
        elif repair.repair in (Repair.DROP_ELEMENT, Repair.RENAME_ELEMENT):
            yield phrase("thing", "element", tag=repair.node.shown)
        elif repair.repair in (Repair.CHANGE_VALUE, Repair.SWITCH_VALUE) and repair.attribute is not None:
            value = {"attribute": repair.attribute.shown, "value": repair.attribute.value}
            yield phrase("thing", "value", **value, tag=repair.node.shown)


def _additions(repairs: Sequence[Fault], owner: Node) -> Iterator[Phrase]:
    for repair in repairs:
        if repair.repair in _ADDITIONS and len(repair.names) == 1:
            name = shown_qualified(repair.names[0], repair.node)
            if repair.repair is Repair.ADD_ATTRIBUTE:
                yield _attribute(name, repair.node, owner)
            else:
                yield phrase("thing", "element", tag=name)


def _attribute(name: str, node: Node, owner: Node) -> Phrase:
    if node.start == owner.start:
        return phrase("thing", "own-attribute", attribute=name)
    return phrase("thing", "attribute", attribute=name, tag=node.shown)
