"""Which item of one list is which of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

from libvirt_xml.binding.element import Element
from libvirt_xml.changes.alignment import align
from libvirt_xml.changes.comparison_plans import Stage, stages_of_items
from libvirt_xml.changes.identical import is_identical
from libvirt_xml.changes.identities import Named

ElementType = TypeVar("ElementType", bound=Element)


class Match(NamedTuple):
    """An item in the old list, the new or both, by index, and its place in a path: a name, else an index.

    ``is_equal``: both were compared to find the match, and do not differ.
    """

    old: int | None
    new: int | None
    place: str
    is_equal: bool = False


def match(
    olds: Sequence[Any], news: Sequence[Any], stages: Sequence[Stage], distance: Callable[[Any, Any], int]
) -> Iterator[Match]:
    """Every item of both lists once, in the order of the new list, what was removed where it stood.

    An item without a name, or with one that several have, is matched by its position among its like, such that
    ``distance``, the number of changes between two items, is small in sum.
    """
    return _Matching(olds, news, stages, distance).matches()


def counterpart(item: ElementType, items: Sequence[ElementType]) -> ElementType | None:
    """The item of a list that is the same one: by user alias, identity (MAC, target, ...) or address.

    Where that does not decide, an equal one, or the only one left. ``None`` if there is none, or several.
    """
    candidates = list(items)
    for stage in stages_of_items(type(item)):
        named = stage.name(item)
        if named is None:
            continue
        same = [other for other in candidates if stage.name(other) == named]
        if len(same) == 1 and stage.is_shown:
            return same[0]
        if stage.is_identity:
            candidates = same or [other for other in candidates if stage.name(other) is None]
    equal = [other for other in candidates if is_identical(item, other)]
    remaining = equal or candidates
    return remaining[0] if len(remaining) == 1 else None


def item_places(items: Sequence[Any], stages: Sequence[Stage]) -> list[str]:
    """What a path calls each item of a list: a name that no other has, else its index."""
    known = _KNOWN_PLACES.get()
    if known is not None and id(items) in known:
        return known[id(items)][1]
    side = _Side(items, stages)
    places = [side.place(index) for index in range(len(items))]
    if known is not None:
        known[id(items)] = items, places
    return places


_KNOWN_PLACES: ContextVar[dict[int, tuple[Sequence[Any], list[str]]] | None] = ContextVar("places", default=None)


@contextmanager
def remembered_places() -> Iterator[None]:
    """Work out the places of a list once within this block, in which no list may change."""
    token = _KNOWN_PLACES.set({})
    try:
        yield
    finally:
        _KNOWN_PLACES.reset(token)


class _Side:
    """One of the lists: its items, which of them are free, and what names them, looked up when it is asked for."""

    def __init__(self, items: Sequence[Any], stages: Sequence[Stage]) -> None:
        self.items = items
        self.free = dict.fromkeys(range(len(items)))
        self._stages = stages
        self._names: dict[tuple[int, int], Named | None] = {}
        self._counts: dict[int, Counter[Named | None]] = {}

    def name(self, stage: int, index: int) -> Named | None:
        """What names an item by a stage."""
        key = stage, index
        if key not in self._names:
            self._names[key] = self._stages[stage].name(self.items[index])
        return self._names[key]

    def groups(self, stage: int) -> dict[Named, list[int]]:
        """The items that are still free, by name."""
        groups: dict[Named, list[int]] = {}
        for index in self.free:
            named = self.name(stage, index)
            if named is not None:
                groups.setdefault(named, []).append(index)
        return groups

    def place(self, index: int) -> str:
        """The first name that only this item has in its list, else its index."""
        for stage, rule in enumerate(self._stages):
            named = self.name(stage, index) if rule.is_shown else None
            if named is not None and self._counted(stage)[named] == 1:
                return item_name(named) or str(index)
        return str(index)

    def _counted(self, stage: int) -> Counter[Named | None]:
        if stage not in self._counts:
            self._counts[stage] = Counter(self.name(stage, index) for index in range(len(self.items)))
        return self._counts[stage]


class _Matching:
    def __init__(
        self, olds: Sequence[Any], news: Sequence[Any], stages: Sequence[Stage], distance: Callable[[Any, Any], int]
    ) -> None:
        self._old, self._new = _Side(olds, stages), _Side(news, stages)
        self._stages, self._measure = stages, distance
        self._distances: dict[tuple[int, int], int] = {}
        self._pairs: dict[int, tuple[int, str]] = {}  # by index in the new list

    def matches(self) -> Iterator[Match]:
        """All items, in order."""
        stages = range(len(self._stages))
        for stage in stages:
            for olds, news in self._groups(stage):
                if len(olds) == len(news) == 1 and self._may_pair(olds[0], news[0], stage):
                    self._pair(olds[0], news[0], self._stages[stage])
        for stage in stages:
            for olds, news in self._groups(stage) if self._stages[stage].is_identity else ():
                self._match_positions(olds, news, stage)
        self._match_positions(list(self._old.free), list(self._new.free), len(stages))
        return self._ordered()

    def _groups(self, stage: int) -> list[tuple[list[int], list[int]]]:
        """The free items that have one name on both sides."""
        if not self._old.free or not self._new.free:
            return []
        olds, news = self._old.groups(stage), self._new.groups(stage)
        return [(olds[name], news[name]) for name in olds if name in news]

    def _match_positions(self, olds: list[int], news: list[int], stage: int) -> None:
        if olds and news:
            pairs = align(
                [self._old.items[index] for index in olds],
                [self._new.items[index] for index in news],
                lambda one, two: self._distance(olds[one], news[two]),
                lambda one, two: self._may_pair(olds[one], news[two], stage),
            )
            for one, two in pairs:
                self._pair(olds[one], news[two], None)

    def _may_pair(self, old: int, new: int, end: int) -> bool:
        """Whether no identity before a stage tells two items apart."""
        for stage in range(end):
            if self._stages[stage].is_identity:
                one, two = self._old.name(stage, old), self._new.name(stage, new)
                if one is not None and two is not None and one != two:
                    return False
        return True

    def _distance(self, old: int, new: int) -> int:
        known = self._distances.get((old, new))
        if known is None:
            known = self._distances[old, new] = self._measure(self._old.items[old], self._new.items[new])
        return known

    def _pair(self, old: int, new: int, stage: Stage | None) -> None:
        """Take two items as one; by a stage whose names are shown, this is what the path calls it."""
        del self._old.free[old], self._new.free[new]
        named = stage.name(self._new.items[new]) if stage and stage.is_shown else None
        self._pairs[new] = old, item_name(named) or str(new)

    def _ordered(self) -> Iterator[Match]:
        gone: dict[int, list[int]] = {}  # what was removed, by the item before it that was not
        anchor = -1
        for old in range(len(self._old.items)) if self._old.free else ():
            if old in self._old.free:
                gone.setdefault(anchor, []).append(old)
            else:
                anchor = old
        yield from self._removed(gone.get(-1, ()))
        for new in range(len(self._new.items)):
            if new in self._new.free:
                yield Match(None, new, self._new.place(new))
                continue
            old, place = self._pairs[new]
            yield Match(old, new, place, self._distances.get((old, new)) == 0)
            yield from self._removed(gone.get(old, ()))

    def _removed(self, olds: Iterable[int]) -> Iterator[Match]:
        return (Match(old, None, self._old.place(old)) for old in olds)


def item_name(named: Named | None) -> str:
    """A name as a path shows it: ``pci:0``; nothing where it would not read well there."""
    text = ":".join(str(part) for part in named or () if part != "")
    return text if text.isprintable() and not {"[", "]"} & set(text) else ""
