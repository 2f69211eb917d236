"""Paths of groups: where their elements stand in documents, the shortest first."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from codegen.analysis.grouping import Group
from codegen.overlay.overlay import OverlayError
from libvirt_xml.relaxng.schema.tree import Name

_ELIDED = frozenset({"domain", "devices"})


@dataclass(frozen=True, slots=True)
class Paths:
    """The canonical path of every group, all its paths by one parent each, and the way back from path to group."""

    canonical: dict[Group, str]
    all: dict[Group, tuple[str, ...]]
    roots: Mapping[str, Group]
    prefixes: Mapping[str, str]

    def step(self, name: Name) -> str:
        """One step of a path: the local name, with libvirt's prefix in a namespace."""
        return step(name, self.prefixes)

    def group_at(self, path: str) -> Group | None:
        """The group of an element path."""
        first, *rest = path.split("/")
        group = self.roots.get(first)
        for part in rest:
            if group is None:
                return None
            group = next((child for name, child in group.children.items() if self.step(name) == part), None)
        return group


def step(name: Name, prefixes: Mapping[str, str]) -> str:
    """One step of a path. Raises OverlayError for a namespace without a prefix."""
    if name.namespace and name.namespace not in prefixes:
        raise OverlayError(f"names.toml, namespaces: no prefix for {name.namespace}, which <{name.local}> is in")
    return f"{prefixes[name.namespace]}:{name.local}" if name.namespace else name.local


def find_paths(roots: Iterable[tuple[str, Group]], prefixes: Mapping[str, str]) -> Paths:
    """Paths by least length, ``domain`` and ``devices`` counting nothing; roots in their order of preference."""
    roots = list(roots)
    canonical: dict[Group, str] = {}
    all_paths: dict[Group, dict[str, None]] = {}
    tick = count()
    queue: list[tuple[int, int, int, str, Group]] = []
    for rank, (path, group) in enumerate(roots):
        heapq.heappush(queue, (rank, _cost(path), next(tick), path, group))
    while queue:
        rank, cost, _, path, group = heapq.heappop(queue)
        all_paths.setdefault(group, {})[path] = None
        if group in canonical:
            continue
        canonical[group] = path
        for name, child in group.children.items():
            text = step(name, prefixes)
            heapq.heappush(queue, (rank, cost + _cost(text), next(tick), f"{path}/{text}", child))
    return Paths(canonical, {group: tuple(paths) for group, paths in all_paths.items()}, dict(roots), prefixes)


def _cost(name: str) -> int:
    return 0 if name in _ELIDED else 1
