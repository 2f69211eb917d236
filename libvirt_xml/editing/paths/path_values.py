"""Texts of a command line to the values of fields: numbers with units, booleans, elements."""

from __future__ import annotations

import re
import typing
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.reading.reading_tables import reading_beside
from libvirt_xml.binding.scalars import Boolean, KeptText, LooseForm
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.editing.paths.edit_paths import PathError
from libvirt_xml.errors import ParseError
from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import PLAIN
from libvirt_xml.yaml_forms.document import read_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Node

_YES = {"yes", "on", "true", "1"}
_NO = {"no", "off", "false", "0"}
_SIZE = re.compile(r"([0-9]+) *([A-Za-z]+)").fullmatch


def value_of(text: str, spec: Spec, owner: Element, path: str) -> Any:
    """The value of a field, or of one item of it. Raises PathError."""
    if spec.kind == "flag":
        return _flag(text, path)
    if spec.kind == "child":
        return element_of(text, child_class(spec), path)
    if spec.kind == "wildcard":
        return _foreign(text, path)
    return _single(text, spec, owner, path)


def _single(text: str, spec: Spec, owner: Element, path: str) -> Any:
    """A number, boolean or text: one that the field has as it is, or a word of those that it takes."""
    reading = reading_beside(spec, owner.__dict__)
    if isinstance(spec.converter, Boolean):
        boolean = True if text.lower() in _YES else False if text.lower() in _NO else None
        if boolean is not None and text not in spec.converter.words:
            return boolean
    value: Any = text
    if reading is not None:
        try:
            value = reading[text]
        except LooseForm as loose:
            value = loose.value
    words = _words_of(spec)
    is_wrong = isinstance(value, KeptText) or (words and isinstance(value, str) and value not in words)
    if is_wrong:
        raise _wrong_value(text, spec, words, path)
    return value


def _wrong_value(text: str, spec: Spec, words: tuple[str, ...], path: str) -> PathError:
    expected = words or (spec.converter.expected,)
    meant = PLAIN.closest(text, words)
    if meant is not None:
        return PathError(render("edit-path", "value-meant", path=path, text=text, meant=meant))
    return PathError(render("edit-path", "value", path=path, text=text, expected=expected))


def _words_of(spec: Spec) -> tuple[str, ...]:
    """The only texts that a field takes; none where it takes others too."""
    assert spec.owner is not None
    hint = typing.get_type_hints(spec.owner).get(spec.name)
    words: list[str] = []
    pending = [hint]
    while pending:
        part = pending.pop()
        if part is str:
            return ()
        if typing.get_origin(part) is typing.Literal:
            words += [word for word in typing.get_args(part) if isinstance(word, str)]
        else:
            pending += typing.get_args(part)
    return tuple(words)


def _flag(text: str, path: str) -> bool:
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    raise PathError(render("edit-path", "value", path=path, text=text, expected=("true", "false")))


def element_of(text: str, cls: type[Element], path: str) -> Element:
    """An element: as XML, as its fields in the document form, or as its text. Raises PathError."""
    stripped = text.strip()
    if stripped.startswith("<"):
        return _from_xml(stripped, cls, path)
    if stripped.startswith("{"):
        return _from_fields(_tree(stripped, path), cls, path)
    parse = getattr(cls, "parse", None)
    if parse is not None and _SIZE(stripped):
        try:
            parsed: Element = parse(stripped)
            return parsed
        except ValueError as error:
            raise PathError(render("edit-path", "refused", path=path, reason=str(error))) from None
    field = specs_of(cls).get("value")
    if field is None or field.kind != "text":
        names = [name for name in specs_of(cls) if name != "extra_"]
        raise PathError(render("edit-path", "is-element", path=path, names=names))
    element = object.__new__(cls)
    element.insert_("value", _single(text, field, element, path))
    return element


def _from_xml(text: str, cls: type[Element], path: str) -> Element:
    try:
        return cls.from_xml(text)
    except ParseError as error:
        raise PathError(render("edit-path", "refused", path=path, reason=error.message)) from None


def _foreign(text: str, path: str) -> AnyElement:
    try:
        return AnyElement.from_xml(text)
    except ParseError as error:
        raise PathError(render("edit-path", "refused", path=path, reason=error.message)) from None


def _tree(text: str, path: str) -> Node:
    findings = Findings()
    trees = read_yaml(text, findings)
    if findings.problems or len(trees) != 1:
        reason = findings.problems[0].message if findings.problems else text
        raise PathError(render("edit-path", "refused", path=path, reason=reason))
    return trees[0]


def _from_fields(tree: Node, cls: type[Element], path: str) -> Element:
    findings = Findings()
    element = read_document(tree, cls, findings, path)
    if findings.problems:
        raise PathError(render("edit-path", "refused", path=path, reason=findings.problems[0].message))
    return element


def key_and_fields(text: str) -> tuple[str, Node]:
    """``disk: {...}`` as its key and its tree. Raises PathError."""
    from libvirt_xml.yaml_forms.text.yaml_tree import Mapping

    tree = _tree(text, text.partition(":")[0])
    if not isinstance(tree, Mapping) or len(tree.items) != 1:
        raise PathError(render("edit-path", "not-one-element", text=text))
    ((key, node),) = tree.items.items()
    return key, node


def from_tree(tree: Node, cls: type[Element], path: str) -> Element:
    """An element by its fields. Raises PathError."""
    return _from_fields(tree, cls, path)
