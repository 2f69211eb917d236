"""Looking around in an object tree: paths, and what reading did not understand."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.foreign import AnyElement, declares_namespace
from libvirt_xml.binding.sequence import parts_count, parts_of
from libvirt_xml.binding.specs import Spec
from libvirt_xml.markup.prefixes import usual_prefixes
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

_STEP = re.compile(r"/(@?)(text\(\)|[\w.:-]+)(?:\[([1-9][0-9]*)\])?")


class Unknown(NamedTuple):
    """One thing that reading did not understand: where, and what in a sentence.

    ``path`` is an XPath as lxml's ``getpath`` gives it, an attribute as its last step.
    """

    path: str
    message: str


def walk(element: Element, path: str = "") -> Iterator[tuple[str, Element]]:
    """An object and all below it, each with its path."""
    waiting = [(path or f"/{tag_of(element)}", element)]
    while waiting:
        path, element = waiting.pop()
        yield path, element
        waiting += [(_below(path, part, step), child) for part, step, child in _children(element)][::-1]


def _below(path: str, part: int, step: str) -> str:
    """The path of a child in one of the elements that an object was read from."""
    return f"{path.removesuffix('[1]')}[{part + 1}]/{step}" if part else f"{path}/{step}"


def tag_of(element: Element) -> str:
    """The name of an object's element, with libvirt's prefix for its namespace."""
    return prefixed(element.namespace_, element.tag_)


def prefixed(namespace: str, local: str) -> str:
    """A name with libvirt's prefix for its namespace."""
    return f"{usual_prefixes().get(namespace, 'ns')}:{local}" if namespace else local


def _children(element: Element) -> Iterator[tuple[int, str, Element]]:
    """The objects directly inside: in which part, the step of a path, and the object."""
    from libvirt_xml.binding.element import Element as Base

    specs = specs_of(type(element))
    for part, steps in enumerate(parts_of(element)):
        names = [_written_name(element, name, item) for name, _, item in steps]
        many, before = Counter(names), Counter[str]()
        for step, (name, index, item) in zip(names, steps, strict=True):
            before[step] += 1
            if name and isinstance(item, Base) and (specs[name].is_list or not index):
                is_alone = many[step] == 1 and (specs[name].is_list or parts_count(item) == 1)
                yield part, step if is_alone else f"{step}[{before[step]}]", item


def find(element: Element, path: str) -> Any:
    """The object or value at a path; ``None`` where there is none. Raises ValueError for a malformed path."""
    whole = path if path.startswith("/") else f"/{tag_of(element)}/{path}"
    steps = _STEP.findall(whole)
    if not steps or "".join(map(_joined, steps)) != whole:
        raise ValueError(render("path", "invalid", path=path))
    (mark, root, index), *rest = steps
    if mark or root != tag_of(element) or index not in ("", "1"):
        return None
    current: Any = element
    part: int | None = None
    for mark, name, index in rest:
        current, part = _step(current, part, mark, name, index)
        if current is None:
            return None
    return current


def _joined(step: tuple[str, str, str]) -> str:
    mark, name, index = step
    return f"/{mark}{name}" + (f"[{index}]" if index else "")


def _step(current: Any, part: int | None, mark: str, name: str, index: str) -> tuple[Any, int | None]:
    """What a step leads to, and in which of the elements that this was read from."""
    from libvirt_xml.binding.element import Element

    if not isinstance(current, Element):
        return None, None
    spec = _spec_at(current, mark, name)
    value: Any = current.__dict__.get(spec.name) if spec else None
    if spec is None or value is None or (spec.kind == "flag" and not value):
        return None, None
    position = int(index or 1) - 1
    if not spec.is_list:
        if spec.repeats and index and position < parts_count(value) > 1:
            return value, position
        return (value if not position else None), None
    members = members_of(current, spec.name, part)
    return (value[members[position]] if position < len(members) else None), None


def members_of(element: Element, name: str, part: int | None) -> list[int] | range:
    """Which items of a list are in one of the elements that an object was read from; all without one."""
    if part is None:
        return range(len(element.__dict__[name]))
    return [index for other, index, _ in parts_of(element)[part] if other == name]


def _spec_at(element: Element, mark: str, name: str) -> Spec | None:
    for spec in specs_of(type(element)).values():
        if mark:
            if spec.kind == "attribute" and spec.xml == name:
                return spec
        elif spec.kind == "text":
            if name == "text()":
                return spec
        elif spec.kind in ("child", "scalar", "flag") and prefixed(spec.namespace, spec.xml) == name:
            return spec
    return None


