"""Paths of fields, as the rules write them: ``cpu.numa.cells``, ``devices.*.address``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change


class Holder(NamedTuple):
    """A field that has something: where it is, the element around it, and its name."""

    path: str
    holder: Element
    name: str


def holders(element: Element, path: str, base: str = "") -> Iterator[Holder]:
    """The fields that a path leads to; ``*`` is any field, and of lists each item counts."""
    step, _, rest = path.partition(".")
    for name in list(element.__dict__) if step == "*" else [step]:
        value = element.__dict__.get(name)
        if value is None or value == []:
            continue
        if not rest:
            yield Holder(f"{base}{name}", element, name)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, Element):
                    yield from holders(item, rest, f"{base}{name}[{number}].")
        elif isinstance(value, Element):
            yield from holders(value, rest, f"{base}{name}.")


def values_at(element: Element, path: str) -> list[Any]:
    """What there is at a path."""
    return [target.holder.__dict__[target.name] for target in holders(element, path)]


def places_above(path: str) -> Iterator[str]:
    """The paths of everything that a path leads through, from the outside, and last the path itself."""
    yield from (path[:end] for end, character in enumerate(path) if character in ".[")
    yield path


def by_place(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Changes by the paths of all that they are in."""
    places: dict[str, list[Change]] = {}
    for change in changes:
        for place in places_above(change.path):
            places.setdefault(place, []).append(change)
    return places
