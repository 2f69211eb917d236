"""Fields of libvirt's with their values in the place of keys of the form."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import TYPE_CHECKING, NamedTuple

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.shapes.advice.compound_keys import snake
from libvirt_xml.yaml_forms.shapes.libvirt_fields import KeysOfFields, LibvirtFields
from libvirt_xml.yaml_forms.shapes.shapes import Part
from libvirt_xml.yaml_forms.text.one_line import LONGEST_PART, one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record


_PASSWORD = "password"


class FieldAsKeys(NamedTuple):
    """What is said of a field, and the keys that mean the same with their values."""

    sentence: Sentence
    values: AnyMapping[str, Node]


def field_as_keys(record: Record, node: Mapping, name: str, item: Node) -> FieldAsKeys | None:
    """What is said of a field of libvirt's with what is in it; ``None`` for what is none, or not as libvirt has it."""
    inner = record.inner
    meant = inner.reads(name, item) if inner and inner.reads and isinstance(item, Mapping | Sequence) else None
    if meant is None:
        return None
    values = {key: make(value, item.origin) for key, value in (meant.keys or {}).items()}
    if inner is not None and inner.list and values.keys() & node.items.keys():
        return None
    lines = {key: one_line(value, LONGEST_PART) for key, value in values.items()}
    if not values or values.keys() & node.items.keys() or None in lines.values():
        return FieldAsKeys(_below_domain(record, node, name, meant.fields), {})
    written = " and ".join(f"{key}: {line}" for key, line in lines.items())
    parts = {"what": record.name, "key": name, "written": written}
    if meant.left:
        return FieldAsKeys(render("unknown-key", "inner-as-key-with-more", left=meant.left, **parts), values)
    return FieldAsKeys(render("unknown-key", "inner-as-key", **parts), values)


def _below_domain(record: Record, node: Mapping, name: str, fields: Mapping) -> Sentence:
    """What is said of a field that keys of the form do not say, with its value if that is short."""
    ((field, value),) = fields.items.items()
    parts = {"what": record.name, "key": name, "field": field}
    line = one_line(value, LONGEST_PART)
    if line is None:
        return render("unknown-key", "inner", **parts)
    if "domain" in node.items:
        return render("unknown-key", "inner-below-with-value", part="domain", value=line, **parts)
    return render("unknown-key", "inner-with-value", part="domain", value=line, **parts)


class FieldsInPlace(NamedTuple):
    """What is said of fields in the place of the keys of a map, and the value that is meant, which may be null."""

    sentence: Sentence
    value: Node


def fields_in_place(record: Record, node: Mapping) -> FieldsInPlace | None:
    """What is said of fields of libvirt's in the place of keys; ``None`` for keys, and where it would be long."""
    meant = _keys_of_fields(record, node)
    sentence = None if meant is None else _about_fields(record, meant)
    return None if meant is None or sentence is None else FieldsInPlace(sentence, make(meant.keys, node.origin))


def _keys_of_fields(record: Record, node: Mapping) -> KeysOfFields | None:
    if record.of_fields is None or all(type(item) is Scalar for item in node.items.values()):
        return None
    wrong = {
        name: item
        for name, item in node.items.items()
        if name not in record.keys or not record.keys[name].shape.takes(item)
    }
    is_structured = any(isinstance(item, Mapping | Sequence) for item in wrong.values())
    return record.of_fields(node) if is_structured and [*wrong] != ["source"] else None


def _about_fields(record: Record, meant: KeysOfFields) -> Sentence | None:
    keys, left = meant.keys, meant.left
    written = one_line(meant.fields if keys is None else make(keys, meant.fields.origin), LONGEST_PART)
    if written is None:
        return None
    if isinstance(keys, dict) and _PASSWORD in record.keys and any(map(is_secret, left)):
        written = f"{written[:-1]}, {_PASSWORD}: {{env: PASSWORD}}}}"
        left = tuple(path for path in left if not is_secret(path))
    parts = {"what": record.name, "written": written}
    if keys is None:
        return render("wrong-type", "fields-of-domain", **parts)
    if left:
        return render("wrong-type", "fields-with-more", left=left, **parts)
    return render("wrong-type", "fields", **parts)


def about_part(record: Record, node: Mapping, name: str) -> Sentence | None:
    """What is said of a key that is a field of a part in the document form; ``None`` for one that is none."""
    part = _part_with(record, name)
    return None if part is None else _about_part(record, node, name, *part)


def _about_part(record: Record, node: Mapping, name: str, home: str, field: str) -> Sentence:
    """What is said of a key that is a field of a part in the document form."""
    part = record.keys[home].shape
    inner = record.inner
    value = None
    if inner is not None and isinstance(part, Part):
        value = inner.written(part.owner, field, node.items[name])
    parts = {"what": record.name, "key": name, "part": home, "field": field}
    if value is None:
        return render("unknown-key", "inner-of-part", **parts)
    if home in node.items:
        return render("unknown-key", "inner-below-with-value", value=value, **parts)
    return render("unknown-key", "inner-with-value", value=value, **parts)


def _part_with(record: Record, name: str) -> tuple[str, str] | None:
    """The only key of the document form that has a field, and the field: ``hyperv`` of ``features``."""
    owners = {key: shape.owner for key, known in record.keys.items() if isinstance(shape := known.shape, Part)}
    homes = [key for key, owner in owners.items() if owner and snake(name) in LibvirtFields(owner).names()]
    return (homes[0], snake(name)) if len(homes) == 1 else None
