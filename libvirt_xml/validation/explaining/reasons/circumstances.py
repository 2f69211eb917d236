"""Why something that an element may have is not allowed where it stands: what beside it decides so."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from libvirt_xml.markup.characters import is_blank
from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import NOT_ALLOWED, Pattern
from libvirt_xml.relaxng.repair.completion import complete_attributes, missing_content, openings
from libvirt_xml.relaxng.repair.faults import Scope, attribute_names, element_names
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.relaxng.repair.mender import Mender
from libvirt_xml.relaxng.repair.name_choices import all_elements, own_contents
from libvirt_xml.relaxng.verdict.texts import takes

_MOST_VALUES = 40  # what depends on more values than that is not looked into
_FEW = 4  # needs that are worked out without asking whether one is known of an element of the same shape
_REQUIRED = frozenset({"os"})  # by libvirt, whatever its schemas say
_LEVELS = 3  # an element, and so many around it less one, that are asked what decides
_WORTH = 0.9  # what another value must save, that of one addition

Allows = Callable[[Pattern], bool]


class Decision(NamedTuple):
    """An attribute that decides: what it is (``None``: it is absent), and the values that would do."""

    node: Node
    name: str
    value: str | None
    values: tuple[str, ...]


def deciding_attribute(make: Patterns, scope: Scope, name: str, *, is_attribute: bool) -> Decision | None:
    """The attribute, of the element or of those around it, that keeps an attribute or child from being allowed."""
    names = attribute_names if is_attribute else element_names

    return _deciding(make, scope, name, lambda pattern: name in names(make, pattern))


def deciding_about_value(make: Patterns, scope: Scope, attribute: AttributeNode) -> Decision | None:
    """The attribute, of the element or of those around it, that keeps another from having the value that it has."""

    def allows(pattern: Pattern) -> bool:
        pairs = derivatives.attribute(make, pattern, attribute.name)
        return any(derivatives.matches(make, value, attribute.value, scope.node.namespaces) for value, _ in pairs)

    return _deciding(make, scope, attribute.name, allows)


def _deciding(make: Patterns, scope: Scope, name: str, allows: Allows) -> Decision | None:
    concerned: str | None = name
    for _ in range(_LEVELS):
        decision = _decision(make, scope, concerned, allows) if allows(scope.content) else None
        if decision is not None or scope.outer is None:
            return decision
        allows, concerned, scope = _inside(make, scope.node.name, allows), None, scope.outer
    return None


def _inside(make: Patterns, name: str, allows: Allows) -> Allows:
    """Whether something is allowed in a child of a name."""
    return lambda pattern: any(allows(content) for content, _, _ in openings(make, pattern, name))


def deciding_text(make: Patterns, scope: Scope, name: str) -> Decision | None:
    """The child whose text keeps an element from having another child: ``<type>`` in ``<os>``."""
    if name not in all_elements(make, scope):  # a hostile document may make up many names
        return None
    key = ("deciding text", name)
    if key not in scope.known:
        texts = (child for child in scope.node.children if not (child.children or is_blank(child.text)))
        decisions = (_decision_of_text(make, scope, child, name) for child in texts)
        scope.known[key] = next((decision for decision in decisions if decision is not None), None)
    decision: Decision | None = scope.known[key]
    return decision


def _decision_of_text(make: Patterns, scope: Scope, child: Node, name: str) -> Decision | None:
    contents = (scope.content, *(own_contents(make, scope)))
    values: dict[str, None] = {}
    for content in dict.fromkeys(contents):
        for text, rest, _ in openings(make, content, child.name):
            if name in element_names(make, rest):
                if takes(make, text, child.text, child.namespaces):
                    return None
                values.update(dict.fromkeys(listed_values(text)))
    return Decision(child, "", child.text.strip(), tuple(values)) if values else None


def known_attributes(scope: Scope) -> list[AttributeNode]:
    """The attributes of an element that its content knows: a hostile document may add many others."""
    known: list[AttributeNode] | None = scope.known.get("attributes")
    if known is None:
        names = scope.content.attributes
        known = [attribute for attribute in scope.node.attributes if names is None or attribute.name in names]
        scope.known["attributes"] = known
    return known


def _decision(make: Patterns, scope: Scope, concerned: str | None, allows: Allows) -> Decision | None:
    node = scope.node
    for attribute in known_attributes(scope):
        if attribute.name != concerned:
            rest = _without(make, scope, attribute.name, concerned)
            values = _values(make, rest, attribute.name, allows, attribute.value)
            if not values and not _is_settled(make, rest, attribute, allows):  # other attributes are wrong too
                values = _values(make, scope.content, attribute.name, allows, attribute.value)
            if values and not set(values).issuperset(_listed(make, scope.content, attribute.name)):
                return Decision(node, attribute.shown, attribute.value, values)
    rest = _without(make, scope, concerned)
    for name in attribute_names(make, scope.content):
        if name == concerned or node.attribute(name) is not None:
            continue
        values = _values(make, rest, name, allows, None)
        if values and not allows(derivatives.without_attributes(make, rest, name)):
            return Decision(node, name, None, values)
    return None


def _listed(make: Patterns, pattern: Pattern, name: str) -> Iterator[str]:
    """All values of an attribute that are listed; where any of them would do, it is wrong, but decides nothing."""
    for value, _ in derivatives.attribute(make, pattern, name):
        yield from listed_values(value)


def _is_settled(make: Patterns, pattern: Pattern, attribute: AttributeNode, allows: Allows) -> bool:
    """Whether something is allowed with some value of an attribute."""
    return any(allows(rest) for _, rest in derivatives.attribute(make, pattern, attribute.name))


def _values(make: Patterns, pattern: Pattern, name: str, allows: Allows, present: str | None) -> tuple[str, ...]:
    """The listed values of an attribute with which something is allowed; none where it is with the value it has."""
    values: list[str] = []
    for value, rest in derivatives.attribute(make, pattern, name):
        if allows(rest):
            if present is not None and derivatives.matches(make, value, present):
                return ()
            values.extend(listed_values(value))
    return tuple(dict.fromkeys(values))


def _without(make: Patterns, scope: Scope, *left_out: str | None) -> Pattern:
    """A content after the attributes that fit it, but some."""
    key = ("without", *left_out)
    pattern: Pattern | None = scope.known.get(key)
    if pattern is None:
        pattern = scope.content
        for attribute in known_attributes(scope):
            if attribute.name not in left_out:
                pairs = derivatives.attribute(make, pattern, attribute.name)
                rests = [rest for value, rest in pairs if takes(make, value, attribute.value, scope.node.namespaces)]
                pattern = make.choice(*rests) if rests else pattern
        scope.known[key] = pattern
    return pattern


def excluding_attribute(make: Patterns, scope: Scope, excluded: AttributeNode) -> AttributeNode | None:
    """The attribute of an element beside which another one is not allowed, whatever their values."""
    if excluded.name not in attribute_names(make, scope.content):
        return None
    for other in known_attributes(scope):
        rests = [rest for _, rest in derivatives.attribute(make, scope.content, other.name)]
        if other is not excluded and not any(excluded.name in attribute_names(make, rest) for rest in rests):
            return other
    return None


def allowed_values(make: Patterns, scope: Scope, name: str) -> Pattern:
    """What an attribute may be beside the other attributes of an element, whatever the element holds.

    Where the element around it has several of this name with different contents, it may be any of those that fit.
    """
    key = ("allowed", name)
    values: Pattern | None = scope.known.get(key)
    if values is None:
        patterns = [_without(make, scope, name)]
        patterns += (_fitting(make, scope, content, name) for content in _contents_beside(make, scope))
        pairs = (pair for pattern in dict.fromkeys(patterns) for pair in derivatives.attribute(make, pattern, name))
        values = scope.known[key] = make.choice(*(value for value, _ in pairs))
    return values


def _contents_beside(make: Patterns, scope: Scope) -> Iterator[Pattern]:
    """The contents that an element may have, by the attributes of the element around it."""
    if scope.outer is not None:
        around = _without(make, scope.outer)
        yield from (content for content, _, _ in openings(make, around, scope.node.name))


def _fitting(make: Patterns, scope: Scope, content: Pattern, name: str) -> Pattern:
    """Another content of an element after its attributes, but one; nothing where one does not fit."""
    for attribute in known_attributes(scope):
        if attribute.name != name:
            pairs = derivatives.attribute(make, content, attribute.name)
            fitting = (rest for value, rest in pairs if takes(make, value, attribute.value, scope.node.namespaces))
            content = make.choice(*fitting)
    return content


def is_optional(make: Patterns, scope: Scope, name: str) -> bool:
    """Whether an element needs an attribute that it has, beside the others that it has."""
    rest = derivatives.without_attributes(make, _without(make, scope, name), name)
    return any(not additions for _, additions in complete_attributes(make, rest))


def is_needless(make: Patterns, scope: Scope) -> bool:
    """Whether an element may be left out."""
    if scope.outer is None or scope.node.name in _REQUIRED:
        return False
    closed = derivatives.start_tag_close(make, scope.outer.content)
    required = {name for addition in missing_content(make, closed) for name in addition.names}
    return scope.node.name not in required


def deciding_need(mender: Mender, scope: Scope) -> Decision | None:
    """The only attribute, of the element or of the one around it, without whose value nothing would be missing."""
    if not (scope.node.attributes or scope.node.children):
        return None
    needs = [need for place in (scope, scope.outer) if place is not None for need in _needs(mender, place)]
    return needs[0] if len(needs) == 1 else None


def _needs(mender: Mender, scope: Scope) -> list[Decision]:
    needs: list[Decision] | None = scope.known.get("needs")
    if needs is None:
        shape = mender.shape(scope) if mender.asked > _FEW else scope
        mender.asked += 1
        needs = mender.known.get(shape)
        if needs is None:
            needs = mender.known[shape] = list(_find_needs(mender, scope))
        scope.known["needs"] = needs = [need._replace(node=scope.node) for need in needs]
    return needs


def _find_needs(mender: Mender, scope: Scope) -> Iterator[Decision]:
    make, node = mender.automaton.patterns, scope.node
    cost = mender.mend(node, scope.content).cost
    for attribute in known_attributes(scope):
        pairs = derivatives.attribute(make, scope.content, attribute.name)
        is_allowed = any(derivatives.matches(make, value, attribute.value, node.namespaces) for value, _ in pairs)
        alike: dict[Pattern, list[str]] = {}
        for value, rest in pairs:
            alike.setdefault(rest, []).extend(listed_values(value))
        if not is_allowed or not 1 < len(alike) <= _MOST_VALUES:
            continue
        fitting: list[str] = []
        for values in filter(None, alike.values()):
            if mender.cost_with(scope, attribute.name, values[0], cost - _WORTH) <= cost - _WORTH:
                fitting += values
        if fitting:
            yield Decision(node, attribute.shown, attribute.value, tuple(dict.fromkeys(fitting)))


def likely_values(mender: Mender, scope: Scope, name: str, values: Sequence[str]) -> list[str]:
    """Of the values that a missing attribute may have, those with which the element would have the fewest faults.

    None where the element holds nothing that could tell.
    """
    node = scope.node
    if not (node.children or node.attributes) or len(values) < 2:
        return []
    least, likely = math.inf, list[str]()
    for value in values:
        cost = mender.cost_with(scope, name, value, least)
        if cost < least:
            least, likely = cost, []
        if cost == least:
            likely.append(value)
    return likely


class Hindrance(NamedTuple):
    """A sibling that keeps an element from standing where it stands; ``is_order``: before it would be right."""

    sibling: Node
    is_order: bool


def hindering_sibling(make: Patterns, scope: Scope, child: Node) -> Hindrance | None:
    """The sibling before a child after which the child is no longer allowed, if there is one."""
    hindrances = _hindrances(make, scope, child.name)
    before = bisect_left(hindrances, child.start, key=lambda hindrance: hindrance.sibling.start)
    return hindrances[before - 1] if before else None


def _hindrances(make: Patterns, scope: Scope, name: str) -> list[Hindrance]:
    """Which children of an element keep those of a name from standing after them."""
    key = ("hindrances", name)
    hindrances: list[Hindrance] | None = scope.known.get(key)
    if hindrances is None:
        hindrances = scope.known[key] = []
        is_startable = any(_starts(make, pattern, name) for pattern in _patterns_of_steps(make, scope))
        for pattern, sibling, later in _steps(make, scope) if is_startable else ():
            if _starts(make, pattern, name) and not _starts(make, later, name):
                is_order = _starts(make, after_child(make, pattern, name), sibling.name)
                if is_order or later is not NOT_ALLOWED:
                    hindrances.append(Hindrance(sibling, is_order))
    return hindrances


def _steps(make: Patterns, scope: Scope) -> list[tuple[Pattern, Node, Pattern]]:
    """The children of an element that change what may follow: before, child, after. The first of those that are not
    allowed will do: the others change nothing more."""
    steps: list[tuple[Pattern, Node, Pattern]] | None = scope.known.get("steps")
    if steps is None:
        steps = scope.known["steps"] = []
        pattern = content_without_attributes(make, scope)
        refused: set[tuple[Pattern, str]] = set()
        for sibling in scope.node.children:
            later = after_child(make, pattern, sibling.name)
            if later is not pattern and not (later is NOT_ALLOWED and (pattern, sibling.name) in refused):
                steps.append((pattern, sibling, later))
            if later is NOT_ALLOWED:
                refused.add((pattern, sibling.name))
            else:
                pattern = later
    return steps


def _patterns_of_steps(make: Patterns, scope: Scope) -> dict[Pattern, None]:
    """What may follow before each step, which is the same before many siblings that are not allowed."""
    patterns: dict[Pattern, None] | None = scope.known.get("patterns of steps")
    if patterns is None:
        patterns = scope.known["patterns of steps"] = dict.fromkeys(pattern for pattern, _, _ in _steps(make, scope))
    return patterns


def content_without_attributes(make: Patterns, scope: Scope) -> Pattern:
    """What may follow right behind the start tag of an element."""
    return derivatives.start_tag_close(make, _without(make, scope))


def late_sibling(make: Patterns, scope: Scope, child: Node) -> Node | None:
    """The sibling right behind a child, if the child is allowed only after that one."""
    followers: dict[Node, Node] | None = scope.known.get("followers")
    if followers is None:
        followers = scope.known["followers"] = dict(pairwise(scope.node.children))
    follower = followers.get(child)
    if follower is None:
        return None
    steps = _steps(make, scope)
    before = bisect_left(steps, child.start, key=lambda step: step[1].start)
    allowed = (steps[at][2] for at in range(before - 1, -1, -1) if steps[at][2] is not NOT_ALLOWED)
    pattern = next(allowed, None)
    if pattern is None or _starts(make, pattern, child.name):
        return None
    return follower if _starts(make, after_child(make, pattern, follower.name), child.name) else None


def first_of_name(scope: Scope, name: str) -> Node:
    """The first child of a name."""
    firsts: dict[str, Node] | None = scope.known.get("firsts")
    if firsts is None:
        firsts = scope.known["firsts"] = {}
        for child in scope.node.children:
            firsts.setdefault(child.name, child)
    return firsts[name]


def _starts(make: Patterns, pattern: Pattern, name: str) -> bool:
    return bool(derivatives.start_tag(make, pattern, name))


def after_child(make: Patterns, pattern: Pattern, name: str) -> Pattern:
    """What may follow after a child of a name."""
    return make.choice(*(rest for _, rest in derivatives.start_tag(make, pattern, name)))
