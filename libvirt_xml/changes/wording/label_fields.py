"""Which fields of an item its label says already: ``disk vda`` needs no ``target vda``."""

from __future__ import annotations

from libvirt_xml.binding.element import Element
from libvirt_xml.changes.identities import keys_of, reader
from libvirt_xml.changes.matching import item_name
from libvirt_xml.changes.wording.terms import sort_fields

FieldSteps = tuple[str, ...]
"""The names of fields from an item down to a value."""


def fields_in_label(item: Element, place: str | None) -> frozenset[FieldSteps]:
    """The fields that name an item, if a path calls it by them, and those that make it one of a sort."""
    cls = type(item)
    named = next((key for key in keys_of(cls) if place and item_name(reader(key)(item)) == place), [])
    steps = {part.steps for part in named if not part.begin or part.read(item)}
    return frozenset(steps | {(field,) for field in sort_fields(item)})


def inner_fields(fields: frozenset[FieldSteps], name: str) -> frozenset[FieldSteps]:
    """The same fields as seen from an element in the item."""
    return frozenset(path[1:] for path in fields if path[0] == name and len(path) > 1)
