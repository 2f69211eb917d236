"""With which values of the deciding attributes a field of a class may be used, said in as few conditions as possible.

A *case* is one combination of values that the schemas allow together: of the discriminators of the class that holds
the element, and of the class's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from codegen.analysis.conditions import with_value, without
from codegen.analysis.discriminators import Discriminator, Value
from codegen.analysis.grouping import Group
from codegen.analysis.summary import Summaries, Summary
from codegen.model.model import Condition
from libvirt_xml.relaxng.schema import tree

Held = tuple[tree.Name, bool]
"""The name of an attribute (true) or child."""


@dataclass(frozen=True, slots=True)
class Decider:
    """An attribute that decides, by the class and field that people know it as."""

    owner: str
    field: str
    is_required: bool
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The value of each decider, and what the element may hold then."""

    values: tuple[Value, ...]
    held: frozenset[Held]


@dataclass(frozen=True, slots=True)
class Cases:
    """All cases of a class."""

    deciders: tuple[Decider, ...]
    cases: tuple[Case, ...]

    def conditions(self, name: tree.Name, *, is_attribute: bool) -> tuple[Condition, ...]:
        """The fewest conditions that single out the cases in which a field may be used; none where it always may."""
        with_field = [case for case in self.cases if (name, is_attribute) in case.held]
        if not with_field or len(with_field) == len(self.cases):
            return ()
        allowed = [{case.values[at] for case in with_field} for at in range(len(self.deciders))]
        everything = range(len(self.deciders))
        wanted = self._within(allowed, everything)
        chosen = min(
            (some for size in range(len(self.deciders) + 1) for some in combinations(everything, size)),
            key=lambda some: (self._within(allowed, some) != wanted, len(some), sum(len(allowed[at]) for at in some)),
        )
        return tuple(self._condition(at, allowed[at]) for at in chosen)

    def _within(self, allowed: Sequence[set[Value]], some: Sequence[int]) -> list[Case]:
        return [case for case in self.cases if all(case.values[at] in allowed[at] for at in some)]

    def _condition(self, at: int, allowed: set[Value]) -> Condition:
        decider = self.deciders[at]
        possible = {case.values[at] for case in self.cases}
        values = [value for value in decider.values if value in possible]
        kept = tuple(value for value in values if value in allowed)
        return Condition(decider.owner, decider.field, kept, tuple(value for value in values if value not in allowed))


def cases_of(
    group: Group,
    discriminators: Mapping[Decider, Discriminator],
    above: Mapping[Decider, Discriminator],
    name_above: tree.Name | None,
    summaries: Summaries,
) -> Cases:
    """A class's cases by its ``discriminators`` and those ``above`` in its owner, where its name is ``name_above``."""
    shapes = {decider: item.elements(name_above) if name_above else {} for decider, item in above.items()}
    shapes = {decider: elements for decider, elements in shapes.items() if elements}
    cases: dict[tuple[Value, ...], frozenset[Held]] = {}
    for member in group.newest():
        place = member.element.place
        values_above = [
            [
                value
                for value, places in elements.items()
                if place in places and not (value is None and decider.is_required)
            ]
            for decider, elements in shapes.items()
        ]
        for outer in product(*values_above):
            for inner, held in _branches(member.element.content, list(discriminators.items()), summaries):
                cases[*outer, *inner] = cases.get((*outer, *inner), frozenset()) | held
    return Cases((*shapes, *discriminators), tuple(Case(values, held) for values, held in cases.items()))


def _branches(
    pattern: tree.Pattern, deciding: Sequence[tuple[Decider, Discriminator]], summaries: Summaries
) -> Iterator[tuple[tuple[Value, ...], frozenset[Held]]]:
    if not deciding:
        summary = summaries.of(pattern)
        if summary is not None:
            yield (), frozenset(_held(summary))
        return
    (decider, discriminator), *others = deciding
    name = discriminator.attribute
    whole = summaries.of(pattern)
    itself = frozenset({(name, True)} if whole and name in whole.attributes else ())
    for value in discriminator.branches:
        if not _may_be(decider, value):
            continue
        conditioned = without(pattern, name) if value is None else with_value(pattern, name, value)
        for values, held in _branches(conditioned, others, summaries):
            yield (value, *values), held | itself


def _may_be(decider: Decider, value: Value) -> bool:
    return value is not None or not decider.is_required


def _held(summary: Summary) -> Iterator[Held]:
    yield from ((name, True) for name in summary.attributes)
    yield from ((name, False) for name in summary.children)
