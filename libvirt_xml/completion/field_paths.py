"""Reading and setting fields by dotted paths, without the containers that looking at an object would put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import content, specs_of
from libvirt_xml.binding.specs import child_class


def get(item: Element | None, path: str) -> Any:
    """The value at a path; ``None`` for what is not set, not raised, or empty."""
    value: Any = item
    for name in _steps(path):
        if value is None:
            return None
        value = value.__dict__.get(name)
    return None if isinstance(value, list) and not value else value


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def put(item: Element, path: str, value: Any) -> None:
    """Set the field at a path, with the elements on the way that are missing; a mapping stands for an element."""
    *steps, last = path.split(".")
    for name in steps:
        inner = item.__dict__.get(name)
        if inner is None:
            inner = new_child(item, name)
            setattr(item, name, inner)
        item = inner
    spec = specs_of(type(item))[last]
    if isinstance(value, Mapping):
        child = new_child(item, last)
        for name, part in value.items():
            put(child, name, part)
        value = child
    if spec.is_list:
        getattr(item, last).append(value)
    else:
        setattr(item, last, value)


def new_child(item: Element, name: str) -> Any:
    """An empty element for a field; the constructor would ask for what is required."""
    return object.__new__(child_class(specs_of(type(item))[name]))


def is_value(present: Any, value: Any) -> bool:
    """Whether what stands in a domain is what the table says; a list in a domain has that one item."""
    if isinstance(value, Mapping):
        item = present[0] if isinstance(present, list) and len(present) == 1 else present
        return (
            isinstance(item, Element)
            and content(item).keys() == {path.partition(".")[0] for path in value}
            and all(is_value(get(item, path), part) for path, part in value.items())
        )
    return bool(present == value)


def drop(item: Element, path: str) -> None:
    """Take out the field at a path, and the elements on the way that are empty then."""
    first, _, rest = path.partition(".")
    inner = item.__dict__.get(first)
    if inner is None:
        return
    if rest:
        drop(inner, rest)
    if not rest or not content(inner):
        delattr(item, first)


def items_at(domain: Element, path: str) -> Iterator[Element]:
    """The elements at a path; each item of the lists on the way."""
    pending = [domain]
    for name in path.split(".") if path else ():
        nexts: list[Element] = []
        for item in pending:
            value = item.__dict__.get(name)
            nexts += value if isinstance(value, list) else [] if value is None else [value]
        pending = nexts
    yield from pending
