"""What to write for a field in the place of what was written: the whole value, as YAML in one line."""

from __future__ import annotations

import re

from libvirt_xml.binding.scalars import Integer
from libvirt_xml.yaml_forms.document.advice.meant_maps import map_of_text
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILD,
    CHILDREN,
    FLAG,
    VALUE,
    VALUES,
    FormField,
    FormTable,
    table_of,
)
from libvirt_xml.yaml_forms.shapes.field_words import words_of
from libvirt_xml.yaml_forms.shapes.shapes import YES, is_nothing
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

_WITH_EXTRA = 2  # fields of something with one value: it, and what no field is for
_SMALL = 6  # keys of something that a name alone may stand for
_SIZE = re.compile(r"([0-9]+) ?([KMGTP]i?B|[KMGT])").fullmatch
_is_word = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*").fullmatch
_is_plain = re.compile(r"[\w./+@-]+").fullmatch


def written_value(item: Node, field: FormField) -> str | None:
    """The value of a field that is meant; ``None`` where nothing is known, or where it is right as it is."""
    if field.kind == CHILD:
        return map_meant(item, table_of(field.cls))
    if field.kind == CHILDREN:
        return _list_meant(item, table_of(field.cls))
    if not isinstance(item, Scalar) or is_null(item) or item.is_hidden:
        return None
    if field.kind == VALUES:
        return f"[{item.text}]" if _is_plain(item.text) else None
    if field.kind == FLAG:
        return YES.get(item.text.lower(), item.text if isinstance(item.value, bool) else None)
    return item.text if field.kind == VALUE and _is_plain(item.text) else None


def _list_meant(item: Node, table: FormTable) -> str | None:
    """The list of maps that a text means, a list of texts, or a map by names: ``[{type: vnc}]``."""
    whole = map_meant(item, table)
    if whole is not None:
        return f"[{whole}]"
    parts: list[Node] = []
    if isinstance(item, Sequence):
        parts = list(item.items)
    elif isinstance(item, Mapping) and not item.items.keys() & table.fields.keys():
        parts = [Mapping({name: part}, item.origin) for name, part in item.items.items()]
    maps = [map_meant(part, table) for part in parts if not is_null(part)]
    known = [text for text in maps if text is not None]
    return f"[{', '.join(known)}]" if known and len(known) == len(parts) else None


def map_meant(node: Node, table: FormTable) -> str | None:
    """The map that something in its place probably means: by its text, or as the only key with this word."""
    meant = map_of_text(node, table.cls) or _words_meant(node, table) or _size_meant(node, table)
    if meant is not None or not isinstance(node, Scalar) or node.is_hidden or is_null(node):
        return meant
    text = node.text
    keys = [key for key, field in table.fields.items() if text in words_of_field(field)]
    if is_nothing(node) and not keys:
        return None
    is_number = isinstance(node.value, int) and not isinstance(node.value, bool)
    numbers = (
        [key for key, field in table.fields.items() if isinstance(field.spec.converter, Integer)] if is_number else []
    )
    if not keys and len(numbers) == 1 and table.text is None:
        return f"{{{numbers[0]}: {text}}}"
    is_number = is_number and len(table.fields) <= _WITH_EXTRA
    if not keys and (_is_word(text) or is_number):
        known = [key for key in table.fields if key != "extra_"]
        values = [key for key in known if table.fields[key].kind == VALUE]
        keys = values if len(known) == 1 else ["name"] if "name" in values and len(known) <= _SMALL else []
    return f"{{{keys[0]}: {text}}}" if len(keys) == 1 else None


def _size_meant(node: Node, table: FormTable) -> str | None:
    """The number and the unit of a size: ``{value: 20, unit: GiB}`` for ``20GiB``."""
    match = _SIZE(node.text) if isinstance(node, Scalar) and table.text is not None and "unit" in table.fields else None
    return f"{{value: {match[1]}, unit: {match[2]}}}" if match is not None else None


def _words_meant(node: Node, table: FormTable) -> str | None:
    """The map that a list of its keys probably means: ``{acpi: true, apic: {}}`` for ``[acpi, apic]``."""
    words = [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    fields = [table.fields.get(word) for word in words]
    if not words or not isinstance(node, Sequence) or len(words) < len(node.items):
        return None
    if not all(field is not None and field.kind in (FLAG, CHILD) for field in fields):
        return None
    values = ("true" if field is not None and field.kind == FLAG else "{}" for field in fields)
    return f"{{{', '.join(f'{word}: {value}' for word, value in zip(words, values, strict=True))}}}"


def _single(item: Node) -> str | None:
    is_shown = isinstance(item, Scalar) and not item.is_hidden and not is_null(item) and _is_plain(item.text)
    return item.text if is_shown and isinstance(item, Scalar) else None


def single_value_meant(node: Node, field: FormField) -> str | None:
    """The single value that a list or map of one means: the word of a field that is its key, or what it holds."""
    if isinstance(node, Sequence) and len(node.items) == 1:
        inner = node.items[0]
        return _single(inner)
    if not isinstance(node, Mapping) or len(node.items) != 1:
        return None
    (name, inner), *_ = node.items.items()
    words = words_of_field(field)
    if name in words or not isinstance(inner, Scalar):
        return name if name in words else None
    return _single(inner) if not words or inner.text in words else None


def words_of_field(field: FormField) -> tuple[str, ...]:
    """The closed set of words that a field takes as a single value."""
    spec = field.spec if field.kind == VALUE else None
    if field.kind == CHILD:
        inner = table_of(field.cls).text
        spec = None if inner is None else inner.spec
    return () if spec is None or spec.owner is None else words_of(spec.owner.__name__, spec.name)
