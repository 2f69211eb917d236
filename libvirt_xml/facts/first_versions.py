"""Facts that are bound to a version of libvirt."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

VersionVerdict = Literal["has", "lacks", "may lack"]


def has_since(libvirt: str, since: str, without: str | None = None) -> VersionVerdict:
    """Whether a version has what is known of ``since``.

    ``without`` is the newest version known to lack it, where the release that added it is not known.
    """
    if parsed(libvirt) >= parsed(since):
        return "has"
    return "lacks" if without is None or parsed(libvirt) <= parsed(without) else "may lack"


@lru_cache(maxsize=256)
def parsed(version: str) -> tuple[int, ...]:
    """A version for ordering: ``9`` and ``9.0.0`` are the same."""
    numbers = [int(part) for part in version.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))
