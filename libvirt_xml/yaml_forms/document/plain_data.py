"""Objects as plain data and back: dictionaries, lists, texts, numbers; what JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any, TypeVar

from libvirt_xml.binding.element import Element
from libvirt_xml.yaml_forms.document.kinds import key_of
from libvirt_xml.yaml_forms.document.reading import read_document
from libvirt_xml.yaml_forms.document.writing import write_document
from libvirt_xml.yaml_forms.findings import Findings, SpecError
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, Node, Scalar, Sequence, make

_T = TypeVar("_T", bound=Element)


def to_plain(element: Element) -> dict[str, Any]:
    """The data of an object. Raises WriteError."""
    data: dict[str, Any] = _plain(write_document(element))
    return data


def _plain(node: Node) -> Any:
    """The data of a tree; a number whose form is not that of JSON is its text: ``0x1f``."""
    match node:
        case Mapping():
            return {name: _plain(item) for name, item in node.items.items()}
        case Sequence():
            return [_plain(item) for item in node.items]
        case Scalar(value=int() | float() as value, text=text) if not isinstance(value, bool):
            return value if text == repr(value) else text
        case _:
            return node.value


def from_plain(cls: type[_T], data: AnyMapping[str, Any]) -> _T:
    """The object of a class that data stand for. Raises SpecError."""
    findings = Findings()
    element = read_document(make(data, NOWHERE), cls, findings, key_of(cls) or cls.tag_)
    if findings.has_errors:
        raise SpecError(findings.problems)
    return element
