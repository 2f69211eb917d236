"""Where everything of a YAML text is, by characters: maps, lists, single values, aliases.

The text has been read before, so nothing is refused here; an alias is where it is written, not what it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from libvirt_xml.yaml_forms.text.events import parser_of

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)*")

SpanKind = Literal["map", "list", "scalar", "alias"]


class YamlSpan:
    """A value: where it begins, behind anchor and tag, and where it ends."""

    __slots__ = ("anchor", "end", "is_flow", "items", "kind", "pairs", "start", "style")

    def __init__(self, kind: SpanKind, start: int, end: int, *, is_flow: bool = False, style: str = "") -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.is_flow = is_flow
        self.style = style
        """Of a single value: a quotation mark, ``|``, ``>``, or nothing."""
        self.anchor = ""
        """The name that aliases have for it; of an alias, the name of what it stands for."""
        self.pairs: list[YamlPair] = []
        self.items: list[YamlSpan] = []

    def walk(self) -> Iterator[YamlSpan]:
        """This value and all values in it."""
        pending: list[YamlSpan] = [self]
        while pending:
            span = pending.pop()
            yield span
            pending += [pair.value for pair in reversed(span.pairs)] + span.items[::-1]

    def pair(self, key: str) -> YamlPair | None:
        """The pair of a key that is written in this map."""
        return next((pair for pair in self.pairs if pair.key == key), None)


class YamlPair:
    """A key and its value; ``start`` is where the key begins, ``colon`` behind the colon."""

    __slots__ = ("colon", "key", "start", "value")

    def __init__(self, key: str, start: int, colon: int, value: YamlSpan) -> None:
        self.key = key
        self.start = start
        self.colon = colon
        self.value = value

    @property
    def end(self) -> int:
        """Where the value ends."""
        return self.value.end


def scan_yaml(text: str) -> list[YamlSpan]:
    """The values of all documents in a text without a byte order mark."""
    next_event, restore = parser_of(text)
    return list(_Scanner(text, next_event, restore).documents())


class _Scanner:
    def __init__(self, text: str, next_event: Callable[[], Any], restore: Callable[[str], str]) -> None:
        self._text = text
        self._next = next_event
        self._restore = restore

    def documents(self) -> Iterator[YamlSpan]:
        """The value of each document."""
        while not isinstance(event := self._next(), StreamEndEvent):
            if isinstance(event, DocumentStartEvent):
                yield self._value(self._next())

    def _value(self, event: Any) -> YamlSpan:
        start, end = _start_of_event(event), _end_of_event(event)
        span = self._span(event, start, end)
        span.anchor = getattr(event, "anchor", None) or ""
        return span

    def _span(self, event: Any, start: int, end: int) -> YamlSpan:
        if isinstance(event, AliasEvent):
            return YamlSpan("alias", start, end)
        start = self._behind_properties(event, start)
        if isinstance(event, ScalarEvent):
            if event.style in ("|", ">"):
                end = start + len(self._text[start:end].rstrip("\r\n \t"))
            return YamlSpan("scalar", start, end, style=event.style or "")
        return self._map(event, start) if isinstance(event, MappingStartEvent) else self._list(event, start)

    def _behind_properties(self, event: Any, start: int) -> int:
        if event.anchor is None and event.tag is None:
            return start
        match = _PROPERTIES.match(self._text, start)
        end = match.end() if match else start
        return min(end, _end_of_event(event)) if isinstance(event, ScalarEvent) else end

    def _map(self, event: Any, start: int) -> YamlSpan:
        span = YamlSpan("map", start, start, is_flow=bool(event.flow_style))
        while not isinstance(key := self._next(), MappingEndEvent):
            name, end = self._restore(getattr(key, "value", "")), _end_of_event(key)
            value = self._value(self._next())
            colon = self._text.index(":", end) + 1
            if value.end < colon:  # an empty one
                value.start = value.end = colon
            span.pairs.append(YamlPair(name, _start_of_event(key), colon, value))
        self._end(span, key, [pair.value for pair in span.pairs])
        return span

    def _list(self, event: Any, start: int) -> YamlSpan:
        span = YamlSpan("list", start, start, is_flow=bool(event.flow_style))
        while not isinstance(item := self._next(), SequenceEndEvent):
            span.items.append(self._value(item))
        self._end(span, item, span.items)
        return span

    def _end(self, span: YamlSpan, event: Any, values: list[YamlSpan]) -> None:
        span.end = _end_of_event(event) if span.is_flow or not values else values[-1].end


def _start_of_event(event: Any) -> int:
    start: int = event.start_mark.index
    return start


def _end_of_event(event: Any) -> int:
    end: int = event.end_mark.index
    return end
