"""Where a key belongs that an object does not have: in another object of it, or in the items of a list."""

from __future__ import annotations

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.likely_fields import likely_field
from libvirt_xml.binding.scalars import Integer
from libvirt_xml.words.vocabulary import PLAIN
from libvirt_xml.yaml_forms.document.advice.righted_maps import written_value
from libvirt_xml.yaml_forms.document.advice.written_values import words_of_field
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILD,
    CHILDREN,
    VALUE,
    FormField,
    FormTable,
    field_named,
    table_of,
)
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

_CONTAINER = "devices"
_COMMON = {"yes", "no", "on", "off", "none", "default", "auto", "bridge"}  # words that many fields have
_LONG = 4  # letters of a name that is looked for in others


def homes_of(table: FormTable, name: str, *, is_list: bool = False) -> list[tuple[str, str, FormTable]]:
    """The objects in another one that have a field: their keys, the field, and the table of that."""
    homes: list[tuple[str, str, FormTable]] = []
    for key, field in table.fields.items():
        if field.kind != CHILD:
            continue
        inner = table_of(field.cls)
        key_inside = field_named(inner, name)
        if key_inside is None or (is_list and inner.fields[key_inside].kind != CHILDREN):
            continue
        item = inner.fields[key_inside].cls
        homes.append((key, key_inside, inner if item is None else table_of(item)))
    return homes


def joined_key(table: FormTable, name: str) -> tuple[str, str] | None:
    """The object and its field whose names a key joins: ``kvm_hidden`` is ``hidden`` below ``kvm``."""
    words = name.split("_")
    for at in range(1, len(words)):
        field = table.fields.get("_".join(words[:at]))
        inner = table_of(field.cls) if field is not None and field.kind == CHILD else None
        key = None if inner is None else field_named(inner, "_".join(words[at:]))
        if key is not None:
            return "_".join(words[:at]), key
    return None


def joined_with_list(table: FormTable, name: str) -> tuple[str, str, str] | None:
    """The object, its only list with such a field, and the field: ``dhcp_start`` is ``start`` of its ``ranges``."""
    head, _, rest = name.partition("_")
    field = table.fields.get(head)
    inner = table_of(field.cls).fields if field is not None and field.kind == CHILD else {}
    lists = [key for key, held in inner.items() if rest and rest not in inner and is_list_of(held, rest)]
    return (head, lists[0], rest) if len(lists) == 1 else None


def may_take(field: FormField | None, item: Node | None) -> bool:
    """Whether a field may have a value: one that is a number takes no other word than its own."""
    if field is not None and field.kind == CHILDREN and isinstance(item, Scalar | Sequence):
        is_of_texts = isinstance(item, Scalar) or (bool(item.items) and all(isinstance(part, Scalar) for part in item))
        return not is_of_texts or written_value(item, field) is not None
    if field is None or not isinstance(item, Scalar):
        return True
    words = words_of_field(field) if field.kind == VALUE else ()
    if words and isinstance(item.value, str) and PLAIN.closest(item.text, words) is None:
        return False
    if not isinstance(field.spec.converter, Integer):
        return True
    return any(character.isdigit() for character in item.text) or item.text in words_of_field(field)


def home_with_word(table: FormTable, item: Node | None) -> tuple[str, str, FormTable] | None:
    """The only object in another one with a field that has a text among its words, and the field."""
    if not isinstance(item, Scalar) or not isinstance(item.value, str) or item.text in _COMMON:
        return None
    inner = ((key, table_of(field.cls)) for key, field in table.fields.items() if field.kind == CHILD)
    homes = [
        (key, name, held)
        for key, held in inner
        for name, field in held.fields.items()
        if field.kind == VALUE and item.text in words_of_field(field)
    ]
    return homes[0] if len(homes) == 1 else None


def homes_of_like(table: FormTable, name: str) -> dict[str, list[str]]:
    """The objects in another one without a field, but with longer ones of which its name is a part."""
    if len(name) < _LONG:
        return {}
    inner = {key: table_of(field.cls).fields for key, field in table.fields.items() if field.kind == CHILD}
    like = {key: [other for other in fields if name in other] for key, fields in inner.items() if name not in fields}
    return {key: fields for key, fields in like.items() if fields}


def is_list_of(field: FormField, name: str) -> bool:
    """Whether a field is a list whose items have a key."""
    return field.kind == CHILDREN and field_named(table_of(field.cls), name) is not None


def device_home(table: FormTable, name: str, *, is_list: bool = False) -> tuple[str, str, FormTable] | None:
    """The place of a device."""
    return next((home for home in homes_of(table, name, is_list=is_list) if home[0] == _CONTAINER), None)


def has_fields(node: Node | None, cls: type[Element]) -> bool:
    """Whether a map has at least one key of the objects of a class."""
    return isinstance(node, Mapping) and bool(node.items.keys() & table_of(cls).fields.keys())


def is_misspelt_holder(table: FormTable, name: str, item: Mapping) -> bool:
    """Whether a key is nearly one whose objects have the keys of a map."""
    meant = likely_field(name, {key: field.spec for key, field in table.fields.items() if key != "extra_"})
    field = None if meant is None else table.fields[meant]
    return field is not None and field.kind in (CHILD, CHILDREN) and has_fields(item, field.cls)


def is_item_alone(home: tuple[str, str, FormTable], table: FormTable, item: Node | None) -> bool:
    """Whether a single value would be an item of a list of maps."""
    field = table_of(table.fields[home[0]].cls).fields[home[1]]
    return field.kind == CHILDREN and isinstance(item, Scalar)
