"""The prefixes in scope at an element: what it declares, and what those around it do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from libvirt_xml.markup.locks import unlocked_property

Declared = tuple[tuple[str, str], ...]
"""Prefixes with their namespaces, as one tag declares them."""


@cache
def usual_prefixes() -> Mapping[str, str]:
    """The prefixes that libvirt uses, by namespace."""
    import json
    from pathlib import Path

    table = Path(__file__).parents[1] / "grammars" / "namespaces.json"
    return json.loads(table.read_text(encoding="utf-8"))["prefixes"]  # type: ignore[no-any-return]


def usual_name(name: str) -> str:
    """``qemu:env`` for ``http://libvirt.org/schemas/domain/qemu/1.0}env``; other names as they are."""
    namespace, _, local = name.rpartition("}")
    prefix = usual_prefixes().get(namespace)
    return name if prefix is None else f"{prefix}:{local}"


class Prefixes(Mapping[str, str]):
    """Prefixes with their namespaces; elements that declare none share those of their parents."""

    def __init__(self, outer: Prefixes | None = None, declared: Declared = ()) -> None:
        self.outer = outer
        self.declared = declared

    @unlocked_property
    def _by_prefix(self) -> dict[str, str]:
        return dict(self.declared)

    @unlocked_property
    def _usual(self) -> dict[str, str]:
        """The first prefix that is declared here for each namespace."""
        return {namespace: prefix for prefix, namespace in reversed(self.declared) if prefix}

    @unlocked_property
    def default(self) -> str:
        """The namespace of names without a prefix."""
        namespace = self._by_prefix.get("")
        return namespace if namespace is not None else self.outer.default if self.outer else ""

    def __getitem__(self, prefix: str) -> str:
        for scope in self._around():
            if prefix in scope._by_prefix:
                return scope._by_prefix[prefix]
        raise KeyError(prefix)

    def __iter__(self) -> Iterator[str]:
        return iter({prefix: None for scope in self._around() for prefix in scope._by_prefix})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def prefix_of(self, namespace: str) -> str | None:
        """A prefix of a namespace, the outermost one first."""
        for scope in reversed(list(self._around())):
            prefix = scope._usual.get(namespace)
            if prefix is not None and self[prefix] == namespace:
                return prefix
        return None

    def _around(self) -> Iterator[Prefixes]:
        scope: Prefixes | None = self
        while scope is not None:
            yield scope
            scope = scope.outer
