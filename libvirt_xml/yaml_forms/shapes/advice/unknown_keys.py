"""Keys that a map of the form does not have: what was probably meant, and what to write."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import PLAIN, Vocabulary, vocabulary
from libvirt_xml.yaml_forms.findings import Findings, is_longer_word, unknown_key
from libvirt_xml.yaml_forms.shapes.advice.compound_keys import (
    InnerKey,
    about_inner_key,
    inner_key,
    key_of_parts,
    keys_of_kind,
    named_key,
    outer_keys,
    record_of,
    sized_key,
    snake,
    without_owner,
)
from libvirt_xml.yaml_forms.shapes.advice.corrected import corrected_line
from libvirt_xml.yaml_forms.shapes.advice.cousin_keys import about_cousin, beside_short
from libvirt_xml.yaml_forms.shapes.advice.cut_values import value_cut
from libvirt_xml.yaml_forms.shapes.advice.dedented_keys import is_below_strange_header, is_of_outer, refuse_dedented
from libvirt_xml.yaml_forms.shapes.advice.fields_as_keys import about_part, field_as_keys
from libvirt_xml.yaml_forms.shapes.advice.kind_keys import about_kind, is_source
from libvirt_xml.yaml_forms.shapes.advice.meant_values import SORTS, value_for
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import covered_key, first_alike, replaced_key
from libvirt_xml.yaml_forms.shapes.other_tools.option_texts import taken_as_it_is
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Part, Shape, Words
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record

_SLIPS = 2  # letters that a misspelt key may have more
_COMMON = {"yes", "no", "on", "off", "none", "default", "auto"}  # words that many keys have
_OF_ANY_SORT = {*SORTS, "driver", "mode", "interface"}
"""Keys of other tools whose value tells what is meant."""


class LikelyKeys(NamedTuple):
    """What was probably meant by an unknown key."""

    values: AnyMapping[str, Node] = MappingProxyType({})
    """Keys of the map that it is in, with their values."""
    inner: InnerKey | None = None
    """A key of a map below another key."""
    covered: str | None = None
    """A key of the map that it is in of which nothing else is to be said."""
    replaced: str | None = None
    """A key of the map that it is in whose value does not matter."""


_UNKNOWN = LikelyKeys()
NO_LIKELY_KEYS = LikelyKeys()
"""What is known of a key of which nothing is known."""


def refuse_key(record: Record, node: Mapping, name: str, item: Node, path: str, findings: Findings) -> LikelyKeys:
    """Note an unknown key; what was probably meant."""
    place = f"{path}.{name}" if path else name
    if is_below_strange_header(node, name, findings):
        return _UNKNOWN
    dedented = refuse_dedented(record, node, name, place, findings)
    if dedented is not None:
        return LikelyKeys(inner=dedented)
    refusal = record.refusal(name)
    sentence = None if refusal is None else refusal(name, node)
    if sentence is not None:
        if name == first_alike(record.refusal, node, name):
            findings.add("unknown-key", sentence, node.place_of(name), place)
        return LikelyKeys(covered=covered_key(sentence), replaced=replaced_key(sentence))
    of_field = field_as_keys(record, node, name, item)
    if of_field is not None:
        findings.add("unknown-key", of_field.sentence, node.place_of(name), place)
        return LikelyKeys(of_field.values)
    joined, colon, rest = name.partition(":")
    if colon and rest and joined in record.keys and is_null(item):
        message = render("unknown-key", "colon-without-space", key=name, name=joined, rest=rest)
        findings.add("unknown-key", message, node.place_of(name), place)
        return LikelyKeys({joined: Scalar(resolve(rest), rest, node.place_of(name))})
    cut = value_cut(node, name)
    if cut is not None:
        before, value, is_first = cut
        if is_first:
            parts = {"what": record.name, "key": name, "before": before, "value": value}
            findings.add("unknown-key", render("unknown-key", "cut-value", **parts), node.place_of(name), place)
        return _UNKNOWN
    sized = sized_key(record, name, item)
    if sized is not None:
        parts = {"what": record.name, "key": name, "meant": sized.key, "value": sized.value}
        findings.add("unknown-key", render("unknown-key", "likely-with-value", **parts), node.place_of(name), place)
        return LikelyKeys({sized.key: Scalar(sized.value, sized.value, item.origin)})
    if not _is_for_key(record, name):
        elsewhere = _refuse_elsewhere(record, node, name, item, place, findings)
        if elsewhere is not None:
            return elsewhere
    if isinstance(item, Mapping) and _is_group(record, node, name, item):
        return LikelyKeys(_refuse_group(record, node, name, item, place, findings))
    meant = _refuse_likely(record, node, name, item, path, findings)
    return NO_LIKELY_KEYS if meant is None else LikelyKeys({meant: item})


def _is_for_key(record: Record, name: str) -> bool:
    """Whether a key is a word for one of the map."""
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    word = snake(name)
    return word in record.keys or bool(words.meanings(word)) or named_key(record, word) is not None


def _refuse_elsewhere(
    record: Record, node: Mapping, name: str, item: Node, place: str, findings: Findings
) -> LikelyKeys | None:
    """Note a key that belongs to another map; of several of a map around this one, the first is noted."""
    of_libvirt = None if is_null(item) and is_of_outer(name, findings) else _of_libvirt(record, node, name, item)
    if of_libvirt is not None:
        findings.add("unknown-key", of_libvirt, node.place_of(name), place)
        return _UNKNOWN
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    if any(name in keys_of_kind(record, node, kind) for kind in _kinds(record, node, words)):
        return _UNKNOWN  # which is written with the kind
    inner = inner_key(record, name, item)
    if inner is not None:
        if not any(name in beside_short(record, node, key)[1] for key in node.items):
            message = about_inner_key(record, name, item, inner, node)
            findings.add("unknown-key", message, node.place_of(name), place)
        return LikelyKeys(inner=inner)
    outer = outer_keys(findings.around, record, node, name)
    if outer is None or name not in outer[1]:
        return None
    if name == outer[1][0]:
        parts = {"what": record.name, "outer": outer[0], "keys": outer[1]}
        message = (
            render("unknown-key", "of-outer-item", **parts)
            if " " in outer[0]  # the name of an item, which is no key
            else render("unknown-key", "of-outer", **parts)
        )
        findings.add("unknown-key", message, node.place_of(name), place)
    findings.misplaced.add(snake(name))
    return _UNKNOWN


def _refuse_likely(record: Record, node: Mapping, name: str, item: Node, path: str, findings: Findings) -> str | None:
    """Note a key that is probably another one of the map."""
    place = f"{path}.{name}" if path else name
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    of_value = _key_with_word(record, node, item) if name in _OF_ANY_SORT else None
    kind = None if of_value else _kind(record, name, item, words)
    likely = of_value or kind or _likely(record, snake(name), item, words) or key_of_parts(record, name)
    of_word = None if likely else _key_of_word(record, name)
    written, _ = beside_short(record, node, name)
    if written is not None and likely is not None:
        sentence = render("unknown-key", "likely-with-value", what=record.name, key=name, meant=likely, value=written)
        findings.add("unknown-key", sentence, node.place_of(name), place)
        return likely
    likely = likely or _key_with_word(record, node, item)
    meant = likely or _only_missing_key(record, node, item)
    if of_word is not None and of_word not in node.items:
        beside = "" if likely is None or not isinstance(item, Scalar) else f", {likely}: {item.text}"
        parts = {"what": record.name, "key": name, "meant": of_word, "value": f"{name}{beside}"}
        findings.add("unknown-key", render("unknown-key", "likely-with-value", **parts), node.place_of(name), place)
        return of_word
    if kind is not None:
        findings.add("unknown-key", about_kind(record, node, name, kind), node.place_of(name), place)
    elif any(is_source(name, kind, words) for kind in _kinds(record, node, words)):
        return meant  # one mistake with the key that says which sort of source it is
    elif meant is not None and not is_null(node.items.get(meant)):
        findings.add("unknown-key", _beside(record, node, name, item, meant), node.place_of(name), place)
    elif meant is not None and _is_alike(item, record.keys[meant].shape):
        unknown_key(findings, node, name, path, record.keys, record.name, meant)
        record.keys[meant].shape.check(item, place, findings)  # what is wrong in it is another mistake
    elif meant is not None and (item_shape := _item_shape(item, record.keys[meant].shape)) is not None:
        written = corrected_line(item_shape, item)
        sentence = likely_as_item(record.name, name, meant, written)
        findings.add(
            "unknown-key", sentence, node.place_of(name), place, expected=sorted(record.keys), suggestion=meant
        )
        if written is None:
            item_shape.check(item, f"{place}[0]", findings)
    elif meant is not None and (value := _instead(record, name, item, meant)) is not None:
        names = sorted(record.keys)
        findings.add("unknown-key", value, node.place_of(name), place, expected=names, suggestion=meant)
    elif meant is None and (cousin := about_cousin(record, name, item, findings.around)) is not None:
        findings.add("unknown-key", cousin, node.place_of(name), place)
    else:
        unknown_key(findings, node, name, path, record.keys, record.name, meant)
    return meant


def likely_as_item(what: str, name: str, meant: str, written: str | None) -> Sentence:
    """What is said of an item that stands below another word for a list; ``written`` is the item on one line."""
    parts = {"what": what, "key": name, "meant": meant}
    if written is None:
        return render("unknown-key", "likely-as-item", **parts)
    return render("unknown-key", "likely-with-value", value=f"[{written}]", **parts)


def _beside(record: Record, node: Mapping, name: str, item: Node, meant: str) -> Sentence:
    """What is said of another word for a key that is there too."""
    shape = record.keys[meant].shape
    item_shape: Shape | None = getattr(shape, "item", None)
    parts = {"what": record.name, "key": name, "meant": meant}
    if item_shape is None or isinstance(shape, Part) or not isinstance(node.items[meant], Sequence):
        line = node.place_of(meant).line
        return render("unknown-key", "likely-twice", line=line, **parts)
    value = None if isinstance(item, Sequence) else value_for(item_shape, item)
    written = value.text if value is not None and value.is_theirs else corrected_line(item_shape, item)
    if written is None:
        return render("unknown-key", "likely-in-list", **parts)
    return render("unknown-key", "likely-in-list-with-value", value=written, **parts)


def _kinds(record: Record, node: Mapping, words: Vocabulary) -> set[str]:
    """The keys that a map names as values: ``type: bridge``."""
    kinds = (_kind(record, key, node.items[key], words) for key in SORTS & node.items.keys())
    return {kind for kind in kinds if kind is not None}


def _is_group(record: Record, node: Mapping, name: str, item: Mapping) -> bool:
    """Whether a map only groups keys of the map around it, and is not the value of a key that is known."""
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    meant = _kind(record, name, item, words) or _likely(record, snake(name), item, words)
    if words.meanings(snake(name)) and not item.items.keys() <= record.keys.keys():
        return False
    if meant is not None:
        shape = record.keys[meant].shape
        if _is_alike(item, shape) or _item_shape(item, shape) is not None or taken_as_it_is(shape, item):
            return False
    return _holds_keys(item, record)


def _refuse_group(
    record: Record, node: Mapping, name: str, item: Mapping, place: str, findings: Findings
) -> dict[str, Node]:
    """Note a map that only groups keys of the map around it, and what is wrong in it; the keys with their values."""
    has_name = "name" not in record.keys or not record.keys["name"].is_required or "name" in node.items
    is_name = not has_name and "name" not in item.items
    alike = [key for key, held in node.items.items() if key not in record.keys and _holds_keys(held, record)]
    is_one_of_several = not has_name and len(alike) > 1
    parts = {"what": record.name, "key": name, "keys": ", ".join(item.items)}
    message = (
        render("unknown-key", "machines-by-name", what=record.name, keys=tuple(alike), first=alike[0])
        if is_one_of_several
        else render("unknown-key", "name-as-map", **parts)
        if is_name
        else render("unknown-key", "nested", **parts)
    )
    if not is_one_of_several or name == alike[0]:
        findings.add("unknown-key", message, node.place_of(name), place, expected=tuple(item.items))
    values: dict[str, Node] = {"name": Scalar(name, name, node.place_of(name))} if not has_name else {}
    for key, held in item.items.items():
        if key not in record.keys:
            values |= refuse_key(record, item, key, held, place, findings).values
        elif not is_null(held):
            values[key] = held
            record.keys[key].shape.check(held, f"{place}.{key}", findings)
    return values


def _of_libvirt(record: Record, node: Mapping, name: str, item: Node) -> Sentence | None:
    """What is said of a key that is a field of libvirt's, or one of a part in the document form."""
    field = _inner_field(record, name)
    if field is None or record.inner is None:
        return about_part(record, node, name)
    return None if _holds_keys(item, record) else record.inner.sentence(record.name, name, field, node)


