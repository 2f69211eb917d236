"""The order of an element's children: all group constraints of the schema, then the schema's own sequence."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence

from libvirt_xml.errors import SchemaError
from libvirt_xml.relaxng.schema.tree import Name


def ranked(names: Sequence[Name], before: Iterable[tuple[Name, Name]], what: str) -> list[Name]:
    """A topological order that keeps to the given sequence where the constraints are silent.

    Raises SchemaError for a cycle, which libvirt's schemas do not have.
    """
    index = {name: position for position, name in enumerate(names)}
    followers: dict[Name, set[Name]] = {name: set() for name in names}
    for first, second in before:
        followers[first].add(second)
    blockers = dict.fromkeys(names, 0)
    for some in followers.values():
        for name in some:
            blockers[name] += 1
    ready = [index[name] for name in names if not blockers[name]]
    heapq.heapify(ready)
    result: list[Name] = []
    while ready:
        name = names[heapq.heappop(ready)]
        result.append(name)
        for follower in followers[name]:
            blockers[follower] -= 1
            if not blockers[follower]:
                heapq.heappush(ready, index[follower])
    if len(result) < len(names):
        stuck = ", ".join(name.local for name in names if name not in result)
        raise SchemaError(f"{what}: the schema orders these children in a circle: {stuck}")
    return result


def arranged(names: Sequence[Name], wanted: Sequence[str], step: Callable[[Name], str]) -> list[Name]:
    """Names in a wanted order; those that it lacks stand behind the one that was before them.

    ``step`` gives a name as the order writes it.
    """
    rank = {word: at for at, word in enumerate(wanted)}
    places: list[tuple[int, int]] = []
    last = -1
    for at, name in enumerate(names):
        last = rank.get(step(name), last)
        places.append((last, 0 if step(name) in rank else at + 1))
    return [name for _, name in sorted(zip(places, names, strict=True), key=lambda pair: pair[0])]


def is_total(names: Sequence[Name], before: set[tuple[Name, Name]]) -> bool:
    """Whether constraints order every pair of children, so that ranks tell all."""
    return len(before) > 0 and len(before) == _pairs(names)


def is_partial(names: Sequence[Name], before: set[tuple[Name, Name]]) -> bool:
    """Whether constraints order some pairs of children but not all, so that a rank alone does not tell them."""
    return 0 < len(before) < _pairs(names)


def _pairs(names: Sequence[Name]) -> int:
    return len(names) * (len(names) - 1) // 2
