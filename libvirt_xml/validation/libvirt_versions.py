"""Versions of libvirt: those whose schemas are shipped, and which of them stand for another."""

from __future__ import annotations

import re
from typing import NamedTuple

from libvirt_xml.documents import VERSIONS
from libvirt_xml.messages import render

_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}")


class Place(NamedTuple):
    """Where a version lies among the shipped ones."""

    base: str
    """The newest shipped version that is not newer; the oldest one, where all are newer."""
    above: str | None
    """The next shipped version, where the version lies between two of them."""
    newer: tuple[str, ...]
    """The shipped versions after ``base``, oldest first."""


def place(libvirt: str | None) -> Place:
    """Where a version lies; the newest shipped one where none is given. Raises ValueError for what is no version."""
    if libvirt is None:
        return Place(VERSIONS[-1], None, ())
    if not _VERSION.fullmatch(libvirt):
        raise ValueError(render("validation", "version", version=libvirt, example=VERSIONS[-1]))
    wanted = number(libvirt)
    older = [version for version in VERSIONS if number(version) <= wanted]
    base = older[-1] if older else VERSIONS[0]
    newer = VERSIONS[VERSIONS.index(base) + 1 :]
    is_between = bool(older) and number(base) != wanted and bool(newer)
    return Place(base, newer[0] if is_between else None, newer)


def number(version: str) -> tuple[int, ...]:
    """A version for ordering: three numbers at least, so that ``9`` and ``9.0.0`` are the same."""
    parts = [int(part) for part in version.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def first_with(release: str) -> str:
    """The first shipped version that is not older than a release."""
    return next(version for version in VERSIONS if number(version) >= number(release))