def unknown(element: Element) -> Iterator[Unknown]:
    """Unknown content, unconverted values and missing required fields, here and below, with paths."""
    for path, descendant in walk(element):
        yield from _unknown_here(path, descendant)


def _unknown_here(path: str, element: Element) -> Iterator[Unknown]:
    extra = element.extra_
    if extra is not None:
        for name in extra.attributes:
            yield Unknown(f"{path}/@{name}", render("unknown", "attribute", name=name))
        for at, attributes in enumerate(extra.parts, 2):
            for name in itertools.filterfalse(declares_namespace, attributes):
                yield Unknown(f"{path.removesuffix('[1]')}[{at}]/@{name}", render("unknown", "attribute", name=name))
        for part in extra.unknown_content:
            if isinstance(part, str):
                yield Unknown(path, render("unknown", "text", text=part.strip()[:40]))
        for step, name in _unknown_steps(element, [part for part in extra.content if isinstance(part, AnyElement)]):
            yield Unknown(f"{path}/{step}", render("unknown", "element", name=name))
        for (field, at), surplus in extra.unknown_surplus.items():
            values = element.__dict__.get(field)
            index = f"[{at + 1}]" if isinstance(values, list) and len(values) > 1 else ""
            yield Unknown(f"{path}/{surplus.name}{index}", _surplus(surplus))
    stored = element.__dict__
    for name, spec in specs_of(type(element)).items():
        if spec.is_required and not spec.may_lack and stored.get(name) is None:
            yield Unknown(path, render("unknown", "missing", place=_described(spec)))
        elif name in stored and spec.kind in ("attribute", "text", "scalar") and stored[name] is not None:
            values = stored[name] if spec.is_list else [stored[name]]
            for value in values:
                if not spec.converter.is_converted(value):
                    yield Unknown(
                        _value_path(path, spec), render("unknown", "value", value=value, place=_described(spec))
                    )


def _surplus(element: AnyElement) -> str:
    if element.attributes:
        return render("unknown", "surplus-attributes", name=element.name, attributes=", ".join(element.attributes))
    return render("unknown", "surplus-content", name=element.name)


def _unknown_steps(element: Element, parts: list[AnyElement]) -> Iterator[tuple[str, str]]:
    """The last step of each unknown element's path, counted where its name repeats, and the name.

    One that repeats a field's element comes after that.
    """
    specs = specs_of(type(element))
    named = (specs[field] for field in element.__dict__ if field in specs)
    counts = Counter(prefixed(spec.namespace, spec.xml) for spec in named if spec.kind in ("child", "scalar", "flag"))
    totals = counts + Counter(part.name for part in parts)
    for part in parts:
        counts[part.name] += 1
        yield f"{part.name}[{counts[part.name]}]" if totals[part.name] > 1 else part.name, part.name


def _described(spec: Spec) -> str:
    match spec.kind:
        case "attribute":
            return render("object-place", "attribute", name=spec.xml)
        case "text":
            return render("object-place", "text")
        case _:
            return render("object-place", "element", name=prefixed(spec.namespace, spec.xml))


def _value_path(path: str, spec: Spec) -> str:
    match spec.kind:
        case "attribute":
            return f"{path}/@{spec.xml}"
        case "text":
            return path
        case _:
            return f"{path}/{prefixed(spec.namespace, spec.xml)}"


def step_of(element: Element, name: str, index: int) -> str:
    """The step of a field in a path; ``index`` counts from 0, -1 for what is not an item of a list."""
    spec = specs_of(type(element))[name]
    match spec.kind:
        case "attribute":
            return f"@{spec.xml}"
        case "text":
            return "text()"
        case "wildcard":
            return f"*[{index + 1}]"
    step = prefixed(spec.namespace, spec.xml)
    value = element.__dict__.get(name)
    return f"{step}[{index + 1}]" if index >= 0 and isinstance(value, list) and len(value) > 1 else step


def step_at(element: Element, written: list[tuple[str, int, Any]], at: int) -> str:
    """The step of one of the children that are written in one element; nothing for what is not an element."""
    names = [_written_name(element, name, item) for name, _, item in written]
    name = names[at]
    is_counted = name == "*" or names.count(name) > 1
    return f"{name}[{names[: at + 1].count(name)}]" if name and is_counted else name


def _written_name(element: Element, field: str, item: Any) -> str:
    if not field:
        return item.name if isinstance(item, AnyElement) else ""
    spec = specs_of(type(element))[field]
    return "*" if spec.kind == "wildcard" else prefixed(spec.namespace, spec.xml)
