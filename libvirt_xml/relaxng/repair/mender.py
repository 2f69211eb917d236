"""The least that would have to change for a document to match.

A document that does not match is read once more, with the derivatives as before, but now each thing that may not
stand where it stands has its price: it is renamed, dropped, given another value, or what it waits for is added. The
cheapest way of going on says what is wrong.

Most elements have one fault at most, so the first search of each gives up every way that costs more than one. Only
where it finds none is every way followed, as long as it is not much dearer than the best.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from libvirt_xml.markup.characters import is_blank
from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.patterns import NOT_ALLOWED, Pattern
from libvirt_xml.relaxng.repair.completion import Addition, complete_attributes, missing_content, openings
from libvirt_xml.relaxng.repair.faults import Fault, Repair, Scope, attribute_names, element_names, has_datum, has_text
from libvirt_xml.relaxng.repair.listed_values import listed_values, meant_by_word, nearness
from libvirt_xml.relaxng.repair.name_choices import NameChoices, all_contents
from libvirt_xml.relaxng.repair.prices import PRICES
from libvirt_xml.relaxng.repair.repair_order import is_early
from libvirt_xml.relaxng.repair.repetitions import Repetitions
from libvirt_xml.relaxng.repair.ways import START, Way, Ways, best_way, leaves_faults_behind_switch
from libvirt_xml.relaxng.verdict.automaton import Automaton
from libvirt_xml.relaxng.verdict.contents import fits
from libvirt_xml.relaxng.verdict.texts import takes
from libvirt_xml.words.vocabulary import PLAIN, Vocabulary

_ONE_FAULT = 1.29  # what the only fault of an element costs, by and large
_SLACK = 2.7  # a way this much dearer than the best is given up
_WAYS = ((20_000, 64), (100_000, 8), (math.inf, 2))  # up to so many steps, so many ways are followed
_DEEPEST = 150
_SMALL = 50  # elements in one that is compared with others by its shape
_PER_PROBLEM = 5.0  # what the repairs of one problem cost at most, by and large
_ROUNDING = 1e-6
_LEAST = PRICES.least


class Mender:
    """Finds the cheapest repairs of parts of one document."""

    def __init__(
        self,
        automaton: Automaton,
        most: int | None = None,
        vocabulary: Vocabulary = PLAIN,
        likely: Mapping[Node, frozenset[str]] = MappingProxyType({}),
    ) -> None:
        self.automaton = automaton
        """What it asks."""
        self._vocabulary = vocabulary
        self._likely = likely
        self._make = automaton.patterns
        self._ways: dict[Pattern, dict[Node, Way]] = defaultdict(dict)
        self._dearer: dict[Pattern, dict[Node, float]] = defaultdict(dict)
        """What elements of which no way is known are known to cost more than."""
        self._repetitions = Repetitions()
        self._names = NameChoices(self._make, vocabulary)
        self._nearnesses: dict[tuple[Pattern, str], float] = {}
        self._shapes: dict[Node, int] = {}
        self._numbers: dict[object, int] = {}
        self.known: dict[object, Any] = {}
        """What was worked out of an element of a shape."""
        self.asked = 0
        """How often that was asked for."""
        self._steps = 0
        self._keeps_values: set[Node] = set()  # where another deciding value would leave faults
        self._depth = 0
        self._scope: Scope | None = None
        self._most = math.inf
        """What the ways of the present element may cost."""
        self.is_cut = False
        """Whether a part was taken to be right because enough faults had been found."""
        self._enough = math.inf if most is None else _PER_PROBLEM * (most + 1)

    @property
    def _here(self) -> Scope:
        assert self._scope is not None
        return self._scope

    def mend(self, node: Node, content: Pattern) -> Way:
        """The cheapest way to make an element match a content (of attributes, children and text)."""
        way = self._within(node, content, math.inf)
        assert way is not None
        return way

    def _within(self, node: Node, content: Pattern, most: float) -> Way | None:
        """The cheapest way to make an element match a content; ``None`` where it costs more than ``most``, unless it
        is known nevertheless."""
        if fits(self.automaton, node, content):
            return START
        ways = self._ways[content]
        way = ways.get(node)
        if way is not None or most < _LEAST:
            return way
        dearer = self._dearer[content]
        for limit in (min(most, _ONE_FAULT), most):
            if dearer.get(node, 0.0) < limit - _ROUNDING:
                way = self._search(node, content, limit)
                if way is not None:
                    ways[node] = way
                    return way
                dearer[node] = limit
        return None

    def shape(self, scope: Scope) -> object:
        """The same for small elements that differ in nothing but texts, and values that decide nothing."""
        node = scope.node
        if node.size > _SMALL:
            return node
        for element in reversed(list(node.walk())):
            key = (element.name, tuple(element.given[::2]), *(self._shapes[child] for child in element.children))
            self._shapes[element] = self._numbers.setdefault(key, len(self._numbers))
        deciding = (
            (attribute.name, attribute.value)
            for attribute in node.attributes
            if len(derivatives.attribute(self._make, scope.content, attribute.name)) > 1
        )
        return scope.content, self._shapes[node], *deciding

    def cost_with(self, scope: Scope, attribute: str, value: str, most: float) -> float:
        """What the cheapest repairs of an element would cost if an attribute had another value; infinite where that
        is more than ``most``."""
        steps, self._steps = self._steps, 0
        try:
            way = self._within(scope.node.with_attributes({attribute: value}), scope.content, most)
        finally:
            self._steps = steps
        return math.inf if way is None else way.cost

    def _search(self, node: Node, content: Pattern, most: float) -> Way | None:
        """The cheapest way to make an element that does not match a content do so, if it costs at most ``most``."""
        scope = Scope(node, content, self._scope)
        if self._depth >= _DEEPEST:
            return START.then(Fault(Repair.DROP_ELEMENT, node, content, self._scope or scope), PRICES.drop_element)
        outer = self._scope, self._most
        self._scope, self._most = scope, most
        self._depth += 1
        try:
            best = best_way(node, self._ways_through(node, content, most).values())
            if leaves_faults_behind_switch(node, best):
                self._keeps_values.add(node)
                best = best_way(node, self._ways_through(node, content, most).values()) or best
        finally:
            self._keeps_values.discard(node)
            self._depth -= 1
            self._scope, self._most = outer
        return best

    def _ways_through(self, node: Node, content: Pattern, most: float) -> Ways:
        """The ways from the start of an element to its end."""
        ways = Ways(most)
        ways[content] = START
        ways = self._closed(node, self._attributes(node, ways))
        through = self._with_children if node.children else self._leaf
        return through(node, ways) if ways else ways

    def _attributes(self, node: Node, ways: Ways) -> Ways:
        present = {attribute.name for attribute in node.attributes}
        for attribute in node.attributes:
            next_ways = Ways(self._most)
            for pattern, way in ways.items():
                for rest, further in self._with_attribute(node, attribute, pattern, way, present):
                    next_ways.keep(rest, further)
            ways = self._pruned(next_ways)
        return ways

    def _with_attribute(
        self, node: Node, attribute: AttributeNode, pattern: Pattern, way: Way, present: set[str]
    ) -> Iterator[tuple[Pattern, Way]]:
        pairs = derivatives.attribute(self._make, pattern, attribute.name)
        yield from self._with_value(node, attribute, pairs, way)
        if pairs or way.cost + PRICES.rename_attribute > self._most:
            return
        dropped = Fault(Repair.DROP_ATTRIBUTE, node, pattern, self._here, attribute)
        yield pattern, way.then(dropped, PRICES.drop_attribute)
        for name in self._names.attributes(attribute.name, pattern, self._here):
            if name not in present:
                fault = Fault(Repair.RENAME_ATTRIBUTE, node, pattern, self._here, attribute, (name,))
                renamed = way.then(fault, PRICES.rename_attribute)
                yield from self._with_value(node, attribute, derivatives.attribute(self._make, pattern, name), renamed)

    def _with_value(
        self, node: Node, attribute: AttributeNode, pairs: derivatives.Pairs, way: Way
    ) -> Iterator[tuple[Pattern, Way]]:
        text = attribute.value
        fitting = [pair for pair in pairs if takes(self._make, pair[0], text, node.namespaces)]
        yield from ((rest, way) for _, rest in fitting)
        others = tuple(pair for pair in pairs if pair not in fitting)
        repair, price = Repair.SWITCH_VALUE, PRICES.switch_value
        if not fitting:
            repair, price = Repair.CHANGE_VALUE, PRICES.change_value
            others = meant_by_word(self._vocabulary, text, others)
        if way.cost + price - PRICES.near_value > self._most or (fitting and node in self._keeps_values):
            return
        for value, rest in others:
            fault = Fault(repair, node, value, self._here, attribute)
            yield rest, way.then(fault, price - PRICES.near_value * self._nearness(text, value))

    def _nearness(self, text: str, pattern: Pattern) -> float:
        key = (pattern, text)
        measure = self._nearnesses.get(key)
        if measure is None:
            measure = self._nearnesses[key] = nearness(self._vocabulary, text, pattern)
        return measure

    def _closed(self, node: Node, ways: Ways) -> Ways:
        next_ways = Ways(self._most)
        for pattern, way in ways.items():
            for closed, additions in complete_attributes(self._make, pattern):
                if way.cost + sum(addition.price for addition in additions) <= self._most:
                    next_ways.keep(closed, self._added(node, pattern, way, additions))
        return self._pruned(next_ways)

    def _added(self, node: Node, pattern: Pattern, way: Way, additions: Iterable[Addition]) -> Way:
        for addition in additions:
            fault = Fault(addition.repair, node, addition.pattern or pattern, self._here, None, addition.names)
            way = way.then(fault, addition.price)
        return way

    # Children and text

    def _leaf(self, node: Node, ways: Ways) -> Ways:
        text, next_ways = node.text, Ways(self._most)
        likely = self._likely.get(node)
        for pattern, way in ways.items():
            if likely and likely.isdisjoint(listed_values(pattern)):
                way = Way(way.cost + PRICES.unlikely_text, way.trail)
            if self._matches(pattern, text, node):
                next_ways.keep(pattern, way)
            elif is_blank(text):
                next_ways.keep(pattern, self._added(node, pattern, way, missing_content(self._make, pattern)))
            elif has_text(pattern):
                is_switch = self._is_allowed_beside_others(text, node)
                price = PRICES.switch_value if is_switch else PRICES.change_text
                price -= PRICES.near_value * self._nearness(text, pattern)
                next_ways.keep(pattern, way.then(Fault(Repair.CHANGE_TEXT, node, pattern, self._here), price))
            else:
                rid = way.then(Fault(Repair.DROP_TEXT, node, pattern, self._here), PRICES.drop_text)
                next_ways.keep(pattern, self._added(node, pattern, rid, missing_content(self._make, pattern)))
        return next_ways

    def _matches(self, pattern: Pattern, text: str, node: Node) -> bool:
        if is_blank(text) and (pattern.nullable or not has_datum(self._make, pattern)):
            return pattern.nullable
        return takes(self._make, pattern, text, node.namespaces)

    def _with_children(self, node: Node, ways: Ways) -> Ways:
        """The children and texts of an element read in order, or the children dropped if only text is allowed."""
        plain = Ways(self._most)
        plain.update((pattern, way) for pattern, way in ways.items() if has_datum(self._make, pattern))
        next_ways = self._children(node, ways)
        if not plain:
            return next_ways
        for pattern, way in self._leaf(node, plain).items():
            for child in node.children:
                if way.cost > self._most:
                    break
                way = self._dropped(child, pattern, way)
            next_ways.keep(pattern, way)
        return next_ways

    def _children(self, node: Node, ways: Ways) -> Ways:
        children = node.children
        for at, (text, child) in enumerate(zip(node.texts, children, strict=False)):
            if text:
                ways = self._beside(node, text, ways)
            if len(ways) == 1 and self._goes_straight_on(child, ways):
                continue
            if not ways:
                return ways
            next_ways = Ways(self._most)
            is_enough = min(way.cost for way in ways.values()) > self._enough
            self.is_cut |= is_enough
            for pattern, way in ways.items():
                for rest, further in self._with_child(children, at, pattern, way, is_enough=is_enough):
                    next_ways.keep(rest, further)
            ways = self._pruned(next_ways)
        next_ways = Ways(self._most)
        for pattern, way in self._beside(node, node.texts[-1], ways).items():
            next_ways.keep(pattern, self._added(node, pattern, way, missing_content(self._make, pattern)))
        return next_ways

    def _goes_straight_on(self, child: Node, ways: Ways) -> bool:
        """Go the only way on after a child, if there is no other, and nothing to fix."""
        ((pattern, way),) = ways.items()
        opened = openings(self._make, pattern, child.name)
        if len(opened) != 1:
            return False
        ((content, rest, additions),) = opened
        if additions or not child.verdict(content):
            return False
        self._steps += 1
        if rest is not pattern:
            del ways[pattern]
            ways[rest] = way
        return True

    def _beside(self, node: Node, text: str, ways: Ways) -> Ways:
        if is_blank(text):
            return ways
        next_ways = Ways(self._most)
        for pattern, way in ways.items():
            mixed = derivatives.text_between(self._make, pattern)
            if mixed is NOT_ALLOWED:
                next_ways.keep(pattern, way.then(Fault(Repair.DROP_TEXT, node, pattern, self._here), PRICES.drop_text))
            else:
                next_ways.keep(mixed, way)
        return next_ways

    def _with_child(
        self, children: Sequence[Node], at: int, pattern: Pattern, way: Way, *, is_enough: bool
    ) -> Iterator[tuple[Pattern, Way]]:
        """The ways on after a child; where there are faults enough already, one that is known is taken to be right."""
        child = children[at]
        known, least = False, 1.0
        for content, rest, additions in openings(self._make, pattern, child.name):
            if way.cost + sum(addition.price for addition in additions) > self._most:
                continue
            before = self._added(child.parent or child, pattern, way, additions)
            if additions and is_early(self._make, children[at : at + 3], pattern, rest, additions):
                before = Way(before.cost + PRICES.early_element + PRICES.inner_element * child.size, before.trail)
            mended = START if is_enough else self._within(child, content, self._most - before.cost)
            if not additions:
                known, least = True, min(least, mended.cost if mended else least)
            if mended is not None:
                yield rest, before.joined(mended)
        if known:
            if least and way.cost + PRICES.drop_repetition <= self._most and self._repetitions.has(child):
                fault = Fault(Repair.DROP_REPETITION, child, pattern, self._here)
                yield pattern, way.then(fault, PRICES.drop_repetition)
            if least > PRICES.rename_element:
                names = self._names.other_elements(child.name, pattern)
                yield from self._renamed(child, names, pattern, way, most=0.0)
            return
        if way.cost + PRICES.drop_repetition > self._most:
            return
        names = [name for name in self._names.elements(child.name, pattern, self._here) if not self._wraps(name, child)]
        dropped = self._dropped(child, pattern, way)
        if dropped.cost <= self._most:
            misspelt = PRICES.misspelt_element if self._names.is_misspelt(child, names) else 0
            yield pattern, Way(dropped.cost + misspelt, dropped.trail)
        yield from self._renamed(child, names, pattern, way, most=math.inf)

    def _renamed(
        self, child: Node, names: Iterable[str], pattern: Pattern, way: Way, most: float
    ) -> Iterator[tuple[Pattern, Way]]:
        """The ways on if a child had another name, where that leaves no dearer repairs in it than ``most``."""
        for name in names:
            fault = Fault(Repair.RENAME_ELEMENT, child, pattern, self._here, None, (name,))
            renamed = way.then(fault, PRICES.rename_element)
            for content, rest, _ in openings(self._make, pattern, name):
                mended = self._within(child, content, min(most, self._most - renamed.cost))
                if mended is not None and mended.cost <= most:
                    yield rest, renamed.joined(mended)

    def _wraps(self, name: str, child: Node) -> bool:
        """Whether a child belongs in an element of a name, has it in it or is another one, rather than it misspelt."""
        contents = [content for content, _, _ in openings(self._make, self._here.content, name)]
        children = {known for content in contents for known in element_names(self._make, content)}
        if child.name in children and not any(grandchild.name in children for grandchild in child.children):
            return True
        if any(grandchild.name == name for grandchild in child.children):
            return not any(fits(self.automaton, child, content) for content in contents)
        attributes = {known for content in contents for known in attribute_names(self._make, content)}
        inside = [attribute.name in attributes for attribute in child.attributes]
        inside += [grandchild.name in children for grandchild in child.children]
        return bool(inside) and not any(inside) and self._make.may_name(child.name)

    def _is_allowed_beside_others(self, text: str, node: Node) -> bool:
        """Whether an element could have a text if other elements were beside it: the text decides about those."""
        contents = all_contents(self._make, self._here)
        return len(contents) > 1 and any(takes(self._make, content, text, node.namespaces) for content in contents)

    def _dropped(self, child: Node, pattern: Pattern, way: Way) -> Way:
        """A way on which a child is dropped: the dearer, the more there is in it, unless it repeats another."""
        price = PRICES.drop_element + PRICES.inner_element * child.size
        if way.cost + min(price, PRICES.drop_repetition) <= self._most and self._repetitions.has(child):
            price = PRICES.drop_repetition
        return way.then(Fault(Repair.DROP_ELEMENT, child, pattern, self._here), price)

    def _pruned(self, ways: Ways) -> Ways:
        self._steps += len(ways)
        if len(ways) < 2:
            return ways
        limit = next(ways for steps, ways in _WAYS if self._steps < steps)
        least = min(way.cost for way in ways.values()) + _SLACK
        kept = [(pattern, way) for pattern, way in ways.items() if way.cost <= least]
        if len(kept) > limit:
            kept = sorted(kept, key=lambda item: item[1].cost)[:limit]
        pruned = Ways(self._most)
        pruned.update(kept)
        return pruned