def _holds_keys(item: Node, record: Record) -> bool:
    """Whether a map has keys of the map around it only, perhaps in the words of other tools."""
    return isinstance(item, Mapping) and bool(item.items) and all(is_known_key(record, key) for key in item.items)


def is_known_key(record: Record, name: str) -> bool:
    """Whether a key is one of a map, perhaps in the words of other tools."""
    word = snake(name)
    return (
        word in record.keys
        or named_key(record, word) is not None
        or record.refusal(name) is not None
        or sized_key(record, name, Scalar(1, "1")) is not None
        or (name not in SORTS and inner_key(record, name) is not None and "_" in word)
    )


def _is_alike(item: Node, shape: Shape) -> bool:
    """Whether a value is a list, or a map with keys that belong below another key."""
    if isinstance(item, Sequence):
        return shape.takes(item) and any(isinstance(part, Mapping) for part in item.items)
    inner = record_of(shape) if shape.takes(item) else None
    if not isinstance(item, Mapping) or not item.items or inner is None:
        return False
    if inner is not shape and isinstance(getattr(shape, "item", None), type(inner)):  # items by name
        return not any(is_known_key(inner, key) for key in item.items)
    return any(is_known_key(inner, key) for key in item.items)


def _item_shape(item: Node, shape: Shape) -> Shape | None:
    """What an item of a list is, if this is one without its list: ``disk: {size: 20GiB}``."""
    item_shape: Shape | None = getattr(shape, "item", None)
    inner = None if item_shape is None or isinstance(shape, Part) else record_of(item_shape)
    if inner is None or inner is not item_shape or not isinstance(item, Mapping):
        return None
    return inner if any(is_known_key(inner, key) for key in item.items) else None


