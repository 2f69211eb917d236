"""Keys of a map beside the one that they were written in: ``hugepages`` of ``cpus`` is one of ``memory``, and ``mode``
beside ``macvtap`` one of the map that this means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import PLAIN, vocabulary
from libvirt_xml.yaml_forms.shapes.advice.compound_keys import InnerKey, inner_key, record_of, shown_for
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, is_null

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


def beside_short(record: Record, node: Mapping, name: str) -> tuple[str | None, tuple[str, ...]]:
    """The map that another word for a key means together with the keys of that map beside it, and these:
    ``macvtap: eth0`` and ``mode: bridge``; none where there are none."""
    item = node.items.get(name)
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    outer = None if name in record.keys else words.meaning(name)
    if outer is None or outer not in record.keys or outer in node.items:
        return None, ()
    inner = record_of(record.keys[outer].shape)
    is_short = inner is record.keys[outer].shape and isinstance(item, Scalar) and not (item.is_hidden or is_null(item))
    if inner is None or inner.short is None or not isinstance(item, Scalar) or not is_short:
        return None, ()
    names = tuple(key for key in node.items if key in inner.keys and key not in {*record.keys, name, inner.short})
    values = [shown_for(InnerKey(outer, inner, key), node.items[key]) for key in names]
    if not names or "..." in values:
        return None, ()
    pairs = "".join(f", {key}: {value}" for key, value in zip(names, values, strict=True))
    return f"{{{inner.short}: {item.text}{pairs}}}", names
