"""Keys that say as a value which key is meant: ``type: bridge`` beside ``source: br0``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import PLAIN, Vocabulary, vocabulary
from libvirt_xml.yaml_forms.shapes.advice.compound_keys import keys_of_kind, record_of
from libvirt_xml.yaml_forms.shapes.other_tools.option_texts import taken_as_it_is
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, is_null

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record

_SOURCES = {"source", "dev", "file"}
_PLACES = {"path", "block"}  # which are keys too
_TRUE = Scalar(True)


def is_source(name: str, kind: str, words: Vocabulary) -> bool:
    """Whether a key has the value of the one that a sort names."""
    return name in _SOURCES or kind in words.meanings(name)


def about_kind(record: Record, node: Mapping, name: str, kind: str) -> Sentence:
    """What is said of a key that says as a value which key is meant: ``type: bridge``."""
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    sources = (
        (key, _only_held(node.items[key])) for key in node.items if key in _PLACES or is_source(key, kind, words)
    )
    written, source = next(((key, held) for key, held in sources if isinstance(held, Scalar)), ("", None))
    parts = {"what": record.name, "key": name, "kind": kind}
    needless = [name, written] if written and written != kind else [name]
    if source is None and record.keys[kind].shape.takes(_TRUE) and taken_as_it_is(record.keys[kind].shape, _TRUE):
        return render("unknown-key", "kind-with-source", source="true", needless=needless, **parts)
    named = node.items.get("name")
    if source is None and isinstance(named, Scalar) and taken_as_it_is(record.keys[kind].shape, named):
        return render("unknown-key", "kind-with-name", source=named.text, **parts)
    if source is None or is_null(source) or source.is_hidden:
        return render("unknown-key", "kind", **parts)
    beside = keys_of_kind(record, node, kind)
    inner = record_of(record.keys[kind].shape)
    if beside and inner is not None and inner.short is not None:
        held = {inner.short: source, **{key: node.items[key] for key in beside}}
        line = one_line(Mapping(held, node.origin)) or "{...}"
        return render("unknown-key", "kind-with-source", source=line, needless=[*needless, *beside], **parts)
    return render("unknown-key", "kind-with-source", source=source.text, needless=needless, **parts)


def _only_held(node: Node) -> Node:
    """The value of a map that has only that: ``source: {dev: br0}``."""
    return next(iter(node.items.values())) if isinstance(node, Mapping) and len(node.items) == 1 else node
