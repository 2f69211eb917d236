"""Name classes: which names an element or attribute may have.

Source: RELAX NG specification, sections 4.10 and 9.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class Name(NamedTuple):
    """One name: a namespace URI (may be empty) and a local name."""

    namespace: str
    local: str


class AnyName(NamedTuple):
    """Every name, but for those in ``excluded``."""

    excluded: NameClass | None = None


class NsName(NamedTuple):
    """Every name of one namespace, but for those in ``excluded``."""

    namespace: str
    excluded: NameClass | None = None


class NameChoice(NamedTuple):
    """Any name that one of ``choices``, at least two, holds."""

    choices: tuple[NameClass, ...]


NameClass = Name | AnyName | NsName | NameChoice


def names(name_class: NameClass) -> Iterator[Name]:
    """The single names in a name class; wildcards give none."""
    match name_class:
        case Name():
            yield name_class
        case NameChoice(choices):
            for choice in choices:
                yield from names(choice)


def has_wildcard(name_class: NameClass) -> bool:
    """Whether a name class holds names that cannot be listed."""
    match name_class:
        case NameChoice(choices):
            return any(map(has_wildcard, choices))
        case _:
            return not isinstance(name_class, Name)


def contains(name_class: NameClass, namespace: str, local: str) -> bool:
    """Whether a name class holds a name (specification, section 9.2)."""
    match name_class:
        case Name():
            return name_class.namespace == namespace and name_class.local == local
        case AnyName(excluded):
            return excluded is None or not contains(excluded, namespace, local)
        case NsName(required, excluded):
            return required == namespace and (excluded is None or not contains(excluded, namespace, local))
        case NameChoice(choices):
            return any(contains(choice, namespace, local) for choice in choices)


def qualified_name(name: Name) -> str:
    """A name as one string: ``namespace}local``, or the local name where it has no namespace."""
    return f"{name.namespace}}}{name.local}" if name.namespace else name.local


def local(name: str) -> str:
    """A qualified name without its namespace."""
    return name.rpartition("}")[2]


@lru_cache(maxsize=4096)
def qualified_names(name_class: NameClass) -> frozenset[str] | None:
    """The names that a name class holds, qualified; ``None`` where they cannot be listed."""
    return None if has_wildcard(name_class) else frozenset(map(qualified_name, names(name_class)))


def has_qualified(name_class: NameClass, name: str) -> bool:
    """Whether a name class holds a qualified name."""
    namespace, _, local = name.rpartition("}")
    return contains(name_class, namespace, local)
