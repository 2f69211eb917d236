"""The least that would have to change for a document to match.

A document that does not match is read once more, with the derivatives as before, but now each thing that may not
stand where it stands has its price: it is renamed, dropped, given another value, or what it waits for is added. Every
way of going on is followed as long as it is not much dearer than the best; the cheapest says what is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Union

from libvirt_xml.relaxng import derivatives
from libvirt_xml.relaxng.automaton import Automaton
from libvirt_xml.relaxng.completion import Addition, complete_attributes, missing_content, openings
from libvirt_xml.relaxng.document import AttributeNode, Node
from libvirt_xml.relaxng.faults import Fault, Repair, Scope, element_names, has_datum, has_text
from libvirt_xml.relaxng.nameclasses import local
from libvirt_xml.relaxng.patterns import NOT_ALLOWED, Names, Pattern
from libvirt_xml.relaxng.repetitions import Repetitions
from libvirt_xml.relaxng.similarity import difference, is_misspelling
from libvirt_xml.relaxng.texts import takes
from libvirt_xml.relaxng.values import nearness
from libvirt_xml.relaxng.verdicts import fits
from libvirt_xml.relaxng.xmlnames import is_blank

_SLACK = 2.7  # a way this much dearer than the best is given up
_WAYS = ((20_000, 64), (100_000, 8), (math.inf, 2))  # up to so many steps, so many ways are followed
_DEEPEST = 150
_SMALL = 50  # elements in one that is compared with others by its shape
_PER_ELEMENT = 0.25
_PER_PROBLEM = 5.0  # what the repairs of one problem cost at most, by and large
_MISSPELT = 2.0  # how much dearer it is to drop what is probably a misspelt name, with all that is in it

Trail = Union[tuple["Trail", Union[Fault, "Trail"]], None]  # noqa: UP007
"""Faults, the latest last: what came before, and one more or a child's."""


class Way(NamedTuple):
    """How far one way of mending has come: its price and its repairs."""

    cost: float
    trail: Trail

    def then(self, *faults: Fault, cost: float | None = None) -> Way:
        """This way and more repairs."""
        price, trail = self
        for fault in faults:
            price += fault.repair.cost if cost is None else cost
            trail = (trail, fault)
        return Way(price, trail)

    def joined(self, other: Way) -> Way:
        """This way, then another from inside."""
        return self if not other.cost else Way(self.cost + other.cost, (self.trail, other.trail))

    @property
    def faults(self) -> list[Fault]:
        """The repairs in the order of the document."""
        found: list[Fault] = []
        stack: list[Trail | Fault] = [self.trail]
        while stack:
            item = stack.pop()
            if isinstance(item, Fault):
                found.append(item)
            elif item is not None:
                stack.extend(item)
        return found[::-1]


_START = Way(0.0, None)
Ways = dict[Pattern, Way]
"""The cheapest way to each rest of the element."""


