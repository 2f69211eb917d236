"""Derivatives: what may follow, given what was read.

``start_tag`` and ``attribute`` give pairs: what has begun (an element; an attribute's value), and what the pattern
leaves for after it. The caller keeps the latter until the former has ended, so that what stands inside never depends
on what comes after. What does not depend on a text is kept in the builder's ``memo``.

Source: James Clark, *An algorithm for RELAX NG validation*; RELAX NG specification, section 9.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from libvirt_xml.markup.characters import is_blank, split
from libvirt_xml.relaxng.datatypes.lexical import Namespaces
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import (
    EMPTY,
    NOT_ALLOWED,
    TEXT,
    Attribute,
    Choice,
    Data,
    DataExcept,
    Element,
    Empty,
    Group,
    Interleave,
    List,
    NotAllowed,
    OneOrMore,
    Pattern,
    Text,
    Value,
)
from libvirt_xml.relaxng.schema import nameclasses

Pairs = tuple[tuple[Pattern, Pattern], ...]
"""What has begun, each object once, and what is left for after it."""


def start_tag(make: Patterns, pattern: Pattern, name: str) -> Pairs:
    """The elements that a start tag of a qualified name may open, each with what follows its end tag."""
    if pattern.elements is not None and name not in pattern.elements:
        return ()
    if pattern.__class__ is Element:
        return _start_tag(make, pattern, name)
    key = ("start", pattern, name)
    pairs: Pairs | None = make.memo.get(key)
    if pairs is None:
        pairs = make.memo[key] = _start_tag(make, pattern, name)
    return pairs


def _start_tag(make: Patterns, pattern: Pattern, name: str) -> Pairs:
    match pattern:
        case Element():
            return ((pattern, EMPTY),) if nameclasses.has_qualified(pattern.name, name) else ()
        case Choice(items):
            return _merged(make, (pair for item in items for pair in start_tag(make, item, name)))
        case Group(first, rest):
            inside = [(begun, make.group(left, rest)) for begun, left in start_tag(make, first, name)]
            return _merged(make, [*inside, *start_tag(make, rest, name)]) if first.nullable else tuple(inside)
        case Interleave(items):
            return _in_interleave(
                make,
                pattern,
                [
                    (at, start_tag(make, item, name))
                    for at, item in enumerate(items)
                    if item.elements is None or name in item.elements
                ],
            )
        case OneOrMore(content):
            again = make.optional(pattern)
            return tuple((begun, make.group(left, again)) for begun, left in start_tag(make, content, name))
        case Empty() | NotAllowed() | Text() | List() | Data() | DataExcept() | Value() | Attribute():
            return ()
        case _:
            assert_never(pattern)


def attribute(make: Patterns, pattern: Pattern, name: str) -> Pairs:
    """The values that an attribute of a qualified name may have, each with what follows it."""
    if pattern.attributes is not None and name not in pattern.attributes:
        return ()
    if pattern.__class__ is Attribute:
        return _attribute(make, pattern, name)
    key = ("attribute", pattern, name)
    pairs: Pairs | None = make.memo.get(key)
    if pairs is None:
        pairs = make.memo[key] = _attribute(make, pattern, name)
    return pairs


def _attribute(make: Patterns, pattern: Pattern, name: str) -> Pairs:
    match pattern:
        case Attribute():
            return ((pattern.content, EMPTY),) if nameclasses.has_qualified(pattern.name, name) else ()
        case Choice(items):
            return _merged(make, (pair for item in items for pair in attribute(make, item, name)))
        case Group(first, rest):
            inside = [(begun, make.group(left, rest)) for begun, left in attribute(make, first, name)]
            beside = [(begun, make.group(first, left)) for begun, left in attribute(make, rest, name)]
            return _merged(make, [*inside, *beside])
        case Interleave(items):
            return _in_interleave(
                make,
                pattern,
                [
                    (at, attribute(make, item, name))
                    for at, item in enumerate(items)
                    if item.attributes is None or name in item.attributes
                ],
            )
        case OneOrMore(content):
            again = make.optional(pattern)
            return tuple((begun, make.group(left, again)) for begun, left in attribute(make, content, name))
        case Empty() | NotAllowed() | Text() | List() | Data() | DataExcept() | Value() | Element():
            return ()
        case _:
            assert_never(pattern)


def start_tag_close(make: Patterns, pattern: Pattern) -> Pattern:
    """What follows the ``>`` of a start tag: no attribute can any more."""
    return without_attributes(make, pattern, None)


def without_attributes(make: Patterns, pattern: Pattern, name: str | None) -> Pattern:
    """What is left where an attribute of a qualified name is known to be absent; ``None`` stands for all attributes."""
    names = pattern.attributes
    if names is not None and (name not in names if name else not names):
        return pattern
    key = ("without", pattern, name)
    rest: Pattern | None = make.memo.get(key)
    if rest is None:
        rest = make.memo[key] = _without_attributes(make, pattern, name)
    return rest


def _without_attributes(make: Patterns, pattern: Pattern, name: str | None) -> Pattern:
    def derive(part: Pattern) -> Pattern:
        return without_attributes(make, part, name)

    match pattern:
        case Attribute(attributes=names):
            return NOT_ALLOWED if name is None or names == frozenset((name,)) else pattern
        case Choice(items):
            return make.choice(*map(derive, items))
        case Group(first, rest):
            return make.group(derive(first), derive(rest))
        case Interleave(items):
            return make.interleave(*map(derive, items))
        case OneOrMore(content):
            return make.one_or_more(derive(content))
        case Empty() | NotAllowed() | Text() | List() | Data() | DataExcept() | Value() | Element():
            return pattern
        case _:
            assert_never(pattern)


def text(make: Patterns, pattern: Pattern, string: str, namespaces: Namespaces | None = None) -> Pattern:
    """What follows a text; ``namespaces`` are the prefixes in scope."""
    scope = namespaces or {}

    def derive(part: Pattern) -> Pattern:
        return text(make, part, string, scope)

    match pattern:
        case Text():
            return pattern
        case Value(datatype, value):
            return EMPTY if datatype.value(string, scope) == value else NOT_ALLOWED
        case Data(datatype):
            return EMPTY if datatype.allows(string, scope) else NOT_ALLOWED
        case DataExcept(datatype, excluded):
            is_excluded = not datatype.allows(string, scope) or derive(excluded).nullable
            return NOT_ALLOWED if is_excluded else EMPTY
        case List(content):
            return EMPTY if _tokens(make, content, split(string), scope).nullable else NOT_ALLOWED
        case Choice(items):
            return make.choice(*map(derive, items))
        case Group(first, rest):
            inside = make.group(derive(first), rest)
            return make.choice(inside, derive(rest)) if first.nullable else inside
        case Interleave(items):
            return make.choice(*(make.without(pattern, at, derive(item)) for at, item in enumerate(items)))
        case OneOrMore(content):
            return make.group(derive(content), make.optional(pattern))
        case Empty() | NotAllowed() | Attribute() | Element():
            return NOT_ALLOWED
        case _:
            assert_never(pattern)


def text_between(make: Patterns, pattern: Pattern) -> Pattern:
    """What follows a text beside child elements: where they are allowed, no datatype is (section 7.2)."""
    key = ("text", pattern)
    rest: Pattern | None = make.memo.get(key)
    if rest is None:
        rest = make.memo[key] = _text_between(make, pattern)
    return rest


def _text_between(make: Patterns, pattern: Pattern) -> Pattern:
    def derive(part: Pattern) -> Pattern:
        return text_between(make, part)

    match pattern:
        case Text():
            return pattern
        case Choice(items):
            return make.choice(*map(derive, items))
        case Group(first, rest):
            inside = make.group(derive(first), rest)
            return make.choice(inside, derive(rest)) if first.nullable else inside
        case Interleave(items):
            if TEXT in items:
                return pattern
            return make.choice(*(make.without(pattern, at, derive(item)) for at, item in enumerate(items)))
        case OneOrMore(content):
            return make.group(derive(content), make.optional(pattern))
        case Empty() | NotAllowed() | List() | Data() | DataExcept() | Value() | Attribute() | Element():
            return NOT_ALLOWED
        case _:
            assert_never(pattern)


def matches(make: Patterns, pattern: Pattern, string: str, namespaces: Namespaces | None = None) -> bool:
    """Whether a pattern takes a text and nothing else: the value of an attribute, the whole of an element.

    Blank text may also be passed over (specification, 9.3.7).
    """
    return (pattern.nullable and is_blank(string)) or text(make, pattern, string, namespaces).nullable


def _tokens(make: Patterns, pattern: Pattern, tokens: list[str], namespaces: Namespaces) -> Pattern:
    for token in tokens:
        pattern = text(make, pattern, token, namespaces)
    return pattern


def _in_interleave(make: Patterns, pattern: Interleave, derived: Iterable[tuple[int, Pairs]]) -> Pairs:
    """Items derived, each by its place; the others beside what is left of it."""
    return _merged(
        make,
        ((begun, make.without(pattern, at, left)) for at, pairs in derived for begun, left in pairs),
    )


def _merged(make: Patterns, pairs: Iterable[tuple[Pattern, Pattern]]) -> Pairs:
    """``(p, q)`` and ``(p, r)`` as ``(p, q | r)``: it keeps deep choices from multiplying."""
    rests: dict[Pattern, Pattern] = {}
    for begun, left in pairs:
        if left is not NOT_ALLOWED:
            rests[begun] = make.choice(rests[begun], left) if begun in rests else left
    return tuple(rests.items())
