"""The events of a YAML parser to trees. Limits are asked while a tree grows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from libvirt_xml.markup.limits import MAX_DEPTH, MAX_NODES
from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.foreign_files import sort_of_tag
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.resolving import REPLACE, resolve
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, Span, is_null, that_replaces

SPARE = 100_000
"""How many values aliases may add to those that are written before they count as an attack."""

_CORE = frozenset({"!", "str", "int", "float", "bool", "null", "map", "seq"})
_PREFIX = "tag:yaml.org,2002:"
_is_path = re.compile(r"[\w./+@-]{1,100}").fullmatch


class YamlRefusal(Exception):
    """A text that is not made into a tree, and why; ``mark`` is the parser's place of it."""

    def __init__(self, sentence: Sentence, mark: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.mark = mark


class YamlBuilder:
    """Makes trees of one text; what is shared by aliases stays shared.

    ``next_event`` is the parser, ``restore`` what makes a value the text that was written.
    """

    def __init__(
        self, next_event: Callable[[], Any], restore: Callable[[str], str], findings: Findings, file: str | None
    ) -> None:
        self._next = next_event
        self._restore = restore
        self._findings = findings
        self._file = file
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._former: set[str] = set()
        """The anchors of the documents before."""
        self._open: set[str] = set()
        self._item: Any = None
        """The event that the last item of a list began with."""
        self._written = 0  # values that stand in the text
        self._size = 0  # and those that there are with each alias put in

    def documents(self) -> Iterator[Node]:
        """The trees of all documents. Raises Refusal, and what the parser raises."""
        while (event := self._next()).__class__ is not StreamEndEvent:
            if event.__class__ is DocumentStartEvent:
                self._former |= self._anchors.keys()
                self._anchors = {}
                yield self._node(self._next(), 0)

    def _node(self, event: Any, depth: int) -> Node:
        """The tree that begins with an event."""
        kind = event.__class__
        if kind is AliasEvent:
            return self._alias(event)
        self._written += 1
        self._size += 1
        if self._written > MAX_NODES:
            raise YamlRefusal(render("not-well-formed", "yaml-nodes", limit=f"{MAX_NODES:,}"), event.start_mark)
        if kind is ScalarEvent and event.anchor is None and event.tag is None:
            return self._scalar(event)
        before = self._size
        replaces = event.tag is not None and self._replaces(event)
        if event.anchor is not None:
            self._open.add(event.anchor)
        node: Node
        if kind is ScalarEvent:
            node = self._scalar(event)
        elif depth >= MAX_DEPTH:
            raise YamlRefusal(render("not-well-formed", "yaml-depth", limit=MAX_DEPTH), event.start_mark)
        else:
            node = self._sequence(event, depth) if kind is SequenceStartEvent else self._unmarked(event, depth)
            node.replaces = node.replaces or replaces
        if event.anchor is not None:
            self._open.discard(event.anchor)
            self._anchors[event.anchor] = node, self._size - before + 1
        return node

    def _unmarked(self, event: Any, depth: int) -> Sequence | Mapping:
        node = self._mapping(event, depth)
        return that_replaces(node) if len(node.items) == 1 and REPLACE in node.items else node

    def _replaces(self, event: Any) -> bool:
        """Whether a tag is ``!replace``. Raises Refusal for one that YAML's core schema does not have."""
        tag = event.tag
        if tag == REPLACE and event.__class__ is not ScalarEvent:
            return True
        if tag.removeprefix(_PREFIX) not in _CORE:
            raise YamlRefusal(_about_tag(tag, getattr(event, "value", "")), event.start_mark)
        return False

    def _alias(self, event: Any) -> Node:
        if event.anchor in self._open:
            raise YamlRefusal(render("not-well-formed", "yaml-alias-inside", name=event.anchor), event.start_mark)
        anchor = self._anchors.get(event.anchor)
        if anchor is None and event.anchor in self._former:
            raise YamlRefusal(render("not-well-formed", "yaml-alias-former", name=event.anchor), event.start_mark)
        if anchor is None:
            raise YamlRefusal(render("not-well-formed", "yaml-alias-unknown", name=event.anchor), event.start_mark)
        node, size = anchor
        self._size += size
        if self._size > self._written + SPARE:
            raise YamlRefusal(render("not-well-formed", "yaml-aliases", limit=f"{SPARE:,}"), event.start_mark)
        return node

    def _origin(self, start: Any, end: Span) -> Origin:
        return _make_origin(("spec", "", self._file, start.line + 1, start.column + 1, end))

    def _scalar(self, event: Any) -> Scalar:
        text = self._restore(event.value)
        origin = self._origin(event.start_mark, _extent(event))
        if event.style:
            return Scalar(text, text, origin)
        is_text = event.tag is not None and event.tag.endswith((":str", "!"))
        return Scalar(text if is_text else resolve(text), text, origin)

    def _sequence(self, start: Any, depth: int) -> Sequence:
        items: list[Node] = []
        item_event = None
        while (event := self._next()).__class__ is not SequenceEndEvent:
            item_event = self._item = event
            items.append(self._node(event, depth + 1))
        last = None if item_event is None else _span_of(items[-1], item_event)
        return Sequence(items, self._origin(start.start_mark, _span(start, event, last)))

    def _mapping(self, start: Any, depth: int) -> Mapping:
        result = Mapping({})
        merged: list[Mapping] = []
        last: tuple[Span | None, Node, Any] | None = None
        is_item: bool | None = start is self._item
        while (event := self._next()).__class__ is not MappingEndEvent:
            key = self._node(event, depth + 1)
            if type(key) is not Scalar:
                raise YamlRefusal(render("not-well-formed", "yaml-key"), event.start_mark)
            value_event = self._next()
            value = self._node(value_event, depth + 1)
            last = key.origin.span if event.__class__ is ScalarEvent else None, value, value_event
            if key.value == "<<" and not getattr(event, "style", None):
                merged += _merged(value, value_event)
            elif key.text in result.items:
                is_item = self._repeated(result, key, is_item=is_item)
                if is_null(result.items[key.text]):  # what else is said is of the one that has a value
                    result.items[key.text], result.keys[key.text] = value, key.origin
            else:
                result.items[key.text] = value
                result.keys[key.text] = key.origin
        for base in merged:
            for name, held in base.items.items():
                if name not in result.items:
                    result.items[name] = held
                    result.keys[name] = base.place_of(name)
        end = None if last is None else _later(last[0], _span_of(last[1], last[2]))
        result.origin = self._origin(start.start_mark, _span(start, event, end))
        return result

    def _repeated(self, mapping: Mapping, key: Scalar, *, is_item: bool | None) -> bool | None:
        """Note a key that is there already; with the first key of an item of a list another item begins, whose keys are
        no mistakes of their own: then what comes back is ``None``."""
        if is_item is None:
            return None
        parts = {"name": key.text, "line": mapping.keys[key.text].line}
        is_document = key.origin.column == 1 and isinstance(mapping.items[key.text], Mapping)
        is_next_item = is_item and key.text == next(iter(mapping.items))
        has_items = isinstance(mapping.items[key.text], Mapping | Sequence)
        message = (
            render("duplicate-key", "of-item", **parts)
            if is_next_item
            else render("duplicate-key", "of-document", **parts)
            if is_document
            else render("duplicate-key", "of-list", **parts)
            if has_items
            else render("duplicate-key", "yaml", **parts)
        )
        self._findings.add("duplicate-key", message, key.origin, key.text)
        return None if is_next_item else is_item


_make_origin: Callable[[tuple[object, ...]], Origin] = partial(tuple.__new__, Origin)
_make_span: Callable[[tuple[int, int, int, int]], Span] = partial(tuple.__new__, Span)


def _about_tag(tag: str, value: str) -> Sentence:
    """Why a tag is not allowed, with what is written instead."""
    match sort_of_tag(tag):
        case "secret":
            return render("not-well-formed", "yaml-tag-of-secret", tag=tag)
        case "file":
            path = value if _is_path(value) else "PATH"
            return render("not-well-formed", "yaml-tag-of-file", tag=tag, path=path)
        case "template":
            return render("not-well-formed", "yaml-tag-of-template", tag=tag)
    return render("not-well-formed", "yaml-tag", tag=tag.replace(_PREFIX, "!!"))


def _extent(event: Any) -> Span:
    """Where an event begins and ends."""
    end = event.end_mark
    return _make_span((event.start_mark.index, end.index, end.line + 1, end.column + 1))


def _merged(value: Node, event: Any) -> list[Mapping]:
    bases = [base for base in (value if isinstance(value, Sequence) else [value]) if isinstance(base, Mapping)]
    if len(bases) != (len(value) if isinstance(value, Sequence) else 1):
        raise YamlRefusal(render("not-well-formed", "yaml-merge"), event.start_mark)
    return bases


def _span_of(value: Node, event: Any) -> Span | None:
    """Where a value ends; for an alias that is the alias itself, not what it names."""
    if event.__class__ is not AliasEvent:
        return value.origin.span
    return _extent(event)


def _later(one: Span | None, other: Span | None) -> Span | None:
    """Where a pair ends: an empty value has no length, and may have its place before the colon's end."""
    if one is None or other is None:
        return other or one
    return other if other.end > one.end else one


def _span(start: Any, end: Any, last: Span | None) -> Span:
    """Where a collection begins and ends: in brackets with the bracket, else with its last value."""
    if last is None or start.flow_style:
        return _extent(end)._replace(start=start.start_mark.index)
    return last._replace(start=start.start_mark.index)
