"""Aligning two lists by position: one item put in is one item put in, whatever stands after it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.changes.foreign_trees import statements

Pair = tuple[int, int]

_MOST_COSTS = 1024  # pairs of items that are compared to find the best alignment of one stretch
_MOST_ITEMS = 4_000_000  # product of lengths up to which equal items are looked for
_NEVER = 1 << 60


def align(
    olds: Sequence[Any],
    news: Sequence[Any],
    distance: Callable[[int, int], int],
    may_pair: Callable[[int, int], bool],
) -> list[Pair]:
    """Pairs of indices, both ascending: equal items first, between these the pairs that differ least.

    Aligning the lists the other way round gives the same pairs.
    """
    if len(olds) == len(news) == 1:
        return [(0, 0)] if may_pair(0, 0) else []

    def is_equal(old: int, new: int) -> bool:
        return may_pair(old, new) and distance(old, new) == 0

    start, end = _common_ends(len(olds), len(news), is_equal)
    stop, halt = len(olds) - end, len(news) - end
    middle = _align_different(
        olds[start:stop],
        news[start:halt],
        lambda one, two: distance(one + start, two + start),
        lambda one, two: may_pair(one + start, two + start),
    )
    return [
        *((index, index) for index in range(start)),
        *((one + start, two + start) for one, two in middle),
        *zip(range(stop, len(olds)), range(halt, len(news)), strict=True),
    ]


def _common_ends(olds: int, news: int, is_equal: Callable[[int, int], bool]) -> Pair:
    """How many items are equal at the start, and of the rest how many at the end."""
    shorter = min(olds, news)
    start = next((index for index in range(shorter) if not is_equal(index, index)), shorter)
    rest = shorter - start
    end = next((index for index in range(rest) if not is_equal(olds - 1 - index, news - 1 - index)), rest)
    return start, end


def _align_different(
    olds: Sequence[Any],
    news: Sequence[Any],
    distance: Callable[[int, int], int],
    may_pair: Callable[[int, int], bool],
) -> list[Pair]:
    if not olds or not news:
        return []
    before, after = [_print(item) for item in olds], [_print(item) for item in news]
    # Among equally good alignments the choice must not depend on which list is the old one.
    if (len(before), before) <= (len(after), after):
        return list(_pairs(before, after, distance, may_pair))
    mirrored = _pairs(after, before, lambda one, two: distance(two, one), lambda one, two: may_pair(two, one))
    return [(old, new) for new, old in mirrored]


def weigh(value: object) -> int:
    """How many values something holds, at least 1."""
    return _weight(_print(value))


def _weight(item: tuple[str, ...]) -> int:
    return max(1, len(item) // 2)


def _pairs(
    olds: list[tuple[str, ...]],
    news: list[tuple[str, ...]],
    distance: Callable[[int, int], int],
    may_pair: Callable[[int, int], bool],
) -> Iterator[Pair]:
    weights = list(map(_weight, olds)), list(map(_weight, news))
    for kind, old, old_end, new, new_end in _stretches(olds, news):
        if kind == "equal":
            yield from zip(range(old, old_end), range(new, new_end), strict=True)
        elif (old_end - old) * (new_end - new) > _MOST_COSTS:
            yield from filter(lambda pair: may_pair(*pair), zip(range(old, old_end), range(new, new_end), strict=False))
        else:
            yield from _cheapest((old, old_end), (new, new_end), weights, distance, may_pair)


def _stretches(olds: list[tuple[str, ...]], news: list[tuple[str, ...]]) -> list[tuple[str, int, int, int, int]]:
    if len(olds) * len(news) > _MOST_ITEMS:
        return [("replace", 0, len(olds), 0, len(news))]
    numbers = {item: number for number, item in enumerate(dict.fromkeys((*olds, *news)))}
    matcher = difflib.SequenceMatcher(None, [numbers[item] for item in olds], [numbers[item] for item in news], False)
    return list(matcher.get_opcodes())


def _cheapest(
    old: Pair,
    new: Pair,
    weights: tuple[list[int], list[int]],
    distance: Callable[[int, int], int],
    may_pair: Callable[[int, int], bool],
) -> Iterator[Pair]:
    """The alignment of two stretches that takes the fewest changes; a pair early rather than late."""
    (one, one_end), (two, two_end) = old, new
    pairing = {
        (i, j): distance(i, j) if may_pair(i, j) else _NEVER for i in range(one, one_end) for j in range(two, two_end)
    }
    cost = {(one_end, two_end): 0}
    for i in range(one_end - 1, one - 1, -1):
        cost[i, two_end] = cost[i + 1, two_end] + weights[0][i] + 1
    for j in range(two_end - 1, two - 1, -1):
        cost[one_end, j] = cost[one_end, j + 1] + weights[1][j] + 1
    for i in range(one_end - 1, one - 1, -1):
        for j in range(two_end - 1, two - 1, -1):
            cost[i, j] = min(
                pairing[i, j] + cost[i + 1, j + 1],
                cost[i + 1, j] + weights[0][i] + 1,
                cost[i, j + 1] + weights[1][j] + 1,
            )
    while one < one_end and two < two_end:
        if cost[one, two] == pairing[one, two] + cost[one + 1, two + 1]:
            yield one, two
            one, two = one + 1, two + 1
        elif cost[one, two] == cost[one + 1, two] + weights[0][one] + 1:
            one += 1
        else:
            two += 1


def _print(value: object) -> tuple[str, ...]:
    """All that an item holds, flat: two texts a value. It may be too deep for recursion."""
    result: list[str] = []
    pending: list[tuple[str, object]] = [("", value)]
    while pending:
        name, current = pending.pop()
        if isinstance(current, Element):
            pending += [(f"{name}.{field}", inner) for field, inner in reversed(current.__dict__.items())]
        elif isinstance(current, list | tuple):
            pending += [(f"{name}[{index}]", inner) for index, inner in enumerate(current)]
        elif isinstance(current, AnyElement):
            result += [name, repr(statements(current))]
        elif current is not None:
            result += [name, repr(current)]
    return tuple(result)
