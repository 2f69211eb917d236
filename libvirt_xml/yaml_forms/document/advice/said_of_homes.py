"""What is said of keys that belong to another object: one in this one, around it, or in a list of it."""

from __future__ import annotations

from collections.abc import Sequence as AnySequence
from typing import TYPE_CHECKING, Any

from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.document.advice.key_homes import joined_with_list
from libvirt_xml.yaml_forms.document.advice.meant_maps import range_meant, sample_with
from libvirt_xml.yaml_forms.document.advice.righted_maps import righted_map, written_value
from libvirt_xml.yaml_forms.document.advice.written_values import map_meant
from libvirt_xml.yaml_forms.document.form_tables import FormField, FormTable, field_named, table_of
from libvirt_xml.yaml_forms.shapes.advice.corrected import corrected_line
from libvirt_xml.yaml_forms.shapes.advice.meant_values import value_for
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record


def subject_of(path: str) -> str:
    """What a message is about: a key, or an item of a list."""
    return f"an item of {last_key(path)}" if path.endswith("]") else last_key(path)


def written_below(node: Mapping, table: FormTable, name: str, path: str, home: tuple[str, str]) -> Sentence:
    """What is said of a key of an object in this one, with the whole object where there is none yet."""
    outer, key = home
    parts = {"what": subject_of(path), "key": name, "home": outer, "field": key}
    inner, beside, item = table_of(table.fields[outer].cls), node.items.get(outer), node.items[name]
    value = written_value(item, inner.fields[key])
    if value is None and isinstance(item, Scalar) and not inner.fields[key].may_hold_secret():
        value = one_line(item)
    others = (key for key in node.items if key != name and field_named(table, key) is None)
    is_shared = any(field_named(inner, key) is not None for key in others)
    if value is None or is_shared or isinstance(beside, Mapping | Sequence):
        if value is None or value == getattr(item, "text", "") or isinstance(beside, Sequence):
            return render("unknown-key", "below", **parts)
        return render("unknown-key", "below-with-value", **parts, value=value)
    text = inner.text
    first = f"{text.spec.name}: {beside.text}, " if text is not None and isinstance(beside, Scalar) else ""
    meant = map_meant(beside, inner) if isinstance(beside, Scalar) and text is None else None
    first = first or (f"{meant[1:-1]}, " if meant is not None and meant != "{}" else "")
    content = (None if first else sample_with(inner.cls, key, value)) or f"{{{first}{key}: {value}}}"
    return render("unknown-key", "below-written", **parts, written=f"{outer}: {content}")


def places_meant(sentence: Sentence, path: str, around: AnySequence[str]) -> set[str]:
    """The places where keys are missing because they were written in the object at a path; those around it are given
    from the outside in. Items of a list have no number."""
    parameters = sentence.parameters
    name, home, field = (str(parameters.get(part, "")) for part in ("key", "home", "field"))
    if sentence.variant == "above" and around:
        return {f"{around[-1]}.{field}"}
    if "list" in parameters and "keys" in parameters:
        keys: Any = parameters["keys"]
        return {f"{path}.{parameters['list']}[].{key}" for key in keys}
    return {f"{path}.{home}.{field or name}"} if home else set()


def said_of_outer(record: Record, name: str, item: Node, path: str) -> Sentence:
    """What is said of a key of the map around the whole object, with the value that it takes there."""
    shape = record.keys[name].shape
    value = value_for(shape, item)
    line = value.text if value is not None and value.is_theirs else corrected_line(shape, item)
    parts: dict[str, Any] = {"what": subject_of(path), "keys": (name,), "outer": path.partition(".")[0]}
    if line is None:
        return render("unknown-key", "of-outer", **parts)
    return render("unknown-key", "of-outer-with-value", pair=f"{name}: {line}", **parts)


def said_of_items(node: Mapping, field: FormField, names: tuple[str, ...], what: str, home: str) -> Sentence:
    """What is said of keys of the items of a list: what to write, if that is not long."""
    held = righted_map(Mapping({name: node.items[name] for name in names}, node.origin), table_of(field.cls))
    parts: dict[str, Any] = {"what": what, "keys": names, "list": home}
    beside = node.items.get(home)
    if held is None and names == ("dhcp",):
        first = beside.items[0] if isinstance(beside, Sequence) and beside.items else None
        ranges = range_meant(node.items["dhcp"], first if isinstance(first, Mapping) else None)
        held = None if ranges is None else f"{{dhcp: {ranges}}}"
    if held is None or (beside is not None and not isinstance(beside, Sequence)):
        return render("unknown-key", "in-items", **parts)
    if beside is None:
        return render("unknown-key", "in-items-written", written=f"{home}: [{held}]", **parts)
    only = beside.items[0].origin.line if isinstance(beside, Sequence) and len(beside.items) == 1 else None
    if only is None:
        return render("unknown-key", "in-items-with-value", value=held[1:-1], **parts)
    return render("unknown-key", "in-only-item", value=held[1:-1], line=only, **parts)


def list_of_joined(node: Mapping, table: FormTable, home: tuple[str, str, str]) -> tuple[str, list[str]] | None:
    """The object with its list whose only item has all keys of these two that are written joined, and these keys:
    ``dhcp_start`` and ``dhcp_end``; ``None`` where the object is there, or not all is known."""
    outer, list_name, _ = home
    homes = {key: joined_with_list(table, key) for key in node.items if key not in table.fields}
    fields = {key: of_key[2] for key, of_key in homes.items() if of_key is not None and of_key[:2] == home[:2]}
    item_fields = table_of(table_of(table.fields[outer].cls).fields[list_name].cls).fields
    held = {
        field: None if item_fields[field].may_hold_secret() else one_line(node.items[key])
        for key, field in fields.items()
    }
    required = {name for name, field in item_fields.items() if field.spec.is_required}
    if outer in node.items or None in held.values() or len(held) < len(fields) or not required <= held.keys():
        return None
    pairs = ", ".join(f"{field}: {text}" for field, text in held.items())
    return f"{outer}: {{{list_name}: [{{{pairs}}}]}}", list(fields)


def whole_home(node: Mapping, table: FormTable, home: str) -> tuple[str, list[str]] | None:
    """An object that is not there, with all keys that belong to it, and these; ``None`` for a single one."""
    inner = table_of(table.fields[home].cls)
    keys = [key for key in node.items if field_named(table, key) is None and field_named(inner, key) is not None]
    if len(keys) < 2 or home in node.items:
        return None
    held = righted_map(Mapping({key: node.items[key] for key in keys}, node.origin), inner)
    return None if held is None else (f"{home}: {held}", keys)
