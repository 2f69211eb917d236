"""The builder of patterns: equal patterns of one builder are the same object.

Its methods simplify, so that no caller has to.

Source: RELAX NG specification, 4.19 to 4.21; James Clark, *An algorithm for RELAX NG validation*.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from libvirt_xml.relaxng.datatypes.library import Datatype
from libvirt_xml.relaxng.patterns.patterns import (
    EMPTY,
    NO_NAMES,
    NOT_ALLOWED,
    TEXT,
    Attribute,
    Choice,
    Data,
    DataExcept,
    Element,
    Group,
    Interleave,
    List,
    Names,
    OneOrMore,
    Pattern,
    Rank,
    Value,
)
from libvirt_xml.relaxng.schema import nameclasses

_KINDS: Mapping[type[Pattern], int] = {Choice: 0, Interleave: 1, Group: 2, OneOrMore: 3}
_LEAVES = 3  # whose numbers a pattern knows


_Kept = TypeVar("_Kept", bound=Pattern)


class Patterns:
    """Makes patterns and owns them, with what was derived from them: let go of it and the memory is free.

    Threads may share it: equal patterns are one object whoever makes them first. Their order, which decides between
    explanations that are as good as each other, is that of the leaves in the schema: of their ``number`` where it is
    given, else of their making.
    """

    def __init__(self) -> None:
        self._interned: dict[tuple[object, ...], Any] = {}
        self._numbers = itertools.count()
        self.memo: dict[tuple[object, ...], Any] = {}
        """Derivatives by their kind, pattern and argument (see ``derivatives``)."""
        self.may_name: Callable[[str], bool] = lambda _: True
        """Whether a name may stand in the schemas at all: a quick no for those who would look for it everywhere."""
        self.is_scoped = False
        """Whether a pattern's datatype asks for the prefixes in scope."""

    def __len__(self) -> int:
        """How many patterns and derivatives are kept."""
        return len(self._interned) + len(self.memo)

    def forget(self) -> None:
        """Drop what is kept. Patterns in use stay good; new ones that equal them are other objects."""
        self._interned.clear()
        self.memo.clear()

    def choice(self, *items: Pattern) -> Pattern:
        """One of several patterns; order and repetition make no difference, ``NOT_ALLOWED`` adds nothing."""
        alternatives = set(_flat(items, Choice))
        alternatives.discard(NOT_ALLOWED)
        if EMPTY in alternatives and any(item.nullable for item in alternatives if item is not EMPTY):
            alternatives.discard(EMPTY)
        if len(alternatives) < 2:
            return alternatives.pop() if alternatives else NOT_ALLOWED
        return self.simple_choice(alternatives)

    def simple_choice(self, items: Iterable[Pattern]) -> Pattern:
        """``choice`` of at least two patterns of which nothing can be left out, and none is a choice."""
        key = _sorted(items)
        choice: Choice | None = self._interned.get(("choice", key))
        if choice is None:
            nullable = key[0] is EMPTY or any(item.nullable for item in key)
            choice = Choice(key, _rank(Choice, key), nullable, _elements(key), _attributes(key))
            choice = self._keep(("choice", key), choice)
        return choice

    def interleave(self, *items: Pattern) -> Pattern:
        """Several patterns in any order; the order given makes no difference, ``EMPTY`` adds nothing."""
        parts = [item for item in _flat(items, Interleave) if item is not EMPTY]
        if NOT_ALLOWED in parts:
            return NOT_ALLOWED
        if parts.count(TEXT) > 1:
            parts = [item for item in parts if item is not TEXT] + [TEXT]
        if len(parts) < 2:
            return parts[0] if parts else EMPTY
        return self.simple_interleave(parts)

    def simple_interleave(self, items: Iterable[Pattern]) -> Pattern:
        """``interleave`` of at least two patterns of which nothing can be left out, and none is an interleave."""
        return self._sorted_interleave(_sorted(items))

    def without(self, interleave: Interleave, at: int, left: Pattern) -> Pattern:
        """An interleave with what is left of one of its items in its place."""
        others = interleave.items[:at] + interleave.items[at + 1 :]
        if left is not EMPTY:
            return self.interleave(left, *others)
        first, *more = others
        return self._sorted_interleave(others) if more else first

    def _sorted_interleave(self, items: tuple[Pattern, ...]) -> Pattern:
        interleave: Interleave | None = self._interned.get(("interleave", items))
        if interleave is None:
            nullable = all(item.nullable for item in items)
            interleave = Interleave(items, _rank(Interleave, items), nullable, _elements(items), _attributes(items))
            interleave = self._keep(("interleave", items), interleave)
        return interleave

    def group(self, *items: Pattern) -> Pattern:
        """Patterns one after the other; ``EMPTY`` adds nothing."""
        parts = [part for item in items for part in _grouped(item) if part is not EMPTY]
        if NOT_ALLOWED in parts:
            return NOT_ALLOWED
        result: Pattern = parts.pop() if parts else EMPTY
        while parts:
            result = self._pair(parts.pop(), result)
        return result

    def _pair(self, first: Pattern, rest: Pattern) -> Pattern:
        group: Group | None = self._interned.get(("group", first, rest))
        if group is None:
            both = (first, rest)
            elements = _elements(both) if first.nullable else first.elements
            nullable = first.nullable and rest.nullable
            group = Group(first, rest, _rank(Group, (first, rest)), nullable, elements, _attributes(both))
            group = self._keep(("group", first, rest), group)
        return group

    def one_or_more(self, content: Pattern) -> Pattern:
        """A pattern at least once."""
        if content in (EMPTY, NOT_ALLOWED, TEXT) or isinstance(content, OneOrMore):
            return content
        if isinstance(content, Choice) and EMPTY in content.items:
            return self.zero_or_more(self.choice(*(item for item in content.items if item is not EMPTY)))
        repetition: OneOrMore | None = self._interned.get(("oneOrMore", content))
        if repetition is None:
            repetition = OneOrMore(
                content, _rank(OneOrMore, (content,)), content.nullable, content.elements, content.attributes
            )
            repetition = self._keep(("oneOrMore", content), repetition)
        return repetition

    def zero_or_more(self, content: Pattern) -> Pattern:
        """A pattern any number of times."""
        return self.optional(self.one_or_more(content))

    def optional(self, content: Pattern) -> Pattern:
        """A pattern or nothing."""
        return self.choice(content, EMPTY)

    def list(self, content: Pattern, *, number: int | None = None) -> Pattern:
        """Tokens that match a pattern."""
        if content is NOT_ALLOWED:
            return NOT_ALLOWED
        return self._intern(("list", content), lambda rank: List(content, rank), number)

    def data(self, datatype: Datatype, excluded: Pattern = NOT_ALLOWED, *, number: int | None = None) -> Pattern:
        """Text of a datatype, less what ``excluded`` matches."""
        self.is_scoped = self.is_scoped or datatype.is_scoped
        if excluded is NOT_ALLOWED:
            return self._intern(("data", datatype), lambda rank: Data(datatype, rank), number)
        key = ("data", datatype, excluded)
        return self._intern(key, lambda rank: DataExcept(datatype, excluded, rank), number)

    def value(self, datatype: Datatype, value: Hashable | None, *, number: int | None = None) -> Pattern:
        """Text that stands for a value, as ``Datatype.value`` gives it; ``None`` is no value."""
        if value is None:
            return NOT_ALLOWED
        self.is_scoped = self.is_scoped or datatype.is_scoped
        # True == 1.0 == Decimal(1), but the datatype in the key keeps them apart.
        return self._intern(("value", datatype, value), lambda rank: Value(datatype, value, rank), number)

    def attribute(self, name: nameclasses.NameClass, content: Pattern) -> Pattern:
        """An attribute."""
        if content is NOT_ALLOWED:
            return NOT_ALLOWED
        key = ("attribute", name, content)
        names = nameclasses.qualified_names(name)
        return self._intern(key, lambda rank: Attribute(name, rank, names, lambda: content), None)

    def element(self, name: nameclasses.NameClass, place: Hashable, expand: Callable[[], Pattern]) -> Pattern:
        """The element of a place in a schema; ``expand`` gives its content, and is called once at most."""
        names = nameclasses.qualified_names(name)
        return self._intern(("element", place), lambda rank: Element(name, rank, names, expand), None)

    def _intern(self, key: tuple[object, ...], make: Callable[[Rank], Pattern], number: int | None) -> Pattern:
        pattern: Pattern | None = self._interned.get(key)
        if pattern is None:
            place = next(self._numbers) if number is None else number
            pattern = self._keep(key, make((place, place)))
        return pattern

    def _keep(self, key: tuple[object, ...], pattern: _Kept) -> _Kept:
        """The pattern of a key: another thread may have been first."""
        kept: _Kept = self._interned.setdefault(key, pattern)
        return kept


