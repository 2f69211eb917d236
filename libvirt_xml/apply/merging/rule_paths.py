"""Paths of fields, as the rules write them: ``cpu.numa.cells``, ``devices.*.address``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element


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


def is_within(path: str, place: str) -> bool:
    """Whether a path is that of a place, or leads to something in it."""
    return path == place or path.startswith((f"{place}.", f"{place}["))
