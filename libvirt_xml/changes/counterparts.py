"""One item looked up in a list, by what makes it the one it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from libvirt_xml.binding.element import Element
from libvirt_xml.changes.comparison_plans import stages_of_items
from libvirt_xml.changes.identical import is_identical

ElementType = TypeVar("ElementType", bound=Element)


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
