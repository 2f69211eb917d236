"""What documents of running machines have, and libvirt ignores when it defines one."""

from __future__ import annotations

from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import content
from libvirt_xml.completion.device_slots import path_of, slots_of
from libvirt_xml.completion.field_paths import get
from libvirt_xml.completion.filled_in import StateRow, state_rows
from libvirt_xml.documents.devices import Alias
from libvirt_xml.documents.domain import Domain


def drop_state(domain: Domain) -> list[tuple[str, Any]]:
    """Take out all state; its paths and values."""
    by_list = state_rows()
    dropped: list[tuple[str, Any]] = []
    for slot, item in slots_of(domain).items():
        for row in (*by_list.get(slot[0], ()), *(by_list["*"] if slot[0] else ())):
            if all(get(item, path) in allowed for path, allowed in row.when.items()):
                dropped += [(path_of(slot, domain, path), value) for path, value in _drop(item, row.field, row)]
    return dropped


def _drop(item: Element, path: str, row: StateRow) -> list[tuple[str, Any]]:
    """Take the field at a path out of an element, through lists too, and what is empty then."""
    first, _, rest = path.partition(".")
    inner = item.__dict__.get(first)
    if inner is None:
        return []
    if not rest:
        if not _is_state(inner, row):
            return []
        delattr(item, first)
        return [(first, inner)]
    if not isinstance(inner, list):
        dropped = [(f"{first}.{below}", value) for below, value in _drop(inner, rest, row)]
        if dropped and not content(inner):
            delattr(item, first)
        return dropped
    dropped = [
        (f"{first}[{at}].{below}", value) for at, part in enumerate(inner) for below, value in _drop(part, rest, row)
    ]
    if dropped:
        inner[:] = [part for part in inner if content(part)]
    return dropped


def _is_state(value: Any, row: StateRow) -> bool:
    text = value.name if isinstance(value, Alias) else str(value)
    return text.startswith(row.begins) and not (row.begins_not and text.startswith(row.begins_not))
