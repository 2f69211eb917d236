"""Showing, comparing, copying and pickling objects of any depth, without a call inside a call for each level."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from types import NoneType
from typing import Any

from libvirt_xml.binding.foreign import AnyElement

_PLAIN = frozenset({str, int, bool, float, NoneType})  # what nothing can change needs no copy
_FLAT_FROM = 60  # levels from which an object is pickled as a list; Python's own way keeps what several roots share


def _fields(node: Any) -> dict[str, Any]:
    """What an object has, by field."""
    if isinstance(node, AnyElement):
        return {name: getattr(node, name) for name in AnyElement.__slots__}
    state: dict[str, Any] = node.__getstate__()
    return state


def _is_node(value: object) -> bool:
    return isinstance(value, AnyElement) or hasattr(value, "extra_")


_SCREEN = 1600  # characters that a repr may have: twenty lines
_LEVELS = (6, 4, 3, 2, 1)
_FEW = 3  # items of a list that are shown where not all fits
_LONG_TEXT = 60


def show(root: Any, fields_of: Callable[[Any], dict[str, Any]]) -> str:
    """The ``repr`` of an object; one that is inside itself is three dots there.

    One that does not fit a screen is shown to the depth to which it does, each object below as ``Devices(...)``.
    """
    whole = _show(root, fields_of, None)
    for depth in _LEVELS if whole is None else ():
        whole = _show(root, fields_of, depth)
        if whole is not None:
            break
    return f"{type(root).__name__}(...)" if whole is None else whole


def _show(root: Any, fields_of: Callable[[Any], dict[str, Any]], depth: int | None) -> str | None:
    """An object to a depth, long lists and texts shortened; without a depth, whole. ``None`` for more than a screen."""
    parts: list[str] = []
    length = 0
    open_now: set[int] = set()
    waiting: list[tuple[str, Any]] = [("value", root)]
    while waiting and length <= _SCREEN:
        kind, value = waiting.pop()
        text = ""
        if kind == "text":
            text = value
        elif kind == "end":
            open_now.discard(value)
            text = ")"
        elif isinstance(value, list):
            text = "["
            waiting += _items(value, is_whole=depth is None)
        elif not _is_node(value):
            text = _plain(value, is_whole=depth is None)
        elif id(value) in open_now:
            text = "..."
        elif depth is not None and len(open_now) >= depth:
            text = f"{type(value).__name__}(...)"
        else:
            text = f"{type(value).__name__}("
            open_now.add(id(value))
            waiting.append(("end", id(value)))
            fields = _fields(value) if isinstance(value, AnyElement) else fields_of(value)
            for at, (name, inner) in reversed([*enumerate(fields.items())]):
                waiting += ("value", inner), ("text", f"{', ' if at else ''}{name}=")
        parts.append(text)
        length += len(text)
    return "".join(parts) if length <= _SCREEN else None


def _items(items: list[Any], *, is_whole: bool) -> list[tuple[str, Any]]:
    """What is to be shown of a list after its bracket, the last first."""
    shown = items if is_whole or len(items) <= _FEW + 1 else items[:_FEW]
    rest = len(items) - len(shown)
    waiting = [("text", f", ... {rest} more]" if rest else "]")]
    for at in reversed(range(len(shown))):
        waiting += [("value", shown[at]), *([("text", ", ")] if at else [])]
    return waiting


def _plain(value: object, *, is_whole: bool) -> str:
    """A text or number."""
    if not is_whole and isinstance(value, str) and len(value) > _LONG_TEXT:
        return f"{value[:_LONG_TEXT]!r}..."
    return repr(value)


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
            left, right = one.__dict__, two.__dict__
            if left.keys() != right.keys() or not _all_count(left) or not _all_count(right):
                left, right = fields_of(one), fields_of(two)
            if left.keys() != right.keys():
                return False
            waiting += ((value, right[name]) for name, value in left.items() if value is not right[name])
    return True


def _all_count(values: dict[str, Any]) -> bool:
    """Whether everything that is set says something: a quick look, which may be wrong only in saying no."""
    return all(values.values()) and "extra_" not in values


def deep_copy(root: Any, memo: dict[int, Any]) -> Any:
    """A copy of an object and all in it."""
    waiting: list[tuple[Any, Any]] = []

    def copied(value: Any) -> Any:
        if value.__class__ in _PLAIN:
            return value
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
