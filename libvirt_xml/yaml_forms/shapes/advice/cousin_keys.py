"""Keys of a map beside the one that they were written in: ``hugepages`` of ``cpus`` is one of ``memory``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import PLAIN
from libvirt_xml.yaml_forms.shapes.advice.compound_keys import inner_key, record_of, shown_for
from libvirt_xml.yaml_forms.text.yaml_tree import Node

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record


def about_cousin(record: Record, name: str, item: Node, around: tuple[Record, ...]) -> Sentence | None:
    """What is said of a key that only one other map of those around has below one of its keys, and takes."""
    if PLAIN.closest(name, sorted(record.keys)) is not None:
        return None
    for outer in reversed(around[:-1]):
        place = inner_key(outer, name, item)
        if place is None or place.record is record:
            continue
        pair = f"{place.key}: {shown_for(place, item)}"
        parts = {"what": record.name, "key": name, "inner": place.key, "pair": pair, "outer": outer.name}
        shape = outer.keys[place.outer].shape
        if record_of(shape) is not shape and hasattr(shape, "item"):
            return render("unknown-key", "of-item-elsewhere", item=place.record.name, list=place.outer, **parts)
        return render("unknown-key", "of-map-elsewhere", map=place.outer, **parts)
    return None