def _likely(record: Record, name: str, item: Node, words: Vocabulary) -> str | None:
    """The key that was probably meant: one spelt nearly so that takes the value goes before another word for it."""
    if without_owner(name) != name and not words.meanings(name) and named_key(record, name) is not None:
        name = without_owner(name)
    if name in record.keys:
        return name
    several = [key for key in words.meanings(name) if key in record.keys]
    if len(several) > 1:
        return next((key for key in several if taken_as_it_is(record.keys[key].shape, item)), several[0])
    meant = words.closest(name, sorted(record.keys))
    if meant is not None and is_longer_word(name, meant) and not words.meanings(name):
        return None
    spelt = PLAIN.closest(name, sorted(record.keys))
    if meant is None or spelt is None or spelt == meant or not (spelt.startswith(name) or name.startswith(spelt)):
        return meant
    if len(name) > len(spelt) + _SLIPS:
        return meant
    return (
        spelt
        if taken_as_it_is(record.keys[spelt].shape, item) and not taken_as_it_is(record.keys[meant].shape, item)
        else meant
    )


def _key_of_word(record: Record, name: str) -> str | None:
    """The only key that has a name among its words: ``vnc: true`` for ``type: vnc``."""
    keys = [key for key, known in record.keys.items() if isinstance(known.shape, Words) and name in known.shape.words]
    return keys[0] if len(keys) == 1 else None