def _elements(items: Iterable[Pattern]) -> Names:
    return _union({item.elements for item in items})


def _attributes(items: Iterable[Pattern]) -> Names:
    return _union({item.attributes for item in items})


def _union(sets: set[Names]) -> Names:
    sets.discard(NO_NAMES)
    if len(sets) < 2:
        return sets.pop() if sets else NO_NAMES
    return None if None in sets else NO_NAMES.union(*sets)  # type: ignore[arg-type]


def _flat(items: Iterable[Pattern], kind: type[Choice | Interleave]) -> list[Pattern]:
    return [part for item in items for part in (item.items if isinstance(item, kind) else (item,))]


def _grouped(item: Pattern) -> Iterator[Pattern]:
    while isinstance(item, Group):
        yield item.first
        item = item.rest
    yield item


def _sorted(items: Iterable[Pattern]) -> tuple[Pattern, ...]:
    return tuple(sorted(items, key=_by_rank))


def _rank(kind: type[Pattern], items: Sequence[Pattern]) -> Rank:
    ranks = [item.rank for item in items]
    digest = hash((_KINDS[kind], *[rank[-1] for rank in ranks]))  # of numbers: the same in each process
    leaves: Rank = ()
    for rank in sorted(ranks, reverse=True):
        if not leaves:
            leaves = rank[:-1]
        elif len(leaves) < _LEAVES or rank[0] >= leaves[-1]:
            leaves = tuple(sorted({*leaves, *rank[:-1]}, reverse=True)[:_LEAVES])
        else:
            break  # none of the others has a higher one
    return (*leaves, digest)


_by_rank = operator.attrgetter("rank")
