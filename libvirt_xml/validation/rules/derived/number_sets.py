"""Sets of CPUs and nodes as documents write them: ``0-3,^2,8``."""

from __future__ import annotations

import re

_PART = re.compile(r"(\^?)([0-9]{1,5})(?:-([0-9]{1,5}))?")
MOST = 16383
"""The highest number of a CPU or a node that libvirt reads."""


def number_set(text: str | None) -> frozenset[int] | None:
    """The numbers of a set; ``None`` where the text is none, or one that libvirt refuses anyway."""
    if text is None:
        return None
    numbers: set[int] = set()
    for part in text.strip().split(","):
        match = _PART.fullmatch(part.strip())
        if match is None:
            return None
        first = int(match[2])
        last = first if match[3] is None else int(match[3])
        if last < first or last > MOST:
            return None
        if match[1]:
            numbers.difference_update(range(first, last + 1))
        else:
            numbers.update(range(first, last + 1))
    return frozenset(numbers)
