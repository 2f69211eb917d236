"""The child of a class, made if there is none and an empty one means what none means; else an error with Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from libvirt_xml.binding.fields import required_of, specs_of
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.binding.writing.assigning import AssignmentError
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

_E = TypeVar("_E", bound="Element")
_DATA = Path(__file__).parents[2] / "documents" / "building.json"


def ensured(element: Element, cls: type[_E]) -> _E:
    """What ``Element.ensure`` gives."""
    if not isinstance(cls, type):
        raise AssignmentError(render("ensure", "no-class", actual=type(cls).__name__))
    for spec, class_of_child in _children(type(element)):
        if class_of_child is cls:
            if spec.is_list:
                raise AssignmentError(_several(element, spec, cls))
            present: _E | None = getattr(element, spec.name)
            if present is None:
                present = _made(element, spec, cls)
                setattr(element, spec.name, present)
            return present
    raise AssignmentError(_elsewhere(element, cls))


def expression_for(cls: type[Any]) -> str | None:
    """Python that makes an object of a class, for example; ``None`` where none is known."""
    expression: str | None = _data()["expressions"].get(cls.__name__)
    return expression


def arguments_for(cls: type[Any], names: list[str]) -> str:
    """Python that gives the elements among some fields of a class, for example; empty if none of them is an element."""
    specs = specs_of(cls)
    children = {name: child_class(specs[name]) for name in names if specs[name].kind == "child"}
    expressions = {name: expression_for(child) for name, child in children.items()}
    return ", ".join(f"{name}={expression}" for name, expression in expressions.items() if expression)


def classes_with(name: str) -> list[str]:
    """The classes that have a method or property, if these are few."""
    classes: list[str] = _data()["members"].get(name, [])
    return classes


def _made(element: Element, spec: Spec, cls: type[_E]) -> _E:
    values = _neutral_values(element, spec)
    if values is not None:
        return cls(**values)
    raise AssignmentError(_absent(element, spec, cls))


def _neutral_values(element: Element, spec: Spec) -> dict[str, Any] | None:
    """The fields with which a child means what none means; ``None`` for a child that cannot."""
    values: dict[str, Any] | None = _data()["neutral"].get(type(element).__name__, {}).get(spec.name)
    return values


def _absent(element: Element, spec: Spec, cls: type[Any]) -> str:
    place = f"{element.tag_}.{spec.name}"
    if spec.name in _data()["significant"].get(type(element).__name__, ()):
        expression = f"{place} = {cls.__name__}()"
        return render("ensure", "significant", owner=element.tag_, tag=cls.tag_, expression=expression)
    expression = _assignment(place, _call(cls), spec)
    return render("ensure", "content", owner=element.tag_, tag=cls.tag_, expression=expression)


def _several(element: Element, spec: Spec, cls: type[Any]) -> str:
    expression = _assignment(f"{element.tag_}.{spec.name}", _call(cls), spec)
    return render("ensure", "several", owner=element.tag_, tag=cls.tag_, expression=expression)


def _call(cls: type[Any]) -> str:
    return expression_for(cls) or f"{cls.__name__}({', '.join(f'{name}=...' for name in required_of(cls))})"


def _assignment(place: str, call: str, spec: Spec) -> str:
    return f"{place}.append({call})" if spec.is_list else f"{place} = {call}"


def _elsewhere(element: Element, cls: type[Any]) -> str:
    """The sentence about a class that no child has: perhaps a child's child has it."""
    for spec, between in _children(type(element)):
        inner = next((inner for inner, inner_class in _children(between) if inner_class is cls), None)
        if inner is not None and not spec.is_list:
            expression = _expression_below(element, spec, between, inner, cls)
            return render("ensure", "below", owner=element.tag_, cls=cls.__name__, expression=expression)
    return render("ensure", "no-child", owner=element.tag_, cls=cls.__name__)


def _expression_below(element: Element, spec: Spec, between: type[Any], inner: Spec, cls: type[Any]) -> str:
    place = f"{element.tag_}.{spec.name}"
    if getattr(element, spec.name) is None:
        if _neutral_values(element, spec) is None:
            return _assignment(place, _call(between), spec)
        place = f"{element.tag_}.ensure({between.__name__})"
    if inner.is_list:
        return _assignment(f"{place}.{inner.name}", _call(cls), inner)
    return f"{place}.ensure({cls.__name__})"


def _children(cls: type[Element]) -> Iterator[tuple[Spec, type[Any]]]:
    return ((spec, child_class(spec)) for spec in specs_of(cls).values() if spec.kind == "child")


@cache
def _data() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return content
