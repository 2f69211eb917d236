"""Keys that belong to another map: ``disk_bus`` is the key of a disk, ``kernel`` of ``boot`` that of the machine; and
those with the unit of their value, ``memory_mb``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import vocabulary
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.advice.meant_values import value_for
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record
    from libvirt_xml.yaml_forms.shapes.shapes import Shape

_HUMP = re.compile(r"(?<=[a-z])([A-Z])")
_OWNER = re.compile(r"^(?:libvirt|vm|virt|domain|guest|kvm|qemu|instance|server|machine)_(?=[a-z])")
_UNIT = re.compile(r"(.+?)_?(?:in_?)?([kmgt])i?b(?:ytes?)?").fullmatch


def snake(name: str) -> str:
    """A key in the spelling of the form: ``bootOrder`` and ``boot-order`` are ``boot_order``."""
    return _HUMP.sub(r"_\1", name).lower().replace("-", "_")


class SizedKey(NamedTuple):
    """A key whose name has the unit of its value."""

    key: str
    value: str


def sized_key(record: Record, name: str, item: Node) -> SizedKey | None:
    """The key, and its value with the unit: ``memory_mb: 512`` is ``memory: 512MiB``."""
    match = _UNIT(snake(name))
    if match is None or not isinstance(item, Scalar) or isinstance(item.value, bool) or item.is_hidden:
        return None
    key = named_key(record, match[1].rstrip("_"))
    if key is None:
        return None
    text = f"{item.text}{match[2].upper()}iB" if item.text.isascii() and item.text.isdecimal() else item.text
    value = value_for(record.keys[key].shape, Scalar(text, text, item.origin))
    if value is not None and not value.is_theirs:
        return None
    return SizedKey(key, text if value is None else value.text)


def named_key(record: Record, word: str) -> str | None:
    """The key that a word surely is: by its name, the singular of it, or a word of other tools."""
    plurals = (word, f"{word}s")
    known = next((key for key in plurals if key in record.keys), None)
    if known is None and record.synonyms is not None:
        known = vocabulary(record.synonyms).meaning(word)
    bare = without_owner(word)
    return known if known is not None or bare == word else named_key(record, bare)


def key_of_parts(record: Record, name: str) -> str | None:
    """The key that all words of a name mean that mean any: ``source_file`` is ``path``."""
    if "." in name:  # what is before the last point says whose it is
        return named_key(record, snake(name.rpartition(".")[2]))
    parts = snake(name).split("_")
    meant = [named_key(record, part) for part in parts]
    keys = {key for key in meant if key is not None}
    return keys.pop() if len(parts) > 1 and meant[-1] is not None and len(keys) == 1 else None


def without_owner(word: str) -> str:
    """A word without what somebody put before it to say whose it is: ``libvirt_memory`` is ``memory``."""
    return _OWNER.sub("", word)


def record_of(shape: Shape) -> Record | None:
    """The map that a key takes, or that an item of its list is."""
    from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
    from libvirt_xml.yaml_forms.shapes.composites import ListOf, Record
    from libvirt_xml.yaml_forms.shapes.named_lists import NamedList

    match shape:
        case Record():
            return shape
        case NamedList() | ListOf():
            return record_of(shape.item)
        case OneOf():
            return next(filter(None, map(record_of, shape.shapes)), None)
        case _:
            return None


def keys_of_kind(record: Record, node: Mapping, kind: str) -> tuple[str, ...]:
    """The keys of a map that belong below the one which it names as a value: ``mode`` beside ``type: direct``."""
    inner = record_of(record.keys[kind].shape)
    keys = () if inner is None or kind in node.items else inner.keys.keys()
    return tuple(
        key for key in node.items if key in keys and key not in record.keys and key != getattr(inner, "short", "")
    )


class InnerKey(NamedTuple):
    """A key of a map, or of an item of a list, under another key."""

    outer: str
    record: Record
    key: str


def inner_key(record: Record, name: str, item: Node | None = None) -> InnerKey | None:
    """The key that joins two: ``disk_bus`` is ``bus`` of ``disks``; or that of the only ones that have it and take it:
    ``bridge``.
    """
    word = snake(name)
    parts = word.split("_")
    for at in range(1, len(parts)):
        outer, rest = named_key(record, "_".join(parts[:at])), "_".join(parts[at:])
        inner = None if outer is None else record_of(record.keys[outer].shape)
        if outer is None or inner is None:
            continue
        key = (None if rest == "enabled" else named_key(inner, word)) or (
            None if rest == "name" else named_key(inner, rest)
        )
        if key is not None:
            return InnerKey(outer, inner, key)
    places = [place for place in _inner_places(record, word) if item is None or _takes(place, item)]
    of_words = [place for place in places if item is not None and _has_word(place, item)]
    if len(of_words) == 1:
        return of_words[0]
    of_items = [place for place in places if record.keys[place.outer].shape is not place.record]
    places = places if len(places) == 1 else of_items
    return places[0] if len(places) == 1 else None


def _inner_places(record: Record, word: str) -> Iterator[InnerKey]:
    for outer, known in record.keys.items():
        inner = record_of(known.shape)
        if inner is not None and word in inner.keys and word != "enabled":
            yield InnerKey(outer, inner, word)


def _has_word(place: InnerKey, item: Node) -> bool:
    """Whether a value is one of the few words of a key."""
    words = getattr(place.record.keys[place.key].shape, "words", ())
    return isinstance(item, Scalar) and item.text in words and item.text not in ("yes", "no", "on", "off", "none")


def _takes(place: InnerKey, item: Node) -> bool:
    if isinstance(item, Sequence) and item.items and place.outer.endswith("s"):  # a value for each item of the list
        return all(isinstance(part, Scalar) and _takes(place, part) for part in item)
    trial = Findings()
    place.record.keys[place.key].shape.check(item, "", trial)
    return not trial.has_errors


def about_inner_key(record: Record, name: str, item: Node, place: InnerKey, node: Mapping) -> Sentence:
    """What is said of a key that is one of an inner map."""
    pair = f"{place.key}: {shown_for(place, item)}"
    parts = {"what": record.name, "key": name, "inner": place.key}
    outer = record.keys[place.outer].shape
    is_list = record_of(outer) is not outer and hasattr(outer, "item")
    if is_list and place.outer not in node.items and place.key in place.record.sources:
        return render("unknown-key", "of-inner-map", outer=place.record.name, written=_list_of(place, item), **parts)
    if is_list:
        return render("unknown-key", "of-item", item=place.record.name, list=place.outer, pair=pair, **parts)
    short = _with_short(place, node.items.get(place.outer))
    if place.outer in node.items and short is None:
        return render("unknown-key", "of-inner", outer=place.outer, pair=pair, **parts)
    pair = f"{short}, {pair}" if short else pair
    return render("unknown-key", "of-inner-map", outer=place.outer, written=f"{place.outer}: {{{pair}}}", **parts)


def _with_short(place: InnerKey, held: Node | None) -> str | None:
    """The value of a key that stands for one of its map, as that one: ``dev: eth0``."""
    is_short = isinstance(held, Scalar) and not (is_null(held) or held.is_hidden or isinstance(held.value, bool))
    short = place.record.short
    return f"{short}: {held.text}" if is_short and short and isinstance(held, Scalar) and short != place.key else None


def _list_of(place: InnerKey, item: Node) -> str:
    """The whole list: an item for each value."""
    values = item.items if isinstance(item, Sequence) and item.items else [item]
    return f"{place.outer}: [{', '.join(f'{{{place.key}: {shown_for(place, value)}}}' for value in values)}]"


def shown_for(place: InnerKey, item: Node) -> str:
    """A value for a message, as the key at a place takes it."""
    if not isinstance(item, Scalar) or is_null(item) or item.is_hidden or is_secret(place.key):
        return "..."
    value = value_for(place.record.keys[place.key].shape, item)
    return item.text if value is None else value.text


def outer_keys(
    records: tuple[Record, ...], record: Record, node: Mapping, name: str
) -> tuple[str, tuple[str, ...]] | None:
    """The keys of a map that are those of a map around it, and what that is called, if one of them may be ``name``."""
    word = snake(name)
    if not any(word in outer.keys for outer in records if outer is not record):
        return None
    for outer in reversed(records):
        if outer is record:
            continue
        names = tuple(name for name in node.items if name not in record.keys and snake(name) in outer.keys)
        if names:
            return outer.name, names
    return None
