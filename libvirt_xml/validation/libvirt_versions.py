"""Versions of libvirt: those whose schemas are shipped, and which of them stand for another."""

from __future__ import annotations

import re
from typing import NamedTuple

from libvirt_xml.documents import VERSIONS
from libvirt_xml.messages import render

_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}")


class VersionPlace(NamedTuple):
    """Where a version lies among the shipped ones."""

    base: str
    """The newest shipped version that is not newer; the oldest one, where all are newer."""
    above: str | None
    """The next shipped version, where the version lies between two of them."""
    newer: tuple[str, ...]
    """The shipped versions after ``base``, oldest first."""


def place_of_version(libvirt: str | None) -> VersionPlace:
    """Where a version lies; the newest shipped one where none is given. Raises ValueError for what is no version."""
    if libvirt is None:
        return VersionPlace(VERSIONS[-1], None, ())
    if not _VERSION.fullmatch(libvirt):
        raise ValueError(render("validation", "version", version=libvirt, example=VERSIONS[-1]))
    wanted = version_number(libvirt)
    older = [version for version in VERSIONS if version_number(version) <= wanted]
    base = older[-1] if older else VERSIONS[0]
    newer = VERSIONS[VERSIONS.index(base) + 1 :]
    is_between = bool(older) and version_number(base) != wanted and bool(newer)
    return VersionPlace(base, newer[0] if is_between else None, newer)


def version_number(version: str) -> tuple[int, ...]:
    """A version for ordering: three numbers at least, so that ``9`` and ``9.0.0`` are the same."""
    parts = [int(part) for part in version.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def first_with(release: str) -> str:
    """The first shipped version that is not older than a release."""
    return next(version for version in VERSIONS if version_number(version) >= version_number(release))
