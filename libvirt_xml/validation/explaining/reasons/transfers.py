"""Elements one level too high or too low, where their name means something else: the PCI address of a host's device
beside its ``<source>`` and not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.repair.completion import openings
from libvirt_xml.relaxng.repair.faults import Fault, Repair, Scope
from libvirt_xml.relaxng.repair.name_choices import own_contents
from libvirt_xml.validation.explaining.reasons.homes import contents_known, stages_of_homes
from libvirt_xml.validation.explaining.reasons.otherwise import matches_content
from libvirt_xml.validation.explaining.reasons.remedies import remedy_of_attribute

_IN_TAG = frozenset(
    {
        Repair.ADD_ATTRIBUTE,
        Repair.ADD_ELEMENT,
        Repair.CHANGE_VALUE,
        Repair.DROP_ATTRIBUTE,
        Repair.RENAME_ATTRIBUTE,
        Repair.SWITCH_VALUE,
    }
)
_MOST = 3
_TELLING = 2  # so many attributes of known names show where an element belongs
_MISFIT = 2  # so many faults in one tag, or what is missing where it belongs, show that it is not a slip


class Transfer(NamedTuple):
    """An element that would be right elsewhere: what is wrong goes when it is moved."""

    fault: Fault
    homes: tuple[str, ...]
    missing: tuple[Fault, ...]
    """The home itself, where that is missing."""
    solved: frozenset[Fault]


def transfers(make: Patterns, faults: Sequence[Fault]) -> list[Transfer]:
    """The elements that do not fit where they are, and fit as they are somewhere near."""
    in_tag: dict[Node, list[Fault]] = {}
    missing = _Missing()
    for fault in faults:
        if fault.repair in _IN_TAG and fault.scope.node is fault.node:
            in_tag.setdefault(fault.node, []).append(fault)
        if fault.repair is Repair.ADD_ELEMENT:
            missing.add(fault)
    places = _Places(make)
    possible = (_transfer(places, node, own_faults, missing) for node, own_faults in in_tag.items())
    return [transfer for transfer in possible if transfer is not None]


class _Missing:
    """What is to be added, by the element that lacks it, and by its name in one of several siblings."""

    def __init__(self) -> None:
        self.of: dict[Node, list[Fault]] = {}
        self.inside: dict[tuple[Node | None, str], list[Fault]] = {}

    def add(self, fault: Fault) -> None:
        self.of.setdefault(fault.node, []).append(fault)
        for name in fault.names:
            self.inside.setdefault((fault.node.parent, name), []).append(fault)


_Stage = tuple[tuple[str, tuple[Pattern, ...]], ...]


class _Candidates(NamedTuple):
    """The contents with which an element may be right by the names of its attributes."""

    here: tuple[Pattern, ...]
    """In its parent, in other circumstances: with other attributes of that, or of the element around it."""
    stages: tuple[_Stage, ...]
    """In other elements, by their names, the nearest first."""


class _Places:
    """Where elements are right as they are; for those that are alike once."""

    def __init__(self, make: Patterns) -> None:
        self.make = make
        self._known: dict[object, _Candidates] = {}

    def homes(self, scope: Scope, node: Node) -> tuple[str, ...]:
        """The elements nearby in which an element without children is right, if its parent is not what decides."""
        if node.children or not node.attributes:
            return ()
        candidates = self._candidates(scope, node)
        is_right = _Right(self.make, node)
        if any(map(is_right, candidates.here)):
            return ()
        for stage in candidates.stages:
            names = [name for name, contents in stage if any(map(is_right, contents))]
            if names:
                return tuple(dict.fromkeys(names))[:_MOST]
        return ()

    def _candidates(self, scope: Scope, node: Node) -> _Candidates:
        attributes = frozenset(attribute.name for attribute in node.attributes)
        key = (scope.content, scope.outer and scope.outer.content, node.name, attributes)
        if key not in self._known:
            make = self.make
            contents = list(own_contents(make, scope))
            if scope.outer is not None:
                around = own_contents(make, scope.outer)
                contents += (inner for content in around for inner, _, _ in openings(make, content, scope.node.name))
            stages = (
                tuple((home.name, contents_known(make, (home.content,), node)) for home in stage)
                for stage in stages_of_homes(make, scope, node.name)
            )
            self._known[key] = _Candidates(contents_known(make, contents, node), tuple(stages))
        return self._known[key]


class _Right:
    """Whether an element has a content; for each content asked once."""

    def __init__(self, make: Patterns, node: Node) -> None:
        self._make, self._node = make, node
        self._known: dict[Pattern, bool] = {}

    def __call__(self, content: Pattern) -> bool:
        if content not in self._known:
            self._known[content] = matches_content(self._make, self._node, content)
        return self._known[content]


def _transfer(places: _Places, node: Node, own_faults: Sequence[Fault], missing: _Missing) -> Transfer | None:
    scope = own_faults[0].scope.outer
    if scope is None or any(_has_remedy(fault) for fault in own_faults):
        return None
    beside = missing.of.get(scope.node, ())
    inside = missing.inside.get((scope.node, node.name), [])
    count = len(own_faults) - _renamed(places.make, own_faults)
    if count < _MISFIT and not beside and not inside:
        return None
    homes = places.homes(scope, node) or _homes_without_strange(places, scope, node, own_faults)
    lacking = tuple(fault for fault in beside if not set(homes).isdisjoint(fault.names))
    without = (inside.pop(),) if inside and inside[-1].node.name in homes else ()
    if not homes or (count < _MISFIT and not lacking and not without):
        return None
    fault = Fault(Repair.DROP_ELEMENT, node, scope.content, scope)
    return Transfer(fault, homes, lacking, frozenset((*own_faults, *lacking, *without)))


def _homes_without_strange(places: _Places, scope: Scope, node: Node, own_faults: Sequence[Fault]) -> tuple[str, ...]:
    """The elements in which one is right without its attributes of unknown names, of which some may be misspelt where
    it belongs; a single attribute that is left shows nothing."""
    strange = (Repair.DROP_ATTRIBUTE, Repair.RENAME_ATTRIBUTE)
    faulty = [fault.attribute for fault in own_faults if fault.repair in strange and fault.attribute is not None]
    rest = node.with_attributes({attribute.name: None for attribute in faulty})
    return () if faulty and len(rest.attributes) < _TELLING else places.homes(scope, rest)


def _has_remedy(fault: Fault) -> bool:
    return fault.attribute is not None and remedy_of_attribute(fault.node, fault.attribute.name) is not None


def _renamed(make: Patterns, faults: Sequence[Fault]) -> int:
    """How many of the attributes to be dropped are probably ones to be added under another name."""
    added = [fault.pattern for fault in faults if fault.repair is Repair.ADD_ATTRIBUTE]
    dropped = [fault.attribute for fault in faults if fault.repair is Repair.DROP_ATTRIBUTE and fault.attribute]
    fits = (any(derivatives.matches(make, pattern, attribute.value) for pattern in added) for attribute in dropped)
    return sum(fits)
