"""Interned, simplified patterns: what validation computes with.

Equal patterns of one ``builder.Patterns`` are the same object, so they are compared and looked up by identity. Element
patterns are nominal: one object for each place in a schema, its content expanded when first asked for, so that
recursion ends there. Each pattern knows the names of the elements that may come first in it (``elements``) and of the
attributes that it may take (``attributes``), so that a derivative need not look where nothing can be found.

Source: RELAX NG specification, 4.19 to 4.21; James Clark, *An algorithm for RELAX NG validation*.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from libvirt_xml.relaxng.datatypes.library import Datatype
from libvirt_xml.relaxng.schema import nameclasses

Names = frozenset[str] | None
"""Qualified names (``nameclasses.qualified``); ``None`` where they cannot be listed, because of a wildcard."""

NO_NAMES: frozenset[str] = frozenset()

Rank = tuple[int, ...]
"""Where a pattern stands among others, whichever was made first: the numbers of its first leaves in the schema, then a
digest of the whole."""


class Empty:
    """Nothing."""

    __slots__ = ()
    __match_args__ = ()
    rank: Rank = (0,)
    nullable: bool = True
    elements: Names = NO_NAMES
    attributes: Names = NO_NAMES


class NotAllowed:
    """What nothing matches."""

    __slots__ = ()
    __match_args__ = ()
    rank: Rank = (1,)
    nullable: bool = False
    elements: Names = NO_NAMES
    attributes: Names = NO_NAMES


class Text:
    """Any text, also none and in several pieces."""

    __slots__ = ()
    __match_args__ = ()
    rank: Rank = (2,)
    nullable: bool = True
    elements: Names = NO_NAMES
    attributes: Names = NO_NAMES


class Choice:
    """One of at least two patterns; no two are alike, none is a choice or notAllowed."""

    __slots__ = ("attributes", "elements", "items", "nullable", "rank")
    __match_args__ = ("items", "rank", "nullable", "elements", "attributes")

    def __init__(
        self, items: tuple[Pattern, ...], rank: Rank, nullable: bool, elements: Names, attributes: Names
    ) -> None:
        self.items = items
        self.rank = rank
        self.nullable = nullable
        self.elements = elements
        self.attributes = attributes


class Interleave:
    """At least two patterns in any order; none is an interleave, empty or notAllowed."""

    __slots__ = ("attributes", "elements", "items", "nullable", "rank")
    __match_args__ = ("items", "rank", "nullable", "elements", "attributes")

    def __init__(
        self, items: tuple[Pattern, ...], rank: Rank, nullable: bool, elements: Names, attributes: Names
    ) -> None:
        self.items = items
        self.rank = rank
        self.nullable = nullable
        self.elements = elements
        self.attributes = attributes


class Group:
    """A pattern, itself no group, before the rest."""

    __slots__ = ("attributes", "elements", "first", "nullable", "rank", "rest")
    __match_args__ = ("first", "rest", "rank", "nullable", "elements", "attributes")

    def __init__(
        self, first: Pattern, rest: Pattern, rank: Rank, nullable: bool, elements: Names, attributes: Names
    ) -> None:
        self.first = first
        self.rest = rest
        self.rank = rank
        self.nullable = nullable
        self.elements = elements
        self.attributes = attributes


class OneOrMore:
    """A pattern at least once."""

    __slots__ = ("attributes", "content", "elements", "nullable", "rank")
    __match_args__ = ("content", "rank", "nullable", "elements", "attributes")

    def __init__(self, content: Pattern, rank: Rank, nullable: bool, elements: Names, attributes: Names) -> None:
        self.content = content
        self.rank = rank
        self.nullable = nullable
        self.elements = elements
        self.attributes = attributes


class List:
    """Tokens that match ``content``."""

    __slots__ = ("content", "rank")
    __match_args__ = ("content", "rank")
    nullable: bool = False
    elements: Names = NO_NAMES
    attributes: Names = NO_NAMES

    def __init__(self, content: Pattern, rank: Rank) -> None:
        self.content = content
        self.rank = rank


class Data:
    """Text of a datatype."""

    __slots__ = ("datatype", "rank")
    __match_args__ = ("datatype", "rank")
    nullable: bool = False
    elements: Names = NO_NAMES
    attributes: Names = NO_NAMES

    def __init__(self, datatype: Datatype, rank: Rank) -> None:
        self.datatype = datatype
        self.rank = rank


class DataExcept:
    """Text of a datatype that ``excluded`` does not match."""

    __slots__ = ("datatype", "excluded", "rank")
    __match_args__ = ("datatype", "excluded", "rank")
    nullable: bool = False
    elements: Names = NO_NAMES
    attributes: Names = NO_NAMES

    def __init__(self, datatype: Datatype, excluded: Pattern, rank: Rank) -> None:
        self.datatype = datatype
        self.excluded = excluded
        self.rank = rank


class Value:
    """Text that stands for one value of a datatype."""

    __slots__ = ("datatype", "rank", "value")
    __match_args__ = ("datatype", "value", "rank")
    nullable: bool = False
    elements: Names = NO_NAMES
    attributes: Names = NO_NAMES

    def __init__(self, datatype: Datatype, value: Hashable, rank: Rank) -> None:
        self.datatype = datatype
        self.value = value
        self.rank = rank


class _Container:
    """What has a content, which is worked out when it is first asked for."""

    __slots__ = ("_content", "_expand")

    def __init__(self, expand: Callable[[], Pattern]) -> None:
        self._expand: Callable[[], Pattern] | None = expand
        self._content: Pattern | None = None

    @property
    def content(self) -> Pattern:
        """The pattern of an attribute's value, of an element's attributes and children."""
        expand = self._expand  # before the content: another thread may be working it out
        if self._content is None:
            assert expand is not None
            self._content = expand()
            self._expand = None
        return self._content


class Attribute(_Container):
    """An attribute."""

    __slots__ = ("attributes", "name", "rank")
    __match_args__ = ("name", "content", "rank", "attributes")
    nullable: bool = False
    elements: Names = NO_NAMES

    def __init__(
        self, name: nameclasses.NameClass, rank: Rank, attributes: Names, expand: Callable[[], Pattern]
    ) -> None:
        super().__init__(expand)
        self.name = name
        self.rank = rank
        self.attributes = attributes


class Element(_Container):
    """An element of one place in a schema.

    ``is_allowed``: whether its content is anything but ``NOT_ALLOWED``, where that is known beforehand.
    """

    __slots__ = ("_is_allowed", "elements", "name", "rank")
    __match_args__ = ("name",)
    nullable: bool = False
    attributes: Names = NO_NAMES

    def __init__(
        self,
        name: nameclasses.NameClass,
        rank: Rank,
        elements: Names,
        expand: Callable[[], Pattern],
        *,
        is_allowed: bool | None = None,
    ) -> None:
        super().__init__(expand)
        self.name = name
        self.rank = rank
        self.elements = elements
        self._is_allowed = is_allowed

    @property
    def is_allowed(self) -> bool:
        """Whether a schema does not name the element only to forbid it."""
        return self.content is not NOT_ALLOWED if self._is_allowed is None else self._is_allowed


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
)

EMPTY = Empty()
NOT_ALLOWED = NotAllowed()
TEXT = Text()
