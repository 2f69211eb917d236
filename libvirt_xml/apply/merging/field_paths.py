"""Paths of fields, as the rules write them: ``cpu.numa.cells``, ``devices.*.address``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from libvirt_xml.binding.element import Element


def holders(element: Element, path: str) -> Iterator[tuple[Element, str]]:
    """The elements that a path leads to, each with the name of its field; ``*`` is any field, of lists each item.

    An element that lacks the field is not among them.
    """
    step, _, rest = path.partition(".")
    names = list(element.__dict__) if step == "*" else [step]
    for name in names:
        value = element.__dict__.get(name)
        if value is None or value == []:
            continue
        if not rest:
            yield element, name
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, Element):
                yield from holders(child, rest)


def values_at(element: Element, path: str) -> list[Any]:
    """What there is at a path."""
    return [holder.__dict__[name] for holder, name in holders(element, path)]
