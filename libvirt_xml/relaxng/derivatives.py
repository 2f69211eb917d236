"""Validation by derivatives: what must follow, given what was read.

Each function takes a pattern and one thing read (a start tag, an attribute, the end of a start tag, text, an end tag)
and gives the pattern of the rest; ``NOT_ALLOWED`` where the thing may not stand there. What does not depend on a text
is kept in the builder's ``memo``.

Source: James Clark, *An algorithm for RELAX NG validation*; RELAX NG specification, section 9.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from libvirt_xml.relaxng import tree
from libvirt_xml.relaxng.lexical import Namespaces
from libvirt_xml.relaxng.patterns import (
    EMPTY,
    NOT_ALLOWED,
    After,
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
    Patterns,
    Text,
    Value,
)
from libvirt_xml.relaxng.xmlnames import is_blank, split

_Change = Callable[[Pattern], Pattern]


def start_tag_open(make: Patterns, pattern: Pattern, name: tree.Name) -> Pattern:
    """What follows ``<name``: for each element that may start here, its content up to the end tag, then the rest."""
    key = ("start", pattern, name)
    if key not in make.memo:
        make.memo[key] = _start_tag_open(make, pattern, name)
    return make.memo[key]


def _start_tag_open(make: Patterns, pattern: Pattern, name: tree.Name) -> Pattern:
    def derive(part: Pattern) -> Pattern:
        return start_tag_open(make, part, name)

    match pattern:
        case Element():
            return make.after(pattern.content, EMPTY) if _contains(pattern.name, name) else NOT_ALLOWED
        case Choice(items):
            return make.choice(*map(derive, items))
        case Group(first, rest):
            inside = _apply_after(make, derive(first), lambda left: make.group(left, rest))
            return make.choice(inside, derive(rest)) if first.nullable else inside
        case Interleave(items):
            return _in_interleave(make, items, lambda part, join: _apply_after(make, derive(part), join))
        case OneOrMore(content):
            return _apply_after(make, derive(content), lambda left: make.group(left, make.optional(pattern)))
        case After(left, right):
            return _apply_after(make, derive(left), lambda inner: make.after(inner, right))
        case Empty() | NotAllowed() | Text() | List() | Data() | DataExcept() | Value() | Attribute():
            return NOT_ALLOWED
        case _:
            assert_never(pattern)


def attribute(
    make: Patterns, pattern: Pattern, name: tree.Name, text: str, namespaces: Namespaces | None = None
) -> Pattern:
    """What follows an attribute with a value."""
    opened = attribute_open(make, pattern, name)
    afters = opened.items if isinstance(opened, Choice) else (opened,)
    scope = namespaces or {}
    return make.choice(
        *(after.right for after in afters if isinstance(after, After) and _matches_value(make, after.left, text, scope))
    )


def attribute_open(make: Patterns, pattern: Pattern, name: tree.Name) -> Pattern:
    """What follows an attribute's name: for each attribute that may stand here, its value, then the rest."""
    key = ("attribute", pattern, name)
    if key not in make.memo:
        make.memo[key] = _attribute_open(make, pattern, name)
    return make.memo[key]


def _attribute_open(make: Patterns, pattern: Pattern, name: tree.Name) -> Pattern:
    def derive(part: Pattern) -> Pattern:
        return attribute_open(make, part, name)

    match pattern:
        case Attribute(name_class, content):
            return make.after(content, EMPTY) if _contains(name_class, name) else NOT_ALLOWED
        case Choice(items):
            return make.choice(*map(derive, items))
        case Group(first, rest):
            return make.choice(
                _apply_after(make, derive(first), lambda left: make.group(left, rest)),
                _apply_after(make, derive(rest), lambda left: make.group(first, left)),
            )
        case Interleave(items):
            return _in_interleave(make, items, lambda part, join: _apply_after(make, derive(part), join))
        case OneOrMore(content):
            return _apply_after(make, derive(content), lambda left: make.group(left, make.optional(pattern)))
        case After(left, right):
            return _apply_after(make, derive(left), lambda rest: make.after(rest, right))
        case Empty() | NotAllowed() | Text() | List() | Data() | DataExcept() | Value() | Element():
            return NOT_ALLOWED
        case _:
            assert_never(pattern)


def start_tag_close(make: Patterns, pattern: Pattern) -> Pattern:
    """What follows the ``>`` of a start tag: no attribute can any more."""
    key = ("close", pattern)
    if key not in make.memo:
        make.memo[key] = _start_tag_close(make, pattern)
    return make.memo[key]


def _start_tag_close(make: Patterns, pattern: Pattern) -> Pattern:
    def derive(part: Pattern) -> Pattern:
        return start_tag_close(make, part)

    match pattern:
        case Attribute():
            return NOT_ALLOWED
        case Choice(items):
            return make.choice(*map(derive, items))
        case Group(first, rest):
            return make.group(derive(first), derive(rest))
        case Interleave(items):
            return make.interleave(*map(derive, items))
        case OneOrMore(content):
            return make.one_or_more(derive(content))
        case After(left, right):
            return make.after(derive(left), right)
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
            return _in_interleave(make, items, lambda part, join: join(derive(part)))
        case OneOrMore(content):
            return make.group(derive(content), make.optional(pattern))
        case After(left, right):
            return make.after(derive(left), right)
        case Empty() | NotAllowed() | Attribute() | Element():
            return NOT_ALLOWED
        case _:
            assert_never(pattern)


def end_tag(make: Patterns, pattern: Pattern) -> Pattern:
    """What follows an end tag."""
    afters = pattern.items if isinstance(pattern, Choice) else (pattern,)
    return make.choice(*(after.right for after in afters if isinstance(after, After) and after.left.nullable))


def _contains(name_class: tree.NameClass, name: tree.Name) -> bool:
    return tree.contains(name_class, name.namespace, name.local)


def _apply_after(make: Patterns, pattern: Pattern, change: _Change) -> Pattern:
    """A derivative with what follows the end tag changed."""
    match pattern:
        case After(left, right):
            return make.after(left, change(right))
        case Choice(items):
            return make.choice(*(_apply_after(make, item, change) for item in items))
        case _:
            return NOT_ALLOWED


def _in_interleave(
    make: Patterns, items: tuple[Pattern, ...], derive: Callable[[Pattern, _Change], Pattern]
) -> Pattern:
    """The choice of deriving one item, the others left as they are and joined to the result."""
    found = []
    for index, item in enumerate(items):
        others = items[:index] + items[index + 1 :]
        found.append(derive(item, lambda rest, others=others: make.interleave(rest, *others)))  # type: ignore[misc]
    return make.choice(*found)


def _matches_value(make: Patterns, pattern: Pattern, string: str, namespaces: Namespaces) -> bool:
    return (pattern.nullable and is_blank(string)) or text(make, pattern, string, namespaces).nullable


def _tokens(make: Patterns, pattern: Pattern, tokens: list[str], namespaces: Namespaces) -> Pattern:
    for token in tokens:
        pattern = text(make, pattern, token, namespaces)
    return pattern
