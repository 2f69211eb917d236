"""Which item that is asked is which of libvirt's: as in a comparison, but that items without a name may move.

Libvirt writes the controllers of some guests in another order after each define. Where an item is matched by its place
alone, and another one has all that is asked of it, that one is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from libvirt_xml.changes.compare import count_changes
from libvirt_xml.changes.comparison_plans import Stage
from libvirt_xml.changes.matching import Match, match
from libvirt_xml.changes.walking import FieldPair

_MOST_TRIALS = 1024


def pair_items(field: FieldPair, has_all: Callable[[Any, Any], bool]) -> Iterator[Match]:
    """The items of a list of both sides; ``has_all`` decides whether libvirt's item lacks nothing that is asked."""
    olds, news = field.items
    matches = list(match(olds, news, field.stages, partial(count_changes, field)))
    loose = [at for at, pairing in enumerate(matches) if _is_loose(pairing, olds, news, field.stages)]
    asked = [at for at in loose if matches[at].new is not None]
    if len(asked) * len(loose) > _MOST_TRIALS:
        return iter(matches)
    for at in asked:
        if not _is_met(matches[at], olds, news, has_all):
            other = next((other for other in loose if _fits(matches[at], matches[other], olds, news, has_all)), None)
            if other is not None:
                _swap(matches, at, other)
    return (pairing for pairing in matches if pairing.old is not None or pairing.new is not None)


def _is_loose(pairing: Match, olds: Sequence[Any], news: Sequence[Any], stages: Sequence[Stage]) -> bool:
    """Whether no name says which item is meant."""
    if pairing.old is None or pairing.new is None:
        item = olds[pairing.old] if pairing.old is not None else news[pairing.new] if pairing.new is not None else None
        return pairing.new is None or all(stage.name(item) is None for stage in stages if stage.is_shown)
    old, new = olds[pairing.old], news[pairing.new]
    return not any(stage.name(old) == stage.name(new) is not None for stage in stages if stage.is_shown)


def _is_met(pairing: Match, olds: Sequence[Any], news: Sequence[Any], has_all: Callable[[Any, Any], bool]) -> bool:
    return pairing.old is not None and pairing.new is not None and has_all(olds[pairing.old], news[pairing.new])


def _fits(
    one: Match, other: Match, olds: Sequence[Any], news: Sequence[Any], has_all: Callable[[Any, Any], bool]
) -> bool:
    """Whether an item that is asked is better off with libvirt's item of another pair."""
    if other.old is None or one.new is None or _is_met(other, olds, news, has_all):
        return False
    return has_all(olds[other.old], news[one.new])


def _swap(matches: list[Match], at: int, other: int) -> None:
    """Exchange libvirt's items of two pairs."""
    one, two = matches[at], matches[other]
    matches[at] = one._replace(old=two.old, is_equal=False)
    matches[other] = two._replace(old=one.old, is_equal=False)
