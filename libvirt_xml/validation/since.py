"""Which release of libvirt added an element, an attribute or a value, where its pages tell (``codegen/overlay``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from libvirt_xml import documents
from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.markup.prefixes import usual_prefixes
from libvirt_xml.validation.libvirt_versions import first_with

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

_DATA = Path(documents.__file__).parent / "since.json"


class Age(NamedTuple):
    """When a thing was added: by which version with schemas, and in which release, if that is known."""

    newer: str
    release: str | None


class Added(NamedTuple):
    """A thing in a document that was added at some time: an element or its text, or an attribute or its value."""

    age: Age
    node: Node
    attribute: AttributeNode | None
    is_value: bool


class Ages:
    """The ages of the things in one document."""

    def __init__(self) -> None:
        self._classes: dict[Node, Any] = {}
        self._words: dict[Node, list[Added]] = {}

    def of(self, node: Node, attribute: AttributeNode | None, *, is_value: bool) -> Age | None:
        """The age of an element, an attribute, or the value of either; ``None`` where nothing is known of it."""
        cls = self._class_of(node)
        if attribute:
            return _age(cls, _step(attribute.name, "@"), attribute.value if is_value else None)
        if is_value and cls:
            return _age(cls, "", node.text)
        above = self._class_of(node.parent) if node.parent else None
        return _age(above, _step(node.name), node.text if is_value else None)

    def inside(self, element: Node) -> Iterator[Added]:
        """All in an element that was added at some time: its attributes and text, and whatever is below it."""
        for node in element.walk():
            things = [
                (None, False),
                (None, True),
                *((attribute, is_value) for attribute in node.attributes for is_value in (False, True)),
            ]
            for attribute, is_value in things[1:] if node is element else things:
                age = self.of(node, attribute, is_value=is_value)
                if age:
                    yield Added(age, node, attribute, is_value)

    def words_of(self, element: Node) -> list[Added]:
        """The words of an element's attributes that were added at some time."""
        if element not in self._words:
            ages = [(self.of(element, attribute, is_value=True), attribute) for attribute in element.attributes]
            self._words[element] = [Added(age, element, attribute, is_value=True) for age, attribute in ages if age]
        return self._words[element]

    def _class_of(self, node: Node) -> Any:
        """The class of documents that an element would be read as."""
        unknown = [node]
        while (above := unknown[-1].parent) is not None and unknown[-1] not in self._classes:
            unknown.append(above)
        for element in reversed(unknown):
            if element not in self._classes:
                self._classes[element] = self._class_below(element)
        return self._classes[node]

    def _class_below(self, node: Node) -> Any:
        if node.parent is None:
            return _class_of_root(node.name)
        parent = self._classes[node.parent]
        return _class_inside(parent, node.name) if parent else None


@cache
def _ages() -> dict[str, dict[str, str]]:
    ages: dict[str, dict[str, str]] = json.loads(_DATA.read_text(encoding="utf-8"))["classes"]
    return ages


def _age(cls: type[Element] | None, step: str, value: str | None = None) -> Age | None:
    if cls is None:
        return None
    key = step if value is None else f"{step}={value.strip()}"
    told = _ages().get(cls.__name__, {}).get(key)
    if told is None:
        return None
    return Age(told[3:], None) if told.startswith("by ") else Age(first_with(told), told)


def _step(name: str, mark: str = "") -> str:
    namespace, _, local = name.removeprefix("{").rpartition("}")
    prefix = usual_prefixes().get(namespace, "?") if namespace else ""
    return f"{mark}{prefix}:{local}" if prefix else f"{mark}{local}"


@cache
def _class_of_root(name: str) -> Any:
    if name in documents.ROOTS:
        return getattr(documents, documents.ROOTS[name][0])
    return _class_inside(documents.Devices, name)  # a device alone


@cache
def _class_inside(cls: Any, name: str) -> type[Element] | None:
    from libvirt_xml.binding.fields import specs_of
    from libvirt_xml.binding.specs import child_class

    namespace, _, local = name.removeprefix("{").rpartition("}")
    for spec in specs_of(cls).values():
        if (spec.kind, spec.namespace, spec.xml) == ("child", namespace, local):
            return child_class(spec)
    return None
