"""Where a file asks for something: the path of a change, followed through the document, then through the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from libvirt_xml.apply.merging.given.requests_as_read import as_libvirt_reads
from libvirt_xml.apply.planning.host_plan import FilePlace
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.matching import item_places
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Sequence

_STEP = re.compile(r"\.?([^.\[\]]+)|\[([^\]]*)\]")


class _Step(NamedTuple):
    """A field, or an item of the list before it."""

    name: str
    at: int | None
    element: Element | None
    """What is there, if it is an element."""


@dataclass(frozen=True)
class YamlPlaces:
    """The places of a document in YAML, for the paths of changes."""

    tree: Node
    asked: Element

    def __call__(self, path: str) -> FilePlace:
        node, place = self.tree, _place(self.tree)
        for step in _steps(self._asked, path):
            below = _below(node, step)
            if below is None:
                break
            node = below
            place = _place(node) if _place(node).line is not None else place
        return place

    @cached_property
    def _asked(self) -> Element:
        return as_libvirt_reads(self.asked)


@dataclass(frozen=True)
class XmlPlaces:
    """The places of a document in XML, for the paths of changes: the lines of elements."""

    data: bytes
    file: str | None
    asked: Element

    def __call__(self, path: str) -> FilePlace:
        asked = self._asked
        steps = [*_steps(asked, path)]
        elements = [asked, *(step.element for step in steps if step.element is not None)]
        holder = {id(element): path for path, element in asked.walk()}[id(elements[-1])]
        text = _text_element(elements[-1], steps[-1].name) if steps and steps[-1].element is None else ""
        return FilePlace(self.file, self._lines.get(f"{holder}/{text}", self._lines.get(holder)))

    @cached_property
    def _asked(self) -> Element:
        return as_libvirt_reads(self.asked)

    @cached_property
    def _lines(self) -> dict[str, int]:
        from libvirt_xml.relaxng.verdict.tree_builder import read_located

        return {node.path: node.line for node in read_located(self.data).root.walk()}


def element_at(document: Element, path: str) -> Element | None:
    """The element at the path of a change; ``None`` if the document does not have all of it."""
    steps = [*_steps(document, path)]
    is_whole = len(steps) == len(_STEP.findall(path))
    return steps[-1].element if steps and is_whole else None


def _text_element(holder: Element, name: str) -> str:
    """The element that a field without an element of ours is, such as ``title``."""
    spec = specs_of(type(holder)).get(name)
    return spec.xml if spec is not None and spec.kind == "scalar" else ""


def _below(node: Node, step: _Step) -> Node | None:
    if isinstance(node, Mapping):
        return node.items.get(step.name)
    if isinstance(node, Sequence) and step.at is not None and step.at < len(node.items):
        return node.items[step.at]
    return None


def _place(node: Node) -> FilePlace:
    return FilePlace(node.origin.file, node.origin.line)


def _steps(asked: Element, path: str) -> Iterator[_Step]:
    """The steps of a path as far as the document has them."""
    current: object = asked
    holder: Element = asked
    field = ""
    for name, place in _STEP.findall(path):
        if name:
            if not isinstance(current, Element) or name not in current.__dict__:
                return
            holder, field = current, name
            current = current.__dict__[name]
            yield _Step(name, None, current if isinstance(current, Element) else None)
        elif isinstance(current, list):
            index = _index(holder, field, current, place)
            if index is None:
                return
            current = current[index]
            yield _Step("", index, current if isinstance(current, Element) else None)


def _index(holder: Element, field: str, items: list[object], place: str) -> int | None:
    places = item_places(items, plan_of(type(holder)).stages.get(field, ()))
    return places.index(place) if place in places else None
