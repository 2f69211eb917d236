"""Keys that a map of the form does not have: what was probably meant, and what to write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import PLAIN, Vocabulary, vocabulary
from libvirt_xml.yaml_forms.findings import Findings, unknown_key
from libvirt_xml.yaml_forms.shapes.libvirt_fields import LibvirtFields
from libvirt_xml.yaml_forms.shapes.meant_values import SORTS, value_for
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Part, Shape, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record

_SOURCES = {"source", "dev", "file"}
_PLACES = {"path", "block"}  # which are keys too
_COMMON = {"yes", "no", "on", "off", "none", "default", "auto"}  # words that many keys have
_TRUE = Scalar(True)
_is_hump = re.compile(r"(?<=[a-z])([A-Z])")


def snake(name: str) -> str:
    """A key in the spelling of the form: ``bootOrder`` and ``boot-order`` are ``boot_order``."""
    return _is_hump.sub(r"_\1", name).lower().replace("-", "_")


def refuse_key(record: Record, node: Mapping, name: str, item: Node, path: str, findings: Findings) -> str | None:
    """Note an unknown key; the one that was probably meant."""
    place = f"{path}.{name}" if path else name
    refusal = record.refusal(name)
    sentence = None if refusal is None else refusal(name, node)
    if sentence is not None:
        if name == next(key for key in node.items if record.refusal(key) is refusal):
            findings.add("unknown-key", sentence, node.place_of(name), place)
        return None
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    is_known = snake(name) in record.keys or bool(words.meanings(snake(name)))
    inner = None if is_known else _of_libvirt(record, node, name, item)
    if inner is not None:
        findings.add("unknown-key", inner, node.place_of(name), place)
        return None
    kind = _kind(record, name, item, words)
    meant = kind or _likely(record, snake(name), item, words) or _key_with_word(record, node, item)
    of_word = None if meant else _key_of_word(record, name)
    if of_word is not None:
        parts = {"what": record.name, "key": name, "meant": of_word, "value": name}
        findings.add("unknown-key", render("unknown-key", "likely-with-value", **parts), node.place_of(name), place)
        return of_word
    if kind is not None:
        findings.add("unknown-key", _about_kind(record, node, name, kind), node.place_of(name), place)
    elif name in _SOURCES and any(_kind(record, key, node.items[key], words) for key in SORTS & node.items.keys()):
        return meant  # one mistake with the key that says which sort of source it is
    elif _holds_keys(item, record) and isinstance(item, Mapping) and not (meant and _takes(record, meant, item)):
        parts = {"what": record.name, "key": name, "keys": ", ".join(item.items)}
        is_name = "name" in record.keys and record.keys["name"].is_required and "name" not in {*node.items, *item.items}
        message = render("unknown-key", "name-as-map", **parts) if is_name else render("unknown-key", "nested", **parts)
        findings.add("unknown-key", message, node.place_of(name), place, expected=tuple(item.items))
        return "name" if is_name else meant
    elif meant is not None and _are_items(item, record.keys[meant].shape):
        unknown_key(findings, node, name, path, record.keys, record.name, meant)
        record.keys[meant].shape.check(item, place, findings)  # what is wrong in them is another mistake
    elif meant is not None and (item_shape := _item_shape(item, record.keys[meant].shape)) is not None:
        sentence = render("unknown-key", "likely-as-item", what=record.name, key=name, meant=meant)
        findings.add(
            "unknown-key", sentence, node.place_of(name), place, expected=sorted(record.keys), suggestion=meant
        )
        item_shape.check(item, f"{place}[0]", findings)
    elif meant is not None and (sentence := _instead(record, name, item, meant)) is not None:
        names = sorted(record.keys)
        findings.add("unknown-key", sentence, node.place_of(name), place, expected=names, suggestion=meant)
    else:
        unknown_key(findings, node, name, path, record.keys, record.name, meant)
    return meant


def _of_libvirt(record: Record, node: Mapping, name: str, item: Node) -> Sentence | None:
    """What is said of a key that is a field of libvirt's, or one of a part in the document form."""
    field = _inner_field(record, name)
    if field is None or record.inner is None:
        part = _part_with(record, name)
        parts = {"what": record.name, "key": name}
        return part and render("unknown-key", "inner-of-part", part=part[0], field=part[1], **parts)
    return None if _holds_keys(item, record) else record.inner.sentence(record.name, name, field, node)


