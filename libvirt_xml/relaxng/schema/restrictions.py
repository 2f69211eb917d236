"""What RELAX NG forbids although it can be written: restrictions on the simplified schema.

One pass from the inside out: the summary of a pattern says what it holds down to the next elements, and each pattern
asks of its children's summaries what it may not hold.

Source: RELAX NG specification, section 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import assert_never

from libvirt_xml.markup.limits import MAX_PARTS
from libvirt_xml.messages import render
from libvirt_xml.relaxng.schema import tree
from libvirt_xml.relaxng.schema.schema_source import fail


def check_restrictions(grammar: tree.Grammar) -> None:
    """Raise SchemaError for the first thing, from the start on, that section 7 forbids; nothing without a start."""
    if not grammar.starts:
        return
    restrictions = _Restrictions()
    start = restrictions.summary(grammar.start, in_list=False)
    _forbid(start, _KINDS - {"element"}, "start", "7.1.5")
    restrictions.check_elements()


class _Content(IntEnum):
    """Content types, in the order in which a choice takes the greater (7.2)."""

    EMPTY = 0
    COMPLEX = 1
    SIMPLE = 2


_KINDS = frozenset({"attribute", "element", "text", "list", "data", "group", "interleave", "oneOrMore", "empty"})
_SHOWN = {"attribute": "an attribute", "element": "an element", "data": "a value or data"}


@dataclass(frozen=True, slots=True)
class _Names:
    """Where names stand: single ones by name, wildcards one by one."""

    single: Mapping[tree.Name, tree.SchemaPlace] = field(default_factory=dict)
    wild: tuple[tuple[tree.NameClass, tree.SchemaPlace], ...] = ()

    def joined(self, other: _Names) -> _Names:
        if not other.single and not other.wild:
            return self
        return _Names({**other.single, **self.single}, (*self.wild, *other.wild))

    def common(self, other: _Names) -> tuple[tree.SchemaPlace, tree.SchemaPlace] | None:
        """The places of two overlapping name classes, one of each."""
        for name in other.single:
            if name in self.single:
                return self.single[name], other.single[name]
        for mine, place in self.wild:
            for theirs, their_place in other.all():
                if _overlap(mine, theirs):
                    return place, their_place
        for theirs, their_place in other.wild:
            for name, place in self.single.items():
                if _overlap(name, theirs):
                    return place, their_place
        return None

    def all(self) -> Iterator[tuple[tree.NameClass, tree.SchemaPlace]]:
        yield from self.single.items()
        yield from self.wild


@dataclass(frozen=True, slots=True)
class _Summary:
    """What a pattern holds, not counting what its elements hold. A pattern that is notAllowed has no summary."""

    kinds: Mapping[str, tree.SchemaPlace] = field(default_factory=dict)
    content: _Content = _Content.EMPTY
    attributes: _Names = field(default_factory=_Names)
    elements: _Names = field(default_factory=_Names)
    grouped_attribute: tree.SchemaPlace | None = None
    single_wildcard: tree.SchemaPlace | None = None
    """An attribute that a wildcard names and nothing repeats."""
    parts: int = 1
    """How many parts it adds to a group that it is in."""

    @property
    def is_empty(self) -> bool:
        return self.kinds.keys() <= {"empty"}

    def joined(self, other: _Summary) -> _Summary:
        return _Summary(
            {**other.kinds, **self.kinds},
            max(self.content, other.content),
            self.attributes.joined(other.attributes),
            self.elements.joined(other.elements),
            self.grouped_attribute or other.grouped_attribute,
            self.single_wildcard or other.single_wildcard,
        )

    def adding(self, kind: str, place: tree.SchemaPlace) -> _Summary:
        return replace(self, kinds={kind: place, **self.kinds})


class _Restrictions:
    def __init__(self) -> None:
        self._known: dict[tuple[tree.Pattern, bool], _Summary | None] = {}
        self._elements: list[tree.Element] = []
        self._seen: set[tree.Element] = set()

    def check_elements(self) -> None:
        """Check the contents of every element met so far, and of those met on the way."""
        while self._elements:
            summary = self.summary(self._elements.pop().content, in_list=False)
            if summary and summary.single_wildcard:
                fail(summary.single_wildcard, render("schema", "wildcard-attribute"))

    def summary(self, pattern: tree.Pattern, *, in_list: bool) -> _Summary | None:
        """What a pattern holds; SchemaError if it may not."""
        match pattern:
            case tree.Ref() | tree.Nested():
                return self._referenced(pattern.target, in_list=in_list)
            case tree.NotAllowed():
                return None
            case tree.Empty(place):
                return _Summary({"empty": place})
            case tree.Text(place):
                return _Summary({"text": place}, _Content.COMPLEX)
            case tree.Value(place=place):
                return _Summary({"data": place}, _Content.SIMPLE)
            case tree.Data(excluded=excluded, place=place):
                if excluded:
                    _forbid(self.summary(excluded, in_list=True), _KINDS - {"data"}, "except", "7.1.4")
                return _Summary({"data": place}, _Content.SIMPLE)
            case tree.Element(name, _, place):
                self._meet(pattern)
                return _Summary({"element": place}, _Content.COMPLEX, elements=_names_of(name, place))
            case tree.Attribute():
                return self._attribute(pattern)
            case tree.List():
                return self._list(pattern)
            case tree.Choice(items):
                return _union([self.summary(item, in_list=in_list) for item in items])
            case tree.Optional(content, place):
                return _union([self.summary(content, in_list=in_list), _Summary({"empty": place})])
            case tree.OneOrMore(content, place):
                return _repeated(self.summary(content, in_list=in_list), place, in_list=in_list)
            case tree.ZeroOrMore(content, place):
                repeated = _repeated(self.summary(content, in_list=in_list), place, in_list=in_list)
                return _union([repeated, _Summary({"empty": place})])
            case tree.Group(items, place):
                parts = [self.summary(item, in_list=in_list) for item in items]
                return _together(parts, "group", place, in_list=in_list)
            case tree.Interleave(items, place):
                parts = [self.summary(item, in_list=in_list) for item in items]
                return _together(parts, "interleave", place, in_list=in_list)
            case tree.Mixed(content, place):
                text = _Summary({"text": place}, _Content.COMPLEX)
                return _together([self.summary(content, in_list=in_list), text], "interleave", place, in_list=in_list)
            case _:
                assert_never(pattern)

    def _referenced(self, target: tree.Pattern, *, in_list: bool) -> _Summary | None:
        key = (target, in_list)
        if key not in self._known:
            self._known[key] = self.summary(target, in_list=in_list)
        return self._known[key]

    def _meet(self, element: tree.Element) -> None:
        if element not in self._seen:
            self._seen.add(element)
            self._elements.append(element)

    def _attribute(self, pattern: tree.Attribute) -> _Summary | None:
        content = self.summary(pattern.content, in_list=False)
        if content is None:
            return None
        _forbid(content, {"attribute", "element"}, "attribute", "7.1.1")
        wildcard = pattern.place if tree.has_wildcard(pattern.name) else None
        names = _names_of(pattern.name, pattern.place)
        return _Summary({"attribute": pattern.place}, attributes=names, single_wildcard=wildcard)

    def _list(self, pattern: tree.List) -> _Summary | None:
        content = self.summary(pattern.content, in_list=True)
        if content is None:
            return None
        _forbid(content, {"attribute", "element", "list", "text", "interleave"}, "list", "7.1.3")
        return _Summary({"list": pattern.place}, _Content.SIMPLE)


def _forbid(summary: _Summary | None, kinds: Iterable[str], element: str, section: str) -> None:
    forbidden = [kind for kind in kinds if summary and kind in summary.kinds]
    if summary and forbidden:
        first = min(forbidden, key=lambda kind: (summary.kinds[kind].line, kind))
        part = _SHOWN.get(first, f"<{first}>")
        fail(summary.kinds[first], render("schema", "forbidden", part=part, element=element, section=section))


def _names_of(name_class: tree.NameClass, place: tree.SchemaPlace) -> _Names:
    if isinstance(name_class, tree.Name):
        return _Names({name_class: place})
    if not tree.has_wildcard(name_class):
        return _Names(dict.fromkeys(tree.names(name_class), place))
    return _Names({}, ((name_class, place),))


def _union(items: list[_Summary | None]) -> _Summary | None:
    """The summary of a choice: what is notAllowed drops out."""
    alternatives = [item for item in items if item is not None]
    if not alternatives:
        return None
    result = alternatives[0]
    for item in alternatives[1:]:
        result = result.joined(item)
    return result


def _repeated(content: _Summary | None, place: tree.SchemaPlace, *, in_list: bool) -> _Summary | None:
    if content is None or content.is_empty:
        return content
    if content.content is _Content.SIMPLE and not in_list:
        fail(place, render("schema", "repeated-value"))
    if content.grouped_attribute:
        fail(content.grouped_attribute, render("schema", "repeated-attribute"))
    return replace(content.adding("oneOrMore", place), single_wildcard=None)


def _together(items: list[_Summary | None], kind: str, place: tree.SchemaPlace, *, in_list: bool) -> _Summary | None:
    """The summary of a group or interleave: no attribute twice, no text of a datatype beside an element or text."""
    if any(item is None for item in items):
        return None
    parts_with_content = [item for item in items if item is not None and not item.is_empty]
    if len(parts_with_content) < 2:
        return parts_with_content[0] if parts_with_content else _Summary({"empty": place})
    result = parts_with_content[0]
    for item in parts_with_content[1:]:
        _check_beside(result, item, place, is_interleave=kind == "interleave", in_list=in_list)
        result = result.joined(item)
    attribute = result.kinds.get("attribute")
    parts = sum(item.parts for item in parts_with_content) if kind == "group" else 1
    if parts > MAX_PARTS:
        fail(place, render("schema", "parts", limit=MAX_PARTS))
    return replace(result.adding(kind, place), grouped_attribute=result.grouped_attribute or attribute, parts=parts)


def _check_beside(
    one: _Summary, other: _Summary, place: tree.SchemaPlace, *, is_interleave: bool, in_list: bool
) -> None:
    if not in_list and one.content and other.content and _Content.SIMPLE in (one.content, other.content):
        fail(place, render("schema", "beside"))
    clash = one.attributes.common(other.attributes)
    if clash:
        fail(clash[1], render("schema", "attribute-twice", place=clash[0]))
    if not is_interleave:
        return
    clash = one.elements.common(other.elements)
    if clash:
        fail(clash[1], render("schema", "element-interleaved", place=clash[0]))
    if "text" in one.kinds and "text" in other.kinds:
        fail(other.kinds["text"], render("schema", "text-interleaved", place=one.kinds["text"]))


def _overlap(one: tree.NameClass, other: tree.NameClass) -> bool:
    """Whether two name classes have a name in common: if so, they have one of these representatives."""
    return any(
        tree.contains(one, name.namespace, name.local) and tree.contains(other, name.namespace, name.local)
        for name in (*_representatives(one), *_representatives(other))
    )


def _representatives(name_class: tree.NameClass | None) -> Iterator[tree.Name]:
    """A name of each part of a name class; a line break stands for what no schema can name."""
    match name_class:
        case tree.Name():
            yield name_class
        case tree.AnyName(excluded):
            yield tree.Name("\n", "\n")
            yield from _representatives(excluded)
        case tree.NsName(namespace, excluded):
            yield tree.Name(namespace, "\n")
            yield from _representatives(excluded)
        case tree.NameChoice(choices):
            for choice in choices:
                yield from _representatives(choice)
