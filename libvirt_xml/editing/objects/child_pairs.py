"""Which child of an object as it was is which of the object as it is asked for.

Two items of a list that differ in what names them are different devices when documents are compared. Here they may be
one whose name was changed: what is left of two lists is paired where it stands at one place and is much the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.changes.alignment import weigh
from libvirt_xml.changes.compare import count_changes
from libvirt_xml.changes.matching import match
from libvirt_xml.changes.walking import FieldPair
from libvirt_xml.editing.objects.same_objects import SameObjects

_MOST_TRIED = 16  # items that one is compared with

IndexPair = tuple[int, int]


def same_items(field: FieldPair, olds: Sequence[Any], news: Sequence[Any], same: SameObjects) -> list[IndexPair]:
    """The indices of items that are the same, in the order of the new list."""
    shorter = min(len(olds), len(news))
    start = next((at for at in range(shorter) if not same.is_same(olds[at], news[at])), shorter)
    rest = shorter - start
    end = next((at for at in range(rest) if not same.is_same(olds[-1 - at], news[-1 - at])), rest)
    stop, halt = len(olds) - end, len(news) - end
    middle = _matched(field, olds[start:stop], news[start:halt])
    return [
        *((index, index) for index in range(start)),
        *((old + start, new + start) for old, new in middle),
        *zip(range(stop, len(olds)), range(halt, len(news)), strict=True),
    ]


def _matched(field: FieldPair, olds: Sequence[Any], news: Sequence[Any]) -> list[IndexPair]:
    """Pairs of the items that lists which differ have in common."""
    if not olds or not news:
        return []
    matches = match(olds, news, field.stages, partial(count_changes, field))
    pairs = [(pair.old, pair.new) for pair in matches if pair.old is not None and pair.new is not None]
    return sorted([*pairs, *_renamed(field, olds, news, pairs)], key=lambda pair: pair[1])


def _renamed(field: FieldPair, olds: Sequence[Any], news: Sequence[Any], pairs: list[IndexPair]) -> list[IndexPair]:
    """Pairs of the items that are left."""
    gaps_of_old = _gaps(len(olds), dict(pairs))
    gaps_of_new = _gaps(len(news), {new: new for _, new in pairs})
    renamed: list[IndexPair] = []
    for gap, indices in gaps_of_new.items():
        free = gaps_of_old.get(gap, [])[:_MOST_TRIED]
        for new in indices:
            distances = {old: _distance(field, olds[old], news[new]) for old in free}
            nearest = min(distances, key=lambda old: distances[old], default=None)
            if nearest is not None and distances[nearest] * 2 <= weigh(olds[nearest]) + 1:
                free.remove(nearest)
                renamed.append((nearest, new))
    return renamed


def _gaps(count: int, paired: dict[int, int]) -> dict[int, list[int]]:
    """The items that are not paired, by the item before them that is, as the new list counts it."""
    gaps: dict[int, list[int]] = {}
    before = -1
    for index in range(count):
        if index in paired:
            before = paired[index]
        else:
            gaps.setdefault(before, []).append(index)
    return gaps


def _distance(field: FieldPair, was: Any, now: Any) -> int:
    if not isinstance(was, Element):
        return 0 if isinstance(was, str | int) and isinstance(now, str | int) else weigh(was)
    return count_changes(field, was, now)


def out_of_order(pairs: list[IndexPair]) -> set[int]:
    """The new indices, of pairs in the order of the new list, of the fewest items that have moved."""
    ends: list[int] = []  # of the rising runs by their length, the smallest last old index
    last: list[int] = []  # of these, which pair that is
    before: list[int] = []
    for at, (old, _) in enumerate(pairs):
        length = bisect_left(ends, old)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [old]
        last[length : length + 1] = [at]
    staying: set[int] = set()
    at = last[-1] if last else -1
    while at >= 0:
        staying.add(at)
        at = before[at]
    return {new for at, (_, new) in enumerate(pairs) if at not in staying}
