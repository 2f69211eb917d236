"""Hints about a document in YAML: the XML of their templates, in the words of the document form."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from libvirt_xml.messages import Hint
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILDREN,
    FLAG,
    VALUES,
    FormField,
    FormTable,
    table_of,
    tables_along,
)

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element
    from libvirt_xml.messages.xml_examples import XmlExample
    from libvirt_xml.validation.problem import Problem

_PLAIN = re.compile(r"[A-Za-z0-9/][\w./@+-]*|\.\.\.").fullmatch
_HUMP = re.compile(r"(?<=[a-z])([A-Z])")


def with_yaml_hint(problem: Problem, cls: type[Element], path: str) -> Problem:
    """A problem of an object with its hint as YAML; ``path`` is the place in the object."""
    tables = [table for _, table in tables_along(table_of(cls), "", path)]
    return replace(problem, hint=hint_in_yaml(problem.hint, tables))


def hint_in_yaml(hint: str | None, tables: list[FormTable]) -> str | None:
    """A hint as YAML, for the innermost of some objects in one another."""
    return hint.written(lambda example: _in_yaml(example, tables)) if isinstance(hint, Hint) else hint


def attribute_in_yaml(name: str, value: str, cls: type[Element], path: str) -> str:
    """An attribute of an element as the key of the object at a path, with its value: ``file: /a.qcow2``."""
    return _attribute(name, value, [table for _, table in tables_along(table_of(cls), "", path)])


def _in_yaml(example: XmlExample, tables: list[FormTable]) -> str:
    if not example.name:
        return ", ".join(_attributes(example, tables))
    field = _field(tables, example.name)
    is_name = example.is_open and not example.attributes
    return repr(_key(field, example.name)) if is_name else _pair(example, field)


def _field(tables: list[FormTable], tag: str) -> FormField | None:
    """The field of an element: of the innermost object that has one."""
    fields = (field for table in reversed(tables) for field in table.fields.values())
    return next((field for field in fields if field.spec.xml == tag and field.spec.kind != "attribute"), None)


def _pair(example: XmlExample, field: FormField | None) -> str:
    content = _content(example, field)
    is_list = field is not None and field.kind in (CHILDREN, VALUES)
    return f"{_key(field, example.name)}: {f'[{content}]' if is_list else content}"


def _content(example: XmlExample, field: FormField | None) -> str:
    text = "".join(part for part in example.content if isinstance(part, str)).strip()
    children = [part for part in example.content if not isinstance(part, str)]
    if not example.attributes and not children:
        return _scalar(text) if text else "true" if field is not None and field.kind == FLAG else "{}"
    tables = [table_of(field.cls)] if field is not None and field.cls is not None else []
    parts = [f"value: {_scalar(text)}"] if text else []
    parts += _attributes(example, tables)
    parts += [_pair(child, _field(tables, child.name)) for child in children]
    return f"{{{', '.join(parts)}}}"


def _attributes(example: XmlExample, tables: list[FormTable]) -> list[str]:
    return [_attribute(name, value, tables) for name, value in example.attributes]


def _attribute(name: str, value: str | tuple[str, ...], tables: list[FormTable]) -> str:
    if name == "...":
        return name
    fields = (field for table in reversed(tables) for field in table.fields.values())
    field = next((field for field in fields if field.spec.xml == name and field.spec.kind == "attribute"), None)
    values = [_scalar(text) for text in ((value,) if isinstance(value, str) else value)]
    return f"{_key(field, name)}: {' or '.join(values)}"


def _key(field: FormField | None, tag: str) -> str:
    return _snake(tag) if field is None else field.spec.name


def _snake(name: str) -> str:
    return _HUMP.sub(r"_\1", name).lower().replace("-", "_")


def _scalar(text: str) -> str:
    return text if _PLAIN(text) else repr(text)
