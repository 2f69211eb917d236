"""The located grammar tree: a schema as it was written, with every reference resolved.

Order, define names and places (file, line) are kept, nothing is simplified: the element model is made from this
tree. Nodes are nominal (compared by identity): one object per place in a schema. A reference holds the grammar that
it looks its name up in, so a node means the same wherever it is held.

Source: RELAX NG specification, section 3 (full syntax).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from libvirt_xml.errors import SchemaError
from libvirt_xml.messages import render
from libvirt_xml.relaxng.schema.nameclasses import (
    AnyName as AnyName,
    Name as Name,
    NameChoice as NameChoice,
    NameClass as NameClass,
    NsName as NsName,
    contains as contains,
    has_wildcard as has_wildcard,
    names as names,
)


@dataclass(frozen=True, slots=True)
class SchemaPlace:
    """Where a node stands: a schema file and a line, from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


# Patterns


@dataclass(frozen=True, slots=True, eq=False)
class Empty:
    """Nothing."""

    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """Any text."""

    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class NotAllowed:
    """What no document can match."""

    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """One value of a datatype. ``namespaces`` are the prefixes in scope of a QName; else there are none."""

    text: str
    type: str
    library: str
    namespace: str
    namespaces: tuple[tuple[str, str], ...]
    place: SchemaPlace

    @property
    def prefixes(self) -> dict[str, str]:
        """The namespaces by prefix; the default one is ``ns``, not ``xmlns`` (specification, 4.9 and 9.3.8)."""
        return {**dict(self.namespaces), "": self.namespace}


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """A datatype with its facets, as (name, value) in the order written, less what ``excluded`` matches."""

    type: str
    library: str
    params: tuple[tuple[str, str], ...]
    excluded: Pattern | None
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class List:
    """White-space-separated tokens that match ``content``."""

    content: Pattern
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """An attribute."""

    name: NameClass
    content: Pattern
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """An element."""

    name: NameClass
    content: Pattern
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Patterns in the order written."""

    children: tuple[Pattern, ...]
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Interleave:
    """Patterns in any order, also between each other."""

    children: tuple[Pattern, ...]
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of several patterns."""

    children: tuple[Pattern, ...]
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Optional:
    """A pattern or nothing."""

    content: Pattern
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class ZeroOrMore:
    """A pattern any number of times."""

    content: Pattern
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class OneOrMore:
    """A pattern at least once."""

    content: Pattern
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """A pattern with text between its elements."""

    content: Pattern
    place: SchemaPlace


@dataclass(frozen=True, slots=True, eq=False)
class Ref:
    """A reference to a define of ``grammar`` (``ref``, or ``parentRef`` with the enclosing grammar)."""

    name: str
    grammar: Grammar
    place: SchemaPlace

    @property
    def target(self) -> Pattern:
        """The pattern that the reference stands for."""
        return self.grammar.defines[self.name].pattern


@dataclass(frozen=True, slots=True, eq=False)
class Nested:
    """A grammar used as a pattern, also by ``externalRef``: its start."""

    grammar: Grammar
    place: SchemaPlace

    @property
    def target(self) -> Pattern:
        """The start of the nested grammar."""
        return self.grammar.start


Pattern = (
    Empty
    | Text
    | NotAllowed
    | Value
    | Data
    | List
    | Attribute
    | Element
    | Group
    | Interleave
    | Choice
    | Optional
    | ZeroOrMore
    | OneOrMore
    | Mixed
    | Ref
    | Nested
)

Container = Group | Interleave | Choice
Wrapper = Optional | ZeroOrMore | OneOrMore | Mixed | List


@dataclass(frozen=True, slots=True, eq=False)
class Define:
    """A named pattern, its parts already combined."""

    name: str
    pattern: Pattern
    place: SchemaPlace


@dataclass(slots=True, eq=False)
class Grammar:
    """A scope of names. The loader fills it; afterwards it is only read."""

    place: SchemaPlace
    parent: Grammar | None = None
    defines: dict[str, Define] = field(default_factory=dict)
    starts: tuple[Pattern, ...] = ()

    @property
    def start(self) -> Pattern:
        """The pattern of the document element; a SchemaError where the grammar has no ``start``."""
        if not self.starts:
            raise SchemaError(render("schema", "no-start"), file=self.place.file, line=self.place.line)
        return self.starts[0]

    def __repr__(self) -> str:
        return f"Grammar({self.place}, {len(self.defines)} defines)"


def children(pattern: Pattern) -> tuple[Pattern, ...]:
    """The patterns directly inside one pattern; references are not followed."""
    match pattern:
        case Group(items) | Interleave(items) | Choice(items):
            return items
        case (
            Optional(content)
            | ZeroOrMore(content)
            | OneOrMore(content)
            | Mixed(content)
            | List(content)
            | Attribute(_, content)
            | Element(_, content)
        ):
            return (content,)
        case Data(excluded=excluded) if excluded is not None:
            return (excluded,)
        case _:
            return ()
