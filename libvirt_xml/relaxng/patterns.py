"""Interned, simplified patterns: what validation computes with.

Equal patterns of one ``Patterns`` are the same object, so they are compared and looked up by identity. Only the
builder makes them; its methods simplify, so that no caller has to. Element patterns are nominal: one object for each
place in a schema, its content expanded when first asked for, so that recursion ends there.

Source: RELAX NG specification, 4.19 to 4.21; James Clark, *An algorithm for RELAX NG validation*.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from libvirt_xml.relaxng import tree
from libvirt_xml.relaxng.datatypes import Datatype


@dataclass(frozen=True, slots=True, eq=False)
class Empty:
    """Nothing."""

    serial: int = 0
    nullable: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class NotAllowed:
    """What nothing matches."""

    serial: int = 1
    nullable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """Any text, also none and in several pieces."""

    serial: int = 2
    nullable: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of at least two patterns; no two are alike, none is a choice or notAllowed."""

    items: tuple[Pattern, ...]
    serial: int
    nullable: bool


@dataclass(frozen=True, slots=True, eq=False)
class Interleave:
    """At least two patterns in any order; none is an interleave, empty or notAllowed."""

    items: tuple[Pattern, ...]
    serial: int
    nullable: bool


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A pattern, itself no group, before the rest."""

    first: Pattern
    rest: Pattern
    serial: int
    nullable: bool


@dataclass(frozen=True, slots=True, eq=False)
class OneOrMore:
    """A pattern at least once."""

    content: Pattern
    serial: int
    nullable: bool


@dataclass(frozen=True, slots=True, eq=False)
class List:
    """Tokens that match ``content``."""

    content: Pattern
    serial: int
    nullable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Text of a datatype."""

    datatype: Datatype
    serial: int
    nullable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DataExcept:
    """Text of a datatype that ``excluded`` does not match."""

    datatype: Datatype
    excluded: Pattern
    serial: int
    nullable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """Text that stands for one value of a datatype."""

    datatype: Datatype
    value: Hashable
    serial: int
    nullable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """An attribute."""

    name: tree.NameClass
    content: Pattern
    serial: int
    nullable: bool = False


@dataclass(slots=True, eq=False)
class Element:
    """An element; ``source`` is where the schema has it."""

    name: tree.NameClass
    source: tree.Element
    serial: int
    _expand: Callable[[], Pattern] | None = field(repr=False)
    _content: Pattern | None = field(default=None, repr=False)
    nullable: bool = False

    @property
    def content(self) -> Pattern:
        """The pattern of the element's attributes and children."""
        if self._content is None:
            assert self._expand is not None
            self._content = self._expand()
            self._expand = None
        return self._content


@dataclass(frozen=True, slots=True, eq=False)
class After:
    """Inside an element: ``left`` up to its end tag, ``right`` from there."""

    left: Pattern
    right: Pattern
    serial: int
    nullable: bool = False


Pattern = (
    Empty
    | NotAllowed
    | Text
    | Choice
    | Interleave
    | Group
    | OneOrMore
    | List
    | Data
    | DataExcept
    | Value
    | Attribute
    | Element
    | After
)

EMPTY = Empty()
NOT_ALLOWED = NotAllowed()
TEXT = Text()


