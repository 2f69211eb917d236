"""Whether two objects are the same in all that reading decides: more than ``==`` asks."""

from __future__ import annotations

from typing import Any

from libvirt_xml import Element
from libvirt_xml.binding.foreign import AnyElement, Extra
from libvirt_xml.binding.scalars import WrittenFloat, WrittenInt


def difference(one: Any, two: Any, path: str = "") -> str:
    """Where two objects differ in class, fields, their order, values or written forms; empty where they do not."""
    if type(one) is not type(two):
        return f"{path}: {one!r} is no {type(two).__name__}"
    match one:
        case Element():
            return _of_dictionaries(vars(one), vars(two), path)
        case Extra() | AnyElement():
            names = type(one).__slots__
            return _of_dictionaries({n: getattr(one, n) for n in names}, {n: getattr(two, n) for n in names}, path)
        case dict():
            return _of_dictionaries(one, two, path)
        case list():
            return _of_dictionaries(dict(enumerate(one)), dict(enumerate(two)), path)
        case WrittenInt() | WrittenFloat():
            return _of_dictionaries(vars(one), vars(two), path) if one == two else f"{path}: {one} is not {two}"
        case _:
            return "" if one == two else f"{path}: {one!r} is not {two!r}"


def _of_dictionaries(one: dict[Any, Any], two: dict[Any, Any], path: str) -> str:
    if list(one) != list(two):
        return f"{path}: {list(one)} is not {list(two)}"
    return next((found for key in one if (found := difference(one[key], two[key], f"{path}/{key}"))), "")
