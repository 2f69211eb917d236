"""Showing, comparing, copying and pickling objects of any depth, without a call inside a call for each level."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from libvirt_xml.binding.foreign import AnyElement

_FLAT_FROM = 60  # levels from which an object is pickled as a list; Python's own way keeps what several roots share


def _fields(node: Any) -> dict[str, Any]:
    """What an object has, by field."""
    if isinstance(node, AnyElement):
        return {name: getattr(node, name) for name in AnyElement.__slots__}
    state: dict[str, Any] = node.__getstate__()
    return state


def _is_node(value: object) -> bool:
    return isinstance(value, AnyElement) or hasattr(value, "extra_")


def show(root: Any, fields_of: Callable[[Any], dict[str, Any]]) -> str:
    """The ``repr`` of an object; one that is inside itself is three dots there."""
    parts: list[str] = []
    open_now: set[int] = set()
    waiting: list[tuple[str, Any]] = [("value", root)]
    while waiting:
        kind, value = waiting.pop()
        if kind == "text":
            parts.append(value)
        elif kind == "end":
            open_now.discard(value)
            parts.append(")")
        elif isinstance(value, list):
            waiting.append(("text", "]"))
            for at in reversed(range(len(value))):
                waiting += ("value", value[at]), ("text", ", " if at else "[")
            if not value:
                parts.append("[")
        elif not _is_node(value):
            parts.append(repr(value))
        elif id(value) in open_now:
            parts.append("...")
        else:
            open_now.add(id(value))
            waiting.append(("end", id(value)))
            fields = _fields(value) if isinstance(value, AnyElement) else fields_of(value)
            for at, (name, inner) in reversed([*enumerate(fields.items())]):
                waiting += ("value", inner), ("text", f"{', ' if at else ''}{name}=")
            parts.append(f"{type(value).__name__}(")
    return "".join(parts)


def equal(one: Any, two: Any, fields_of: Callable[[Any], dict[str, Any]]) -> bool:
    """Whether two objects of one class have the same in all fields."""
    waiting: list[tuple[Any, Any]] = [(one, two)]
    while waiting:
        one, two = waiting.pop()
        if one is two:
            continue
        if isinstance(one, list) and isinstance(two, list):
            if len(one) != len(two):
                return False
            waiting += zip(one, two, strict=True)
        elif not hasattr(one, "extra_"):
            if one != two:
                return False
        elif one.__class__ is not two.__class__:
            return False
        else:
            left, right = fields_of(one), fields_of(two)
            if left.keys() != right.keys():
                return False
            waiting += ((value, right[name]) for name, value in left.items())
    return True


def deep_copy(root: Any, memo: dict[int, Any]) -> Any:
    """A copy of an object and all in it."""
    waiting: list[tuple[Any, Any]] = []

    def copied(value: Any) -> Any:
        if isinstance(value, list):
            return [copied(item) for item in value]
        if not _is_node(value):
            return copy.deepcopy(value, memo)
        duplicate = memo.get(id(value))
        if duplicate is None:
            duplicate = memo[id(value)] = object.__new__(type(value))
            waiting.append((value, duplicate))
        return duplicate

    result = copied(root)
    while waiting:
        source, target = waiting.pop()
        _set(target, {name: copied(value) for name, value in _fields(source).items()})
    return result


def _set(node: Any, fields: dict[str, Any]) -> None:
    if isinstance(node, AnyElement):
        for name, value in fields.items():
            setattr(node, name, value)
    else:
        node.__setstate__(fields)


def flat(root: Any) -> tuple[Any, ...] | None:
    """What an object of many levels is pickled as; ``None`` for one that Python's own way can do."""
    if not _is_deep(root):
        return None
    nodes, places = [root], {id(root): 0}

    def placed(value: Any) -> Any:
        if isinstance(value, list):
            return [placed(item) for item in value]
        if not _is_node(value):
            return value
        if id(value) not in places:
            places[id(value)] = len(nodes)
            nodes.append(value)
        return _Place(places[id(value)])

    parts = []
    for node in nodes:  # it grows
        parts.append((type(node), {name: placed(value) for name, value in _fields(node).items()}))
    return (unflat, (parts,))


class _Place(int):
    """Which of the objects stands here."""


def unflat(parts: list[tuple[type[Any], dict[str, Any]]]) -> Any:
    """The object that ``flat`` took apart."""
    nodes = [object.__new__(cls) for cls, _ in parts]

    def real(value: Any) -> Any:
        if isinstance(value, list):
            return [real(item) for item in value]
        return nodes[value] if value.__class__ is _Place else value

    for node, (_, fields) in zip(nodes, parts, strict=True):
        _set(node, {name: real(value) for name, value in fields.items()})
    return nodes[0]


def _is_deep(root: Any) -> bool:
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth >= _FLAT_FROM:
            return True
        waiting += ((inner, depth + 1) for inner in _inside(node))
    return False


def _inside(node: Any) -> Iterator[Any]:
    values = node.content if isinstance(node, AnyElement) else node.__dict__.values()
    for value in values:
        if isinstance(value, list):
            yield from (item for item in value if _is_node(item))
        elif _is_node(value):
            yield value
