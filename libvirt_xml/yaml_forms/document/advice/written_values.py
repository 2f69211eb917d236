"""The map that a text, a number or a list of words means in its place, and the single value that a map of one means."""

from __future__ import annotations

import re

from libvirt_xml.binding.scalars import STRING, Integer
from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.document.advice.meant_maps import map_of_text, sample_of
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILD,
    FLAG,
    VALUE,
    FormField,
    FormTable,
    table_of,
)
from libvirt_xml.yaml_forms.shapes.field_words import words_of
from libvirt_xml.yaml_forms.shapes.shapes import YES, is_nothing
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

_WITH_EXTRA = 2  # fields of something with one value: it, and what no field is for
_PAIR = re.compile(r"(?P<key>[a-z_]+) ??(?P<sign>[:= ]) ?(?P<value>[^\s,;]{1,60}).*").match
_SMALL = 6  # keys of something that a name alone may stand for
_SIZE = re.compile(r"([0-9]+) ?([KMGTP]i?B|[KMGT])").fullmatch
_is_word = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*").fullmatch
_is_plain = re.compile(r"[\w./+@-]+").fullmatch
_is_mac = re.compile(r"[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}").fullmatch


def map_meant(node: Node, table: FormTable) -> str | None:
    """The map that something in its place probably means: by its text, or as the only key with this word."""
    meant = map_of_text(node, table.cls) or _words_meant(node, table) or size_meant(node, table)
    if meant is not None or not isinstance(node, Scalar) or node.is_hidden or is_null(node):
        return meant
    text = node.text
    keys = [key for key, field in table.fields.items() if text in words_of_field(field)]
    if len(keys) > 1:  # the one that must be there
        keys = [key for key in keys if table.fields[key].spec.is_required] or keys
    is_on = YES.get(text.lower()) == "true"
    if is_on and table.text is None and "state" not in table.fields and may_be_empty(table):
        return "{}"  # an element that is there
    if node.value is True and not keys:
        return "{state: true}" if "state" in table.fields else None
    if is_nothing(node) and not keys:
        return None
    is_number = isinstance(node.value, int) and not isinstance(node.value, bool)
    numbers = (
        [key for key, field in table.fields.items() if isinstance(field.spec.converter, Integer)] if is_number else []
    )
    if not keys and len(numbers) == 1 and table.text is None:
        return f"{{{numbers[0]}: {text}}}"
    required = [key for key, field in table.fields.items() if field.spec.is_required]
    if not keys and len(required) == 1 and _takes_any(table.fields[required[0]]) and _is_plain(text):
        return f"{{{required[0]}: {text}}}"
    is_number = is_number and len(table.fields) <= _WITH_EXTRA
    if not keys and (_is_word(text) or is_number):
        known = [key for key in table.fields if key != "extra_"]
        values = [key for key in known if table.fields[key].kind == VALUE]
        keys = values if len(known) == 1 else ["name"] if "name" in values and len(known) <= _SMALL else []
        keys = [key for key in keys if not words_of_field(table.fields[key])]  # of which it is none
    return f"{{{keys[0]}: {text}}}" if len(keys) == 1 else None


def may_be_empty(table: FormTable) -> bool:
    """Whether an object may have no key."""
    has_sample = sample_of(table.cls) is not None or sample_of_words(table) is not None
    return not has_sample and not any(field.spec.is_required for field in table.fields.values())


def sample_of_words(table: FormTable) -> str | None:
    """The map of the only key that must be there, or that there is, with the first of its words; ``None`` without."""
    known = [key for key in table.fields if key != "extra_"]
    required = [key for key in known if table.fields[key].spec.is_required]
    keys = required or (known if len(known) == 1 else [])
    words = words_of_field(table.fields[keys[0]]) if len(keys) == 1 else ()
    return f"{{{keys[0]}: {words[0]}}}" if words and table.text is None else None


def pair_without_space(node: Node, table: FormTable) -> Sentence | None:
    """What is said of a text in the place of a map that is a key and its value: ``name:nas1``, ``name = nas1``."""
    if not isinstance(node, Scalar) or node.is_hidden:
        return None
    match = _PAIR(node.text)
    if match is None or match["key"] not in table.fields:
        return None
    value = "VALUE" if is_secret(node.text) else match["value"]
    if match["sign"] == " ":
        return render("wrong-type", "no-colon-in-map", key=match["key"], value=value)
    if match["sign"] == ":":
        return render("wrong-type", "colon-without-space-in-map", key=match["key"], value=value)
    return render("wrong-type", "equals-sign-in-map", key=match["key"], value=value)


def _takes_any(field: FormField) -> bool:
    """Whether a field takes any text."""
    return field.kind == VALUE and field.spec.converter is STRING and not words_of_field(field)


def size_meant(node: Node, table: FormTable) -> str | None:
    """The number and the unit of a size: ``{value: 20, unit: GiB}`` for ``20GiB``."""
    match = _SIZE(node.text) if isinstance(node, Scalar) and table.text is not None and "unit" in table.fields else None
    return f"{{value: {match[1]}, unit: {match[2]}}}" if match is not None else None


def _words_meant(node: Node, table: FormTable) -> str | None:
    """The map that a list of its keys probably means: ``{acpi: true, smm: {state: true}}`` for ``[acpi, smm]``."""
    words = [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    fields = [table.fields.get(word) for word in words]
    if not words or not isinstance(node, Sequence) or len(words) < len(node.items):
        return None
    if not all(field is not None and field.kind in (FLAG, CHILD) for field in fields):
        return None
    values = (_switched_on(field) for field in fields if field is not None)
    return f"{{{', '.join(f'{word}: {value}' for word, value in zip(words, values, strict=True))}}}"


def _switched_on(field: FormField) -> str:
    """The value of something that is only named, as it is there."""
    if field.kind == FLAG:
        return "true"
    return "{state: true}" if "state" in table_of(field.cls).fields else "{}"


def _single(item: Node) -> str | None:
    is_shown = (
        isinstance(item, Scalar)
        and not item.is_hidden
        and not is_null(item)
        and (_is_plain(item.text) or _is_mac(item.text))
    )
    return item.text if is_shown and isinstance(item, Scalar) else None


def single_value_meant(node: Node, field: FormField) -> str | None:
    """The single value that a list or map of one means: the word of a field that is its key, or what it holds."""
    if field.may_hold_secret():
        return None
    if isinstance(node, Sequence) and len(node.items) == 1:
        inner = node.items[0]
        of_list, known = _single(inner), words_of_field(field)
        return of_list if not known or of_list in known else None
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
