"""What a document is checked for: a libvirt version, or the schemas in a folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Target(NamedTuple):
    """One of the first two, or nothing: then it is the version of the host, or the newest that is known."""

    libvirt: str | None = None
    schema_dir: str | None = None
    host: str | None = None
    """A file of ``libvirt-xml capture``, or the URI of a libvirt."""
    inventory: str | None = None
    """A file of ``libvirt-xml capture --inventory``."""
    select: frozenset[str] = frozenset()
    """Codes and groups of rules that are off otherwise."""


NEWEST = (Target(),)


@dataclass(frozen=True, kw_only=True)
class TargetKeys:
    """What keys of a configuration say about targets."""

    libvirt: tuple[str, ...] | None = None
    schema_dir: str | None = None
    host: str | None = None
    inventory: str | None = None

    def targets(self) -> tuple[Target, ...]:
        """The targets, one for each version."""
        versions = (None,) if self.schema_dir is not None else self.libvirt or (None,)
        return tuple(Target(version, self.schema_dir, self.host, self.inventory) for version in versions)


def oldest_version(targets: Iterable[Target]) -> str | None:
    """The oldest of the versions, for what can be written for one only."""
    from libvirt_xml.validation.libvirt_versions import version_number

    versions = [target.libvirt for target in targets if target.libvirt is not None]
    return min(versions, key=version_number) if len(versions) > 1 else next(iter(versions), None)


@dataclass(frozen=True, kw_only=True)
class PathTargets(TargetKeys):
    """An entry of ``[[per-path]]``: what files that match are checked for."""

    paths: tuple[str, ...]
