"""Hints about a document in YAML: what they show as XML, in the words of the document form."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.verdict.tree_builder import read_located
from libvirt_xml.yaml_forms.document.form_tables import CHILDREN, FLAG, VALUES, FormField, FormTable, table_of
from libvirt_xml.yaml_forms.document.strange_keys import tables_along

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element
    from libvirt_xml.validation.problem import Problem

_LONGEST = 400  # characters of a hint that is looked into
_ATTRIBUTES = r"[\w-]+='[^'<>]*'(?: [\w-]+='[^'<>]*')*"
_PART = re.compile(
    rf"<(?P<tag>[A-Za-z]\w*)(?: {_ATTRIBUTES})?(?:/>|>[^.]*?</(?P=tag)>)|<(?P<open>[A-Za-z]\w*)>|{_ATTRIBUTES}"
)
_PLAIN = re.compile(r"[A-Za-z0-9/][\w./@+-]*").fullmatch
_HUMP = re.compile(r"(?<=[a-z])([A-Z])")


def with_yaml_hint(problem: Problem, cls: type[Element], path: str) -> Problem:
    """A problem of an object with its hint as YAML; ``path`` is the place in the object."""
    hint = problem.hint
    if not hint or len(hint) > _LONGEST or ("<" not in hint and "='" not in hint):
        return problem
    tables = [table for _, table in tables_along(table_of(cls), "", path)]
    return replace(problem, hint=_PART.sub(lambda part: _in_yaml(part, tables), hint))


def _in_yaml(part: re.Match[str], tables: list[FormTable]) -> str:
    if part["open"]:
        return repr(_key(_field(tables, part["open"]), part["open"]))
    if part["tag"] is None:
        pairs = re.findall(r"([\w-]+)='([^']*)'", part[0])
        return ", ".join(f"{_snake(name)}: {_scalar(value)}" for name, value in pairs)
    try:
        fragment = read_located(part[0]).root
    except ParseError:
        return part[0]
    return _pair(fragment, _field(tables, fragment.name))


def _field(tables: list[FormTable], tag: str) -> FormField | None:
    """The field of an element: of the innermost object that has one."""
    fields = (field for table in reversed(tables) for field in table.fields.values())
    return next((field for field in fields if field.spec.xml == tag and field.spec.kind != "attribute"), None)


def _pair(fragment: Node, field: FormField | None) -> str:
    content = _content(fragment, field)
    is_list = field is not None and field.kind in (CHILDREN, VALUES)
    return f"{_key(field, fragment.name)}: {f'[{content}]' if is_list else content}"


def _content(fragment: Node, field: FormField | None) -> str:
    text = fragment.text.strip()
    if not fragment.attributes and not fragment.children:
        return _scalar(text) if text else "true" if field is not None and field.kind == FLAG else "{}"
    tables = [table_of(field.cls)] if field is not None and field.cls is not None else []
    parts = [f"value: {_scalar(text)}"] if text else []
    parts += [f"{_snake(attribute.shown)}: {_scalar(attribute.value)}" for attribute in fragment.attributes]
    parts += [_pair(child, _field(tables, child.name)) for child in fragment.children]
    return f"{{{', '.join(parts)}}}"


def _key(field: FormField | None, tag: str) -> str:
    return _snake(tag) if field is None else field.spec.name


def _snake(name: str) -> str:
    return _HUMP.sub(r"_\1", name).lower().replace("-", "_")


def _scalar(text: str) -> str:
    return text if _PLAIN(text) else repr(text)