def _only_missing_key(record: Record, node: Mapping, item: Node) -> str | None:
    """The only required key that is not there, if it takes the value and no other key is unknown."""
    unknown = islice((key for key in node.items if key not in record.keys), 2)
    missing = [key for key, known in record.keys.items() if known.is_required and key not in node.items]
    is_only = len(missing) == len([*unknown]) == 1 and not isinstance(item, Mapping)
    return missing[0] if is_only and taken_as_it_is(record.keys[missing[0]].shape, item) else None


def _key_with_word(record: Record, node: Mapping, item: Node) -> str | None:
    """The only key that is not there and has a value among its words: ``type: raw`` for ``format: raw``."""
    if not isinstance(item, Scalar) or not isinstance(item.value, str) or item.text in _COMMON:
        return None
    absent = ((key, known.shape) for key, known in record.keys.items() if key not in node.items)
    keys = [key for key, shape in absent if isinstance(shape, Words | FieldValue) and item.text in shape.words]
    return keys[0] if len(keys) == 1 else None


def _instead(record: Record, name: str, item: Node, meant: str) -> Sentence | None:
    """What to write where the key that is meant does not take the value."""
    value = value_for(record.keys[meant].shape, item)
    if value is None:
        return None
    parts = {"what": record.name, "key": name, "meant": meant, "value": value.text}
    return (
        render("unknown-key", "likely-with-options", left=value.left, **parts)
        if value.left
        else render("unknown-key", "likely-with-value", **parts)
        if value.is_theirs
        else render("unknown-key", "likely-with-sample", **parts)
    )


def _inner_field(record: Record, name: str) -> str | None:
    """The field of libvirt's that a key is, in its YAML or XML spelling."""
    if record.inner is None:
        return None
    return snake(name) if snake(name) in record.inner.names() else None


def _kind(record: Record, name: str, item: Node, words: Vocabulary) -> str | None:
    """The key that somebody names as a value: ``type: bridge``."""
    if name not in SORTS or not isinstance(item, Scalar):
        return None
    return next((word for word in (item.text, *words.meanings(item.text)) if word in record.keys), None)