class Patterns:
    """Makes patterns and owns them, with what was derived from them: let go of it and the memory is free."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Pattern] = {}
        self._serial = TEXT.serial
        self.memo: dict[tuple[object, ...], Pattern] = {}
        """Derivatives by their kind, pattern and argument (see ``derivatives``)."""

    def choice(self, *items: Pattern) -> Pattern:
        """One of several patterns; order and repetition make no difference, ``NOT_ALLOWED`` adds nothing."""
        found = set(self._merged_afters(_flat(items, Choice)))
        found.discard(NOT_ALLOWED)
        if EMPTY in found and any(item.nullable for item in found if item is not EMPTY):
            found.discard(EMPTY)
        if len(found) < 2:
            return found.pop() if found else NOT_ALLOWED
        key = _sorted(found)
        return self._intern(("choice", key), lambda serial: Choice(key, serial, any(i.nullable for i in key)))

    def _merged_afters(self, items: Iterable[Pattern]) -> Iterator[Pattern]:
        """``after(p, q) | after(r, q)`` as ``after(p | r, q)``: it keeps deep choices from multiplying."""
        lefts: dict[Pattern, list[Pattern]] = {}
        for item in items:
            if isinstance(item, After):
                lefts.setdefault(item.right, []).append(item.left)
            else:
                yield item
        for right, left in lefts.items():
            yield self.after(self.choice(*left), right)

    def interleave(self, *items: Pattern) -> Pattern:
        """Several patterns in any order; the order given makes no difference, ``EMPTY`` adds nothing."""
        found = [item for item in _flat(items, Interleave) if item is not EMPTY]
        if NOT_ALLOWED in found:
            return NOT_ALLOWED
        if found.count(TEXT) > 1:
            found = [item for item in found if item is not TEXT] + [TEXT]
        if len(found) < 2:
            return found[0] if found else EMPTY
        key = _sorted(found)
        return self._intern(("interleave", key), lambda serial: Interleave(key, serial, all(i.nullable for i in key)))

    def group(self, *items: Pattern) -> Pattern:
        """Patterns one after the other; ``EMPTY`` adds nothing."""
        found = [part for item in items for part in _grouped(item) if part is not EMPTY]
        if NOT_ALLOWED in found:
            return NOT_ALLOWED
        result: Pattern = found.pop() if found else EMPTY
        while found:
            result = self._pair(found.pop(), result)
        return result

    def _pair(self, first: Pattern, rest: Pattern) -> Pattern:
        nullable = first.nullable and rest.nullable
        return self._intern(("group", first, rest), lambda serial: Group(first, rest, serial, nullable))

    def one_or_more(self, content: Pattern) -> Pattern:
        """A pattern at least once."""
        if content in (EMPTY, NOT_ALLOWED, TEXT) or isinstance(content, OneOrMore):
            return content
        if isinstance(content, Choice) and EMPTY in content.items:
            return self.zero_or_more(self.choice(*(item for item in content.items if item is not EMPTY)))
        nullable = content.nullable
        return self._intern(("oneOrMore", content), lambda serial: OneOrMore(content, serial, nullable))

    def zero_or_more(self, content: Pattern) -> Pattern:
        """A pattern any number of times."""
        return self.optional(self.one_or_more(content))

    def optional(self, content: Pattern) -> Pattern:
        """A pattern or nothing."""
        return self.choice(content, EMPTY)

    def list(self, content: Pattern) -> Pattern:
        """Tokens that match a pattern."""
        if content is NOT_ALLOWED:
            return NOT_ALLOWED
        return self._intern(("list", content), lambda serial: List(content, serial))

    def data(self, datatype: Datatype, excluded: Pattern = NOT_ALLOWED) -> Pattern:
        """Text of a datatype, less what ``excluded`` matches."""
        if excluded is NOT_ALLOWED:
            return self._intern(("data", datatype), lambda serial: Data(datatype, serial))
        return self._intern(("data", datatype, excluded), lambda serial: DataExcept(datatype, excluded, serial))

    def value(self, datatype: Datatype, value: Hashable | None) -> Pattern:
        """Text that stands for a value, as ``Datatype.value`` gives it; ``None`` is no value."""
        if value is None:
            return NOT_ALLOWED
        # True == 1.0 == Decimal(1), but the datatype in the key keeps them apart.
        return self._intern(("value", datatype, value), lambda serial: Value(datatype, value, serial))

    def attribute(self, name: tree.NameClass, content: Pattern) -> Pattern:
        """An attribute."""
        if content is NOT_ALLOWED:
            return NOT_ALLOWED
        return self._intern(("attribute", name, content), lambda serial: Attribute(name, content, serial))

    def element(self, source: tree.Element, expand: Callable[[], Pattern]) -> Pattern:
        """The element of a place in a schema; ``expand`` gives its content, and is called once at most."""
        return self._intern(("element", source), lambda serial: Element(source.name, source, serial, expand))

    def after(self, left: Pattern, right: Pattern) -> Pattern:
        """``left`` up to the end tag, then ``right``."""
        if left is NOT_ALLOWED or right is NOT_ALLOWED:
            return NOT_ALLOWED
        return self._intern(("after", left, right), lambda serial: After(left, right, serial))

    def _intern(self, key: tuple[object, ...], make: Callable[[int], Pattern]) -> Pattern:
        pattern = self._made.get(key)
        if pattern is None:
            self._serial += 1
            pattern = self._made[key] = make(self._serial)
        return pattern


def _flat(items: Iterable[Pattern], kind: type[Choice | Interleave]) -> Iterator[Pattern]:
    for item in items:
        if isinstance(item, kind):
            yield from item.items
        else:
            yield item


def _grouped(item: Pattern) -> Iterator[Pattern]:
    while isinstance(item, Group):
        yield item.first
        item = item.rest
    yield item


def _sorted(items: Iterable[Pattern]) -> tuple[Pattern, ...]:
    return tuple(sorted(items, key=lambda item: item.serial))
