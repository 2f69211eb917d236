"""What to write for a field: the value of the file with its keys where they belong, as YAML on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from libvirt_xml.binding.likely_fields import likely_field
from libvirt_xml.markup.secrets import is_secret_text
from libvirt_xml.yaml_forms.document.advice.meant_maps import pairs_of_key
from libvirt_xml.yaml_forms.document.advice.written_values import map_meant, single_value_meant, size_meant
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILD,
    CHILDREN,
    FLAG,
    VALUE,
    VALUES,
    FormField,
    FormTable,
    field_named,
    table_of,
)
from libvirt_xml.yaml_forms.shapes.shapes import YES
from libvirt_xml.yaml_forms.text.one_line import LONGEST, one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

_MOST = 12  # keys or items of a value that is written on one line
_is_plain = re.compile(r"[\w./+@-]+").fullmatch


def written_value(item: Node, field: FormField) -> str | None:
    """The value of a field that is meant; ``None`` where nothing is known, or where it is right as it is."""
    if field.kind == CHILD:
        return map_meant(item, table_of(field.cls)) or _changed(item, field)
    if field.kind == CHILDREN:
        return _list_meant(item, table_of(field.cls)) or _changed(item, field)
    if not isinstance(item, Scalar) or is_null(item) or item.is_hidden or field.may_hold_secret():
        return None
    if field.kind == VALUES:
        return f"[{item.text}]" if _is_plain(item.text) else None
    if field.kind == FLAG:
        return YES.get(item.text.lower(), item.text if isinstance(item.value, bool) else None)
    return item.text if field.kind == VALUE and _is_plain(item.text) else None


def _changed(item: Node, field: FormField) -> str | None:
    """A map or list with its keys where they belong, if some were not."""
    righted = None if isinstance(item, Scalar) else righted_value(item, field)
    return None if righted is None or righted == one_line(item) else righted


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


def righted_map(node: Mapping, table: FormTable) -> str | None:
    """A map of the file with each key where it belongs; ``None`` if that of one is not known, or it is long."""
    if len(node.items) > _MOST:
        return None
    written: dict[str, str] = {}
    for key, text in _pairs(node, table):
        if not key or text is None or key in written:
            return None
        written[key] = text
    line = f"{{{', '.join(f'{key}: {text}' for key, text in written.items())}}}"
    return line if written and len(line) <= LONGEST else None


def _pairs(node: Mapping, table: FormTable) -> Iterator[tuple[str, str | None]]:
    """The keys of a map and their values, as they should be; a key is empty where it is not known."""
    items = {name: item for name, item in node.items.items() if not is_null(item)}
    lists = {name: list_with(table, name) for name in items if key_meant(table, name) is None}
    for home in dict.fromkeys(filter(None, lists.values())):
        part = Mapping({name: item for name, item in items.items() if lists.get(name) == home}, node.origin)
        held = righted_map(part, table_of(table.fields[home].cls))
        yield home, None if held is None else f"[{held}]"
    for name, item in items.items():
        pairs = pairs_of_key(table.cls, name, item)
        key = key_meant(table, name)
        if pairs is not None:
            first, _, rest = pairs.partition(": ")  # the rest may have further keys
            yield first, rest
        elif lists.get(name) is None:
            yield (
                key or "",
                None if key is None or is_secret_text(name, table.cls.tag_) else righted_value(item, table.fields[key]),
            )


def key_meant(table: FormTable, name: str) -> str | None:
    """The key that a name is, in its YAML or XML spelling, or that it was probably meant to be."""
    known = {key: field.spec for key, field in table.fields.items() if key != "extra_"}
    return field_named(table, name) or (None if name == "extra_" else likely_field(name, known))


def list_with(table: FormTable, name: str) -> str | None:
    """The only list of a map whose items have a key."""
    lists = [
        key for key, field in table.fields.items() if field.kind == CHILDREN and name in table_of(field.cls).fields
    ]
    return lists[0] if len(lists) == 1 and name not in table.fields else None


def righted_value(item: Node, field: FormField) -> str | None:
    """The value of a field on one line, as it should be."""
    if field.kind == CHILD:
        return _righted_child(item, table_of(field.cls))
    if field.kind == CHILDREN:
        return _righted_list(item, table_of(field.cls))
    if field.kind == VALUES:
        return one_line(item) if isinstance(item, Sequence) else written_value(item, field)
    if field.kind == FLAG:
        return written_value(item, field)
    return one_line(item) if isinstance(item, Scalar) else single_value_meant(item, field)


def _righted_child(item: Node, table: FormTable) -> str | None:
    if isinstance(item, Mapping):
        return map_meant(item, table) or righted_map(item, table)
    if isinstance(item, Scalar) and table.text is not None:
        return size_meant(item, table) or one_line(item)
    return map_meant(item, table)


def _righted_list(item: Node, table: FormTable) -> str | None:
    if isinstance(item, Mapping) and any(key_meant(table, name) for name in item.items):
        held = righted_map(item, table)
        return None if held is None else f"[{held}]"
    if not isinstance(item, Sequence) or len(item.items) > _MOST:
        return _list_meant(item, table)
    parts = [righted_map(part, table) if isinstance(part, Mapping) else map_meant(part, table) for part in item.items]
    known = [part for part in parts if part is not None]
    line = f"[{', '.join(known)}]"
    return line if len(known) == len(parts) and len(line) <= LONGEST else None
