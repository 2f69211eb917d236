"""Which objects of two trees are the same: one pass through both, whatever is asked later."""

from __future__ import annotations

from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import Extra
from libvirt_xml.changes.identical import PLAIN_TYPES, is_identical

_NOTHING: tuple[Any, ...] = (None, [])
"""What a field says nothing with."""


class SameObjects:
    """Two trees. What is the same need not be looked into."""

    def __init__(self, old: Element, new: Element) -> None:
        self._pairs: list[tuple[Any, Any, int]] = [(old, new, -1)]
        differing = self._compare()
        self._known = {
            (id(was), id(now)): not differs for (was, now, _), differs in zip(self._pairs, differing, strict=True)
        }

    def is_same(self, was: Any, now: Any) -> bool:
        """Whether two values hold the same; ``False`` may only mean that it takes a closer look."""
        known = self._known.get((id(was), id(now)))
        return is_identical(was, now) if known is None else known

    def _compare(self) -> list[bool]:
        """For each pair of objects at the same place, whether they differ, or objects in them do."""
        pairs, differing = self._pairs, []
        for at, (was, now, _) in enumerate(pairs):  # it grows
            differing.append(was.__class__ is not now.__class__ or self._differs_here(was, now, at))
        for at in range(len(pairs) - 1, 0, -1):
            if differing[at]:
                differing[pairs[at][2]] = True
        return differing

    def _differs_here(self, was: Element, now: Element, at: int) -> bool:
        mine, theirs = was.__dict__, now.__dict__
        differs = False
        for name in mine if mine.keys() == theirs.keys() else {**mine, **theirs}:
            value: Any = mine.get(name)
            other: Any = theirs.get(name)
            if value is other:
                continue
            kind = value.__class__
            if kind in PLAIN_TYPES and kind is other.__class__:
                differs = differs or value != other
            elif kind is list and other.__class__ is list and len(value) == len(other):
                differs = self._add_items(value, other, at) or differs
            elif isinstance(value, Extra) and isinstance(other, Extra):
                differs = differs or not _is_same_extra(value, other)
            elif isinstance(value, Element) and isinstance(other, Element):
                if not _are_same_leaves(value, other):
                    self._pairs.append((value, other, at))
            else:
                differs = differs or value not in _NOTHING or other not in _NOTHING
        return differs

    def _add_items(self, olds: list[Any], news: list[Any], at: int) -> bool:
        """Compare items later that are objects; whether others differ."""
        differs = False
        for was, now in zip(olds, news, strict=True):
            if isinstance(was, Element) and isinstance(now, Element):
                if not _are_same_leaves(was, now):
                    self._pairs.append((was, now, at))
            else:
                differs = differs or was.__class__ is not now.__class__ or was != now
        return differs


def _are_same_leaves(was: Element, now: Element) -> bool:
    """Whether two objects hold plain values alone, and the same ones: nobody needs to look at these again."""
    values = was.__dict__
    return (
        was.__class__ is now.__class__ and PLAIN_TYPES.issuperset(map(type, values.values())) and values == now.__dict__
    )


def _is_same_extra(was: Extra, now: Extra) -> bool:
    """Whether two stores of what the model does not know hold the same, and declare the same."""
    return was == now and was.surplus == now.surplus and was.namespaces == now.namespaces
