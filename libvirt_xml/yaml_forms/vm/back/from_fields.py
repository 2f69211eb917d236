"""Fields of libvirt's in the place of keys of the ``vm`` form: the keys that mean the same."""

from __future__ import annotations

import re
from functools import cache
from math import prod
from typing import Any

from libvirt_xml.changes import compare
from libvirt_xml.documents import Devices
from libvirt_xml.documents.domain import Domain
from libvirt_xml.yaml_forms.document import read_document, write_document
from libvirt_xml.yaml_forms.document.form_tables import CHILD, CHILDREN, FormField, FormTable, field_named, table_of
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.libvirt_fields import KeysOfFields
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, Node, Scalar, Sequence, is_null, make
from libvirt_xml.yaml_forms.vm.back.guess import guess
from libvirt_xml.yaml_forms.vm.back.shorten import shorten
from libvirt_xml.yaml_forms.vm.expand import expand
from libvirt_xml.yaml_forms.vm.rows import VmSpec

_INSIDE = re.compile(r"^(?:devices\.\w+\[[^\]]*\]|\w+)\.(?=\w)")
_WHAT_IT_IS = frozenset({"type", "source"})
_DEEPEST = 8  # levels of maps that are read


def keys_of_device(listed: str, key: str, fields: Mapping) -> KeysOfFields | None:
    """What the form says, below a key, of a device of one of libvirt's lists; ``None`` for what is none."""
    named = {"name": name} if (name := fields.items.get("name")) is not None else {}
    device_fields = Mapping({name: item for name, item in fields.items.items() if name != "name"}, fields.origin)
    meant = _keys_of_fields(Mapping({"devices": Mapping({listed: device_fields})}, fields.origin))
    if meant is None:
        return None
    value = (meant.keys or {}).get(key)
    device = value[0] if isinstance(value, list) and len(value) == 1 else value
    if device is None:
        return KeysOfFields(meant.fields, None) if "type" in fields.items else None
    if not device or not _WHAT_IT_IS.isdisjoint(meant.left):
        return None
    if isinstance(device, dict):
        device = named | _without_unsaid(device, device_fields)
    return KeysOfFields(meant.fields, device, meant.left)


def _without_unsaid(device: VmSpec, fields: Mapping) -> VmSpec:
    """A device without the format that libvirt takes where none is written: the name of the image tells it here."""
    if fields.get("driver") is not None or device.get("format") != "raw":
        return device
    return {key: value for key, value in device.items() if key != "format"}


def keys_of_field(name: str, item: Node) -> KeysOfFields | None:
    """What the form says of a field of a domain, or a list of devices; ``None`` for what is none."""
    domain = table_of(Domain)
    if name == "devices":
        return None
    added = _number_of_cpus(name, item)
    fields = Mapping({name: item, **added}, item.origin)
    if field_named(domain, name) is None and field_named(table_of(Devices), name) is not None:
        fields = Mapping({"devices": fields}, item.origin)
    meant = _keys_of_fields(fields)
    if meant is None:
        return None
    written = {field: value for field, value in meant.fields.items.items() if field not in added}
    return meant._replace(fields=Mapping(written, item.origin))


def _number_of_cpus(name: str, item: Node) -> dict[str, Node]:
    """The CPUs of a topology, without whose number the form says nothing of them."""
    topology = item.get("topology") if name == "cpu" and isinstance(item, Mapping) else None
    parts = topology.items.values() if isinstance(topology, Mapping) else ()
    numbers = [part.value for part in parts if isinstance(part, Scalar) and isinstance(part.value, int)]
    return {"vcpu": make(prod(numbers), item.origin)} if numbers else {}


def _keys_of_fields(fields: Mapping) -> KeysOfFields | None:
    tree = _in_yaml_spelling(fields, table_of(Domain), _DEEPEST)
    findings = Findings()
    if not isinstance(tree, Mapping):
        return None
    domain = read_document(tree, Domain, findings)
    if findings.has_errors:
        return None
    whole = write_document(domain)
    spec = {name: value for name, value in guess(whole).items() if _usual().get(name) != value}
    machine = expand(make({"name": "vm", **spec}, NOWHERE), findings)
    if not spec or machine is None:
        return KeysOfFields(whole, None)
    if findings.has_errors:  # which are told of the keys
        return KeysOfFields(whole, shorten(spec))
    changes = compare(domain, read_document(machine.tree, Domain, Findings()))
    left = tuple(_INSIDE.sub("", change.path) for change in changes if change.kind != "added")
    return KeysOfFields(whole, shorten(spec), left)


@cache
def _usual() -> VmSpec:
    """What is guessed of a domain that says nothing."""
    return guess(Mapping({}))


def _in_yaml_spelling(node: Node, table: FormTable, depth: int) -> Node | None:
    """A map with the names of fields, in the place of those of elements; ``None`` where one is unknown."""
    if not isinstance(node, Mapping):
        return node
    items: dict[str, Node] = {}
    for name, item in node.items.items():
        field = _field(table, name, item)
        if field is None or not depth:
            return None
        value = _value_in_yaml_spelling(item, field.cls, field.kind, depth - 1)
        if value is None or field.spec.name in items:
            return None
        items[field.spec.name] = value
    return Mapping(items, node.origin)


def _field(table: FormTable, name: str, item: Node) -> FormField | None:
    """The field of a name; of an element, where an attribute has the same name and the value is a map."""
    field = table.fields.get(field_named(table, name) or "")
    if field is None or not isinstance(item, Mapping) or field.kind in (CHILD, CHILDREN):
        return field
    others = (other for other in table.fields.values() if other.kind in (CHILD, CHILDREN) and other.spec.xml == name)
    return next(others, None)


def _value_in_yaml_spelling(item: Node, cls: Any, kind: int, depth: int) -> Node | None:
    if is_null(item) or isinstance(item, Scalar):
        return item
    if kind == CHILD:
        return _in_yaml_spelling(item, table_of(cls), depth)
    if kind != CHILDREN:
        return item
    parts = item.items if isinstance(item, Sequence) else [item]
    known = [part for entry in parts if (part := _in_yaml_spelling(entry, table_of(cls), depth)) is not None]
    return Sequence(known, item.origin) if len(known) == len(parts) else None
