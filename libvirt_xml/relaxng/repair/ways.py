"""How far ways of fixing a document have come, each with its price and its repairs."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Union

from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.repair.faults import Fault, Repair
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.relaxng.repair.prices import PRICES

Trail = Union[tuple["Trail", Union[Fault, "Trail"]], None]  # noqa: UP007
"""Faults, the latest last: what came before, and one more or a child's."""


class Way(NamedTuple):
    """How far one way has come: its price and its repairs."""

    cost: float
    trail: Trail

    def then(self, fault: Fault, price: float) -> Way:
        """This way and one more repair."""
        return Way(self.cost + price, (self.trail, fault))

    def joined(self, other: Way) -> Way:
        """This way, then another from inside."""
        if not other.cost:
            return self
        return Way(self.cost + other.cost, (self.trail, other.trail)) if self.cost else other

    @property
    def faults(self) -> list[Fault]:
        """The repairs in the order of the document."""
        faults: list[Fault] = []
        stack: list[Trail | Fault] = [self.trail]
        while stack:
            item = stack.pop()
            if isinstance(item, Fault):
                faults.append(item)
            elif item is not None:
                stack.extend(item)
        return faults[::-1]


START = Way(0.0, None)
"""The way that has needed no repair."""


def best_way(node: Node, ways: Collection[Way]) -> Way | None:
    """The cheapest way; one that changes a deciding value of an element only if that leaves nothing wrong in it."""
    best = min(ways, key=_cost, default=None)
    if best is None or len(ways) < 2:
        return best
    switch = _switch(node, best)
    if switch is None:
        return best
    other = min((way for way in ways if _switch(node, way) is None), key=_cost, default=best)
    return other if best.cost > PRICES.switch_value or _is_misnamed(other, switch) else best


def leaves_faults_behind_switch(node: Node, way: Way | None) -> bool:
    """Whether a way changes a deciding value of an element, and something is wrong in it nevertheless."""
    return way is not None and way.cost > PRICES.switch_value and _switch(node, way) is not None


def _switch(node: Node, way: Way) -> Fault | None:
    """The repair that changes a deciding value of an element."""
    switches = (fault for fault in way.faults if fault.repair is Repair.SWITCH_VALUE and fault.node is node)
    return next(switches, None)


def _is_misnamed(way: Way, switch: Fault) -> bool:
    """Whether all is right with another name for one attribute, whose present name is not that of another value."""
    if len(way.faults) != 2:
        return False
    dropped, added = way.faults
    if (dropped.repair, added.repair) != (Repair.DROP_ATTRIBUTE, Repair.ADD_ATTRIBUTE):
        return False
    if dropped.node is not added.node or dropped.attribute is None or len(added.names) != 1:
        return False
    return not listed_values(added.pattern) and dropped.attribute.name not in listed_values(switch.pattern)


def _cost(way: Way) -> float:
    return way.cost


class Ways(dict[Pattern, Way]):
    """The cheapest way to each rest of an element, of those that cost no more than ``most``."""

    def __init__(self, most: float) -> None:
        self.most = most

    def keep(self, pattern: Pattern, way: Way) -> None:
        """Keep a way to a rest, if it is the cheapest yet."""
        if way.cost > self.most:
            return
        known = self.get(pattern)
        if known is None or way.cost < known.cost:
            self[pattern] = way
