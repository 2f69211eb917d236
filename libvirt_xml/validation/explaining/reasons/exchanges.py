"""Two neighbours of which each is in the place of the other: it looks as if one were missing before what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import NOT_ALLOWED, Pattern
from libvirt_xml.relaxng.repair.faults import Fault, Repair, Scope
from libvirt_xml.relaxng.repair.repair_order import may_follow
from libvirt_xml.validation.explaining.reasons.circumstances import after_child, content_without_attributes


class Exchange(NamedTuple):
    """The neighbours in the order of the document, and what may follow before them."""

    early: Node
    late: Node
    pattern: Pattern


def with_exchanges(make: Patterns, faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults; an element that is there, but after its place, is not missing: it is out of order."""
    for fault in faults:
        exchange = exchange_in(make, fault.scope) if fault.repair is Repair.ADD_ELEMENT else None
        if exchange is None or exchange.early.name not in fault.names:
            yield fault
        else:
            yield Fault(Repair.DROP_ELEMENT, exchange.early, exchange.pattern, fault.scope)


def exchange_in(make: Patterns, scope: Scope) -> Exchange | None:
    """The two right before the first child that is not allowed, if all is right the other way round."""
    if "exchange" not in scope.known:
        scope.known["exchange"] = _find(make, scope)
    exchange: Exchange | None = scope.known["exchange"]
    return exchange


def _find(make: Patterns, scope: Scope) -> Exchange | None:
    pattern = content_without_attributes(make, scope)
    before: list[Pattern] = []
    children = scope.node.children
    for at, child in enumerate(children):
        later = after_child(make, pattern, child.name)
        if later is NOT_ALLOWED:
            if len(before) < 2:
                return None
            early, late = children[at - 2], children[at - 1]
            is_right = may_follow(make, before[-2], [late, early, *children[at : at + 2]])
            is_one = is_right and early.name != late.name and not _names(late, early)
            return Exchange(early, late, before[-2]) if is_one else None
        before = [*before[-1:], pattern]
        pattern = later
    return None


def _names(later: Node, child: Node) -> bool:
    """Whether an element names the one before it as that to which it belongs."""
    attribute = later.attribute(child.name)
    return attribute is not None and attribute.value == child.text.strip()
