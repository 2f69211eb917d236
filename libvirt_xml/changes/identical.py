"""Values that need no interpretation: what is written alike means the same. This is the usual case, and a fast one."""

from __future__ import annotations

from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import Extra
from libvirt_xml.binding.scalars import WrittenFloat, WrittenInt

PLAIN_TYPES = frozenset({str, int, bool, float, WrittenInt, WrittenFloat})
"""The classes of single values."""


def is_identical(old: Any, new: Any) -> bool:
    """Whether two values hold the same; ``False`` may only mean that it takes a closer look.

    Unknown and foreign content takes it: what a prefix means depends on the elements around it.
    """
    pending = [(old, new)]
    while pending:  # a document may be too deep for recursion
        was, now = pending.pop()
        kind = was.__class__
        if kind is not now.__class__:
            return False
        if kind in PLAIN_TYPES:
            if was != now:
                return False
        elif kind is list:
            if len(was) != len(now):
                return False
            pending += zip(was, now, strict=True)
        elif isinstance(was, Element):
            mine, theirs = was.__dict__, now.__dict__
            if mine.keys() != theirs.keys():
                return False
            pending += [(value, theirs[name]) for name, value in mine.items() if value is not theirs[name]]
        elif kind is not Extra or was.is_unknown or now.is_unknown:
            return False
    return True