def _about_kind(record: Record, node: Mapping, name: str, kind: str) -> Sentence:
    """What is said of a key that says as a value which key is meant: ``type: bridge``."""
    sources = (node.items.get(key) for key in sorted(_SOURCES | _PLACES))
    source = next((held for held in sources if isinstance(held, Scalar)), None)
    parts = {"what": record.name, "key": name, "kind": kind}
    if source is None and record.keys[kind].shape.takes(_TRUE) and _takes(record, kind, _TRUE):
        return render("unknown-key", "kind-with-source", source="true", **parts)
    if source is None or is_null(source) or source.is_hidden:
        return render("unknown-key", "kind", **parts)
    return render("unknown-key", "kind-with-source", source=source.text, **parts)


def _holds_keys(item: Node, record: Record) -> bool:
    return isinstance(item, Mapping) and bool(item.items) and item.items.keys() <= record.keys.keys()


def _are_items(item: Node, shape: Shape) -> bool:
    """Whether this is a list of maps, as a key takes it."""
    if not isinstance(item, Sequence) or not item.items or not shape.takes(item):
        return False
    return all(isinstance(part, Mapping) for part in item)


def _item_shape(item: Node, shape: Shape) -> Shape | None:
    """What an item of a list is, if this is one without its list: ``disk: {size: 20GiB}``."""
    item_shape: Shape | None = getattr(shape, "item", None)
    keys = getattr(item_shape, "keys", {})
    is_item = isinstance(item, Mapping) and bool(item.items.keys() & keys) and not isinstance(shape, Part)
    return item_shape if is_item else None


def _likely(record: Record, name: str, item: Node, words: Vocabulary) -> str | None:
    """The key that was probably meant: one spelt nearly so that takes the value goes before another word for it."""
    meant = words.closest(name, sorted(record.keys))
    spelt = PLAIN.closest(name, sorted(record.keys))
    if meant is None or spelt is None or spelt == meant or not (spelt.startswith(name) or name.startswith(spelt)):
        return meant
    return spelt if _takes(record, spelt, item) and not _takes(record, meant, item) else meant


def _key_of_word(record: Record, name: str) -> str | None:
    """The only key that has a name among its words: ``vnc: true`` for ``type: vnc``."""
    keys = [key for key, known in record.keys.items() if isinstance(known.shape, Words) and name in known.shape.words]
    return keys[0] if len(keys) == 1 else None


def _key_with_word(record: Record, node: Mapping, item: Node) -> str | None:
    """The only key that is not there and has a value among its words: ``type: raw`` for ``format: raw``."""
    if not isinstance(item, Scalar) or not isinstance(item.value, str) or item.text in _COMMON:
        return None
    absent = ((key, known.shape) for key, known in record.keys.items() if key not in node.items)
    keys = [key for key, shape in absent if isinstance(shape, Words | FieldValue) and item.text in shape.words]
    return keys[0] if len(keys) == 1 else None


def _takes(record: Record, key: str, item: Node) -> bool:
    trial = Findings()
    record.keys[key].shape.check(item, "", trial)
    return not trial.has_errors


def _instead(record: Record, name: str, item: Node, meant: str) -> Sentence | None:
    """What to write where the key that is meant does not take the value."""
    value = value_for(record.keys[meant].shape, item)
    if value is None:
        return None
    parts = {"what": record.name, "key": name, "meant": meant, "value": value.text}
    return (
        render("unknown-key", "likely-with-value", **parts)
        if value.is_theirs
        else render("unknown-key", "likely-with-sample", **parts)
    )


def _inner_field(record: Record, name: str) -> str | None:
    """The field of libvirt's that a key is, in its YAML or XML spelling."""
    if record.inner is None:
        return None
    return snake(name) if snake(name) in record.inner.names() else None


def _part_with(record: Record, name: str) -> tuple[str, str] | None:
    """The only key of the document form that has a field, and the field: ``hyperv`` of ``features``."""
    owners = {key: shape.owner for key, known in record.keys.items() if isinstance(shape := known.shape, Part)}
    homes = [key for key, owner in owners.items() if owner and snake(name) in LibvirtFields(owner).names()]
    return (homes[0], snake(name)) if len(homes) == 1 else None


def _kind(record: Record, name: str, item: Node, words: Vocabulary) -> str | None:
    """The key that somebody names as a value: ``type: bridge``."""
    if name not in SORTS or not isinstance(item, Scalar):
        return None
    return next((word for word in (item.text, *words.meanings(item.text)) if word in record.keys), None)