class Mender:
    """Finds the cheapest repairs of parts of one document."""

    def __init__(self, automaton: Automaton, most: int | None = None) -> None:
        self.automaton = automaton
        """What it asks."""
        self._make = automaton.patterns
        self._found: dict[tuple[Node, Pattern], Way] = {}
        self._repetitions = Repetitions()
        self._alike: dict[tuple[str, Names], list[str]] = {}
        self._nearnesses: dict[tuple[Pattern, str], float] = {}
        self._shapes: dict[Node, int] = {}
        self._numbers: dict[object, int] = {}
        self.known: dict[object, Any] = {}
        """What was worked out of an element of a shape."""
        self._steps = 0
        self._depth = 0
        self._scope: Scope | None = None
        self.is_cut = False
        """Whether a part was taken to be right because enough faults had been found."""
        self._enough = math.inf if most is None else _PER_PROBLEM * (most + 1)

    @property
    def _here(self) -> Scope:
        assert self._scope is not None
        return self._scope

    def mend(self, node: Node, content: Pattern) -> Way:
        """The cheapest way to make an element match a content (of attributes, children and text)."""
        key = (node, content)
        way = self._found.get(key)
        if way is None:
            way = self._found[key] = self._mend(node, content)
        return way

    def shape(self, scope: Scope) -> object:
        """The same for small elements that differ in nothing but texts, and values that decide nothing."""
        node = scope.node
        if node.size > _SMALL:
            return node
        for each in reversed(list(node.walk())):
            key = (each.name, tuple(each.given[::2]), *(self._shapes[child] for child in each.children))
            self._shapes[each] = self._numbers.setdefault(key, len(self._numbers))
        deciding = (
            (each.name, each.value)
            for each in node.attributes
            if len(derivatives.attribute(self._make, scope.content, each.name)) > 1
        )
        return scope.content, self._shapes[node], *deciding

    def cost_with(self, scope: Scope, attribute: str, value: str) -> float:
        """What the cheapest repairs of an element would cost if an attribute had another value."""
        steps, self._steps = self._steps, 0
        try:
            return self._mend(scope.node.with_attribute(attribute, value), scope.content).cost
        finally:
            self._steps = steps

    def _mend(self, node: Node, content: Pattern) -> Way:
        if fits(self.automaton, node, content):
            return _START
        scope = Scope(node, content, self._scope)
        if self._depth >= _DEEPEST:
            return _START.then(Fault(Repair.DROP_ELEMENT, node, content, self._scope or scope))
        outer, self._scope = self._scope, scope
        self._depth += 1
        try:
            ways = self._attributes(node, {content: _START})
            ways = self._closed(node, ways)
            ways = self._with_children(node, ways) if node.children else self._leaf(node, ways)
        finally:
            self._depth -= 1
            self._scope = outer
        return min(ways.values(), key=_cost)

    # Attributes

    def _attributes(self, node: Node, ways: Ways) -> Ways:
        present = {attribute.name for attribute in node.attributes}
        for attribute in node.attributes:
            found: Ways = {}
            for pattern, way in ways.items():
                for rest, further in self._with_attribute(node, attribute, pattern, way, present):
                    _keep(found, rest, further)
            ways = self._pruned(found)
        return ways

    def _with_attribute(
        self, node: Node, attribute: AttributeNode, pattern: Pattern, way: Way, present: set[str]
    ) -> Iterator[tuple[Pattern, Way]]:
        pairs = derivatives.attribute(self._make, pattern, attribute.name)
        yield from self._with_value(node, attribute, pairs, way)
        if pairs:
            return
        yield pattern, way.then(Fault(Repair.DROP_ATTRIBUTE, node, pattern, self._here, attribute))
        for name in self._similar(attribute.name, pattern.attributes):
            if name not in present:
                renamed = way.then(Fault(Repair.RENAME_ATTRIBUTE, node, pattern, self._here, attribute, (name,)))
                yield from self._with_value(node, attribute, derivatives.attribute(self._make, pattern, name), renamed)

    def _with_value(
        self, node: Node, attribute: AttributeNode, pairs: derivatives.Pairs, way: Way
    ) -> Iterator[tuple[Pattern, Way]]:
        make, text = self._make, attribute.value
        fitting = [takes(make, value, text, node.namespaces) for value, _ in pairs]
        repair = Repair.SWITCH_VALUE if any(fitting) else Repair.CHANGE_VALUE
        for (_, rest), is_fit in zip(pairs, fitting, strict=True):
            if is_fit:
                yield rest, way
        for (value, rest), is_fit in zip(pairs, fitting, strict=True):
            if not is_fit:
                fault = Fault(repair, node, value, self._here, attribute)
                yield rest, way.then(fault, cost=repair.cost - 0.25 * self._nearness(text, value))

    def _nearness(self, text: str, pattern: Pattern) -> float:
        key = (pattern, text)
        found = self._nearnesses.get(key)
        if found is None:
            found = self._nearnesses[key] = nearness(text, pattern)
        return found

    def _closed(self, node: Node, ways: Ways) -> Ways:
        found: Ways = {}
        for pattern, way in ways.items():
            for closed, additions in complete_attributes(self._make, pattern):
                _keep(found, closed, self._added(node, pattern, way, additions))
        return self._pruned(found)

    def _added(self, node: Node, pattern: Pattern, way: Way, additions: Iterable[Addition]) -> Way:
        for each in additions:
            way = way.then(Fault(each.repair, node, each.pattern or pattern, self._here, None, each.names))
        return way

    # Children and text

    def _leaf(self, node: Node, ways: Ways) -> Ways:
        text, found = node.text, Ways()
        for pattern, way in ways.items():
            if self._matches(pattern, text, node):
                _keep(found, pattern, way)
            elif is_blank(text):
                _keep(found, pattern, self._added(node, pattern, way, missing_content(self._make, pattern)))
            elif has_text(pattern):
                cost = Repair.CHANGE_TEXT.cost - 0.25 * self._nearness(text, pattern)
                _keep(found, pattern, way.then(Fault(Repair.CHANGE_TEXT, node, pattern, self._here), cost=cost))
            else:
                rid = way.then(Fault(Repair.DROP_TEXT, node, pattern, self._here))
                _keep(found, pattern, self._added(node, pattern, rid, missing_content(self._make, pattern)))
        return found

    def _matches(self, pattern: Pattern, text: str, node: Node) -> bool:
        if is_blank(text) and (pattern.nullable or not has_datum(self._make, pattern)):
            return pattern.nullable
        return takes(self._make, pattern, text, node.namespaces)

    def _with_children(self, node: Node, ways: Ways) -> Ways:
        """The children and texts of an element read in order, or the children dropped if only text is allowed."""
        found = self._children(node, ways)
        plain = {pattern: way for pattern, way in ways.items() if has_datum(self._make, pattern)}
        for pattern, way in self._leaf(node, plain).items():
            for child in node.children:
                way = self._dropped(child, pattern, way)
            _keep(found, pattern, way)
        return found

    def _children(self, node: Node, ways: Ways) -> Ways:
        for text, child in zip(node.texts, node.children, strict=False):
            if text:
                ways = self._beside(node, text, ways)
            straight = self._straight(child, ways) if len(ways) == 1 else None
            if straight is not None:
                ways = straight
                continue
            found: Ways = {}
            is_enough = min(way.cost for way in ways.values()) > self._enough
            self.is_cut |= is_enough
            for pattern, way in ways.items():
                for rest, further in self._with_child(child, pattern, way, is_enough=is_enough):
                    _keep(found, rest, further)
            ways = self._pruned(found)
        ways = self._beside(node, node.texts[-1], ways)
        return {
            pattern: way if pattern.nullable else self._added(node, pattern, way, missing_content(self._make, pattern))
            for pattern, way in ways.items()
        }

    def _straight(self, child: Node, ways: Ways) -> Ways | None:
        """The way on after a child where there is only one, and nothing to mend."""
        ((pattern, way),) = ways.items()
        opened = openings(self._make, pattern, child.name)
        if len(opened) != 1:
            return None
        ((content, rest, additions),) = opened
        if additions or not child.verdict(content):
            return None
        self._steps += 1
        return ways if rest is pattern else {rest: way}

    def _beside(self, node: Node, text: str, ways: Ways) -> Ways:
        if is_blank(text):
            return ways
        found: Ways = {}
        for pattern, way in ways.items():
            mixed = derivatives.text_between(self._make, pattern)
            if mixed is NOT_ALLOWED:
                _keep(found, pattern, way.then(Fault(Repair.DROP_TEXT, node, pattern, self._here)))
            else:
                _keep(found, mixed, way)
        return found

    def _with_child(self, child: Node, pattern: Pattern, way: Way, *, is_enough: bool) -> Iterator[tuple[Pattern, Way]]:
        """The ways on after a child; where there are faults enough already, one that is known is taken to be right."""
        known, least = False, 1.0
        for content, rest, additions in openings(self._make, pattern, child.name):
            mended = _START if is_enough else self.mend(child, content)
            if not additions:
                known, least = True, min(least, mended.cost)
            yield rest, self._added(child.parent or child, pattern, way, additions).joined(mended)
        if known:
            if least and self._is_repetition(child):
                yield pattern, way.then(Fault(Repair.DROP_REPETITION, child, pattern, self._here))
            return
        names = [] if self._is_known(child.name) else self._similar(child.name, pattern.elements)
        dropped = self._dropped(child, pattern, way)
        holds_something = bool(child.attributes or child.children or not is_blank(child.text))
        is_misspelt = bool(names) and holds_something and is_misspelling(child.name, names[0])
        yield pattern, Way(dropped.cost + (_MISSPELT if is_misspelt else 0), dropped.trail)
        for name in names:
            renamed = way.then(Fault(Repair.RENAME_ELEMENT, child, pattern, self._here, None, (name,)))
            for content, rest, _ in openings(self._make, pattern, name):
                yield rest, renamed.joined(self.mend(child, content))

    def _dropped(self, child: Node, pattern: Pattern, way: Way) -> Way:
        """A way on which a child is dropped: the dearer, the more there is in it, unless it repeats another."""
        cost = Repair.DROP_ELEMENT.cost + _PER_ELEMENT * self._size(child)
        if self._is_repetition(child):
            cost = Repair.DROP_REPETITION.cost
        return way.then(Fault(Repair.DROP_ELEMENT, child, pattern, self._here), cost=cost)

    def _size(self, node: Node) -> int:
        """How many elements there are in an element."""
        return node.size

    def _is_repetition(self, child: Node) -> bool:
        """Whether an earlier sibling is the same in all but white space."""
        return self._repetitions.has(child)

    def _is_known(self, name: str) -> bool:
        """Whether the present content has an element of a name, in whatever circumstances."""
        return name in element_names(self._make, self._here.content)

    def _similar(self, name: str, candidates: Names) -> list[str]:
        """Up to three names that were probably meant, the likeliest first."""
        key = (name, candidates)
        found = self._alike.get(key)
        if found is None:
            near = [(difference(local(name), local(candidate)), candidate) for candidate in candidates or ()]
            found = self._alike[key] = [candidate for far, candidate in sorted(near) if far < 1][:3]
        return found

    def _pruned(self, ways: Ways) -> Ways:
        self._steps += len(ways)
        if len(ways) == 1:
            return ways
        limit = next(ways for steps, ways in _WAYS if self._steps < steps)
        least = min(way.cost for way in ways.values()) + _SLACK
        kept = {pattern: way for pattern, way in ways.items() if way.cost <= least}
        if len(kept) > limit:
            kept = dict(sorted(kept.items(), key=lambda item: item[1].cost)[:limit])
        return kept


def _keep(ways: Ways, pattern: Pattern, way: Way) -> None:
    known = ways.get(pattern)
    if known is None or way.cost < known.cost:
        ways[pattern] = way


def _cost(way: Way) -> float:
    return way.cost
