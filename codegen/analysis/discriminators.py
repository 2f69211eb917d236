"""Which attribute of a class decides what else may stand, and which fields go with which of its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from codegen.analysis.conditions import with_value, without
from codegen.analysis.grouping import Group
from codegen.analysis.scalar_types import scalar_of
from codegen.analysis.summary import Summaries, Summary, Use as _Use
from libvirt_xml.relaxng.schema import tree

Value = str | None
Branches = dict[Value, Summary]
TEXT = tree.Name("", "#text")


@dataclass(frozen=True, slots=True)
class Discriminator:
    """An attribute, its values (``None``: absent), and what may stand with each."""

    attribute: tree.Name
    branches: Mapping[Value, Summary]

    def values_of(self, name: tree.Name, *, is_attribute: bool) -> tuple[Value, ...] | None:
        """The values that one attribute or child goes with; ``None`` where it goes with all."""
        values = tuple(value for value, held in self.branches.items() if name in _held(held, is_attribute))
        return None if len(values) == len(self.branches) else values

    def elements(self, name: tree.Name) -> dict[Value, frozenset[tree.SchemaPlace]]:
        """The element patterns that a child may have, by value."""
        return {
            value: frozenset(pattern.place for pattern in held.children[name].patterns)
            for value, held in self.branches.items()
            if name in held.children
        }


def _held(summary: Summary, is_attribute: bool) -> Mapping[tree.Name, object]:
    return summary.attributes if is_attribute else summary.children


def find_discriminators(group: Group, summaries: Summaries, most: int = 2) -> list[Discriminator]:
    """The attributes that decide about other fields, the one that decides most first; at most ``most``."""
    weighed: list[tuple[int, int, Discriminator]] = []
    for name, values in _closed_attributes(group).items():
        branches = _branches(group, name, values, summaries)
        decided = _decided(branches, name)
        if decided and (len(values) > 2 or not weighed):
            weighed.append((-decided, len(weighed), Discriminator(name, branches)))
    return [discriminator for *_, discriminator in sorted(weighed, key=lambda item: item[:2])[:most]]


def _closed_attributes(group: Group) -> dict[tree.Name, tuple[str, ...]]:
    """The attributes whose values can be listed, in the newest version that has the class."""
    patterns: dict[tree.Name, list[tree.Pattern]] = {}
    for member in group.newest():
        for name, use in member.summary.attributes.items():
            patterns.setdefault(name, []).extend(use.patterns)
    closed = {}
    for name, some in patterns.items():
        scalar = scalar_of(some)
        values = (*scalar.literals, *(scalar.boolean or ()))
        if values and not scalar.kinds:
            closed[name] = values
    return closed


def _branches(group: Group, name: tree.Name, values: Iterable[str], summaries: Summaries) -> Branches:
    branches: Branches = {}
    contents = {member.element.content for member in group.newest()}
    for value in values:
        _extend(branches, value, (summaries.of(with_value(content, name, value)) for content in contents))
    _extend(branches, None, (summaries.of(without(content, name)) for content in contents))
    return branches


def _extend(branches: Branches, value: Value, held: Iterable[Summary | None]) -> None:
    possible = [summary for summary in held if summary is not None]
    if possible:
        branches[value] = Summary(
            {name: use for summary in possible for name, use in summary.attributes.items()},
            _united(possible),
            next((summary.text for summary in possible if summary.text), None),
        )


def _united(possible: list[Summary]) -> dict[tree.Name, _Use]:
    children: dict[tree.Name, _Use] = {}
    for summary in possible:
        for name, use in summary.children.items():
            old = children.get(name)
            patterns = tuple(dict.fromkeys((*old.patterns, *use.patterns))) if old else use.patterns
            children[name] = _Use(use.least, use.most, patterns)
    return children


def _decided(branches: Branches, name: tree.Name) -> int:
    """How many other fields some value allows and another forbids, and how many shapes its children have."""
    attributes = [frozenset(held.attributes) - {name} for held in branches.values()]
    children = [frozenset(held.children) for held in branches.values()]
    if len(branches) < 2:
        return 0
    score = 2 * (_differing(attributes) + _differing(children))
    for child in frozenset.intersection(*children):
        shapes = {frozenset(pattern.place for pattern in held.children[child].patterns) for held in branches.values()}
        score += 2 * (len(shapes) - 1)
    return score


def _differing(sets: list[frozenset[tree.Name]]) -> int:
    return len(frozenset.union(*sets) - frozenset.intersection(*sets))
