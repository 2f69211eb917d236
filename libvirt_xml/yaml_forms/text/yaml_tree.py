"""YAML as a tree in which every value knows where it is from: a place in a file, a variable, a default.

The tree is what is merged, expanded and read into documents; nothing of it is changed in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping as AnyMapping
from typing import Any, Literal, NamedTuple

from libvirt_xml.yaml_forms.text.resolving import REPLACE

OriginCause = Literal[
    "spec", "variable", "os", "architecture", "accel", "machine", "generation", "document", "content", "reference"
]


_SAID = frozenset(("spec", "variable", "reference", "document"))
"""What sets a value that somebody has written."""


class Span(NamedTuple):
    """The extent of a value in the text of its file: offsets in characters, and where it ends, counting from 1.

    The end is that of the last character of the value itself, of its closing quotation mark or bracket; for a block
    scalar it is the beginning of the line after it.
    """

    start: int
    end: int
    end_line: int
    end_column: int


class Origin(NamedTuple):
    """What set a value: ``cause`` and its ``name`` (a variable, an os, an architecture), and the place in a file."""

    cause: OriginCause = "spec"
    name: str = ""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    span: Span | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        if self.cause in ("spec", "document"):
            return place or self.cause
        cause = f"{self.cause} {self.name}"
        return f"{cause} ({place})" if place else cause


NOWHERE = Origin()


class Scalar:
    """A single value. ``value`` is what YAML 1.2 makes of it, ``text`` how it was written."""

    __slots__ = ("origin", "text", "value")

    def __init__(self, value: str | float | bool | None, text: str | None = None, origin: Origin = NOWHERE):
        self.value = value
        self.text = (value if isinstance(value, str) else _written(value)) if text is None else text
        self.origin = origin

    def __repr__(self) -> str:
        return "Scalar(...)" if self.is_hidden else f"Scalar({self.value!r})"

    @property
    def is_hidden(self) -> bool:
        """Whether a reference led to it: it is quoted nowhere."""
        return self.origin.cause == "reference"


class Sequence:
    """A list; one that ``replaces`` is not merged with what it is laid over.

    One that ``is_incomplete`` lacks items of the file that were wrong.
    """

    __slots__ = ("is_incomplete", "items", "origin", "replaces")

    def __init__(
        self, items: list[Node], origin: Origin = NOWHERE, *, replaces: bool = False, is_incomplete: bool = False
    ):
        self.items = items
        self.origin = origin
        self.replaces = replaces
        self.is_incomplete = is_incomplete

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"Sequence({self.items!r})"


class Mapping:
    """A map from names; ``keys`` are the places of the names themselves, where they are known.

    One that ``replaces`` is not merged with what it is laid over.
    """

    __slots__ = ("items", "keys", "origin", "replaces")

    def __init__(
        self,
        items: dict[str, Node] | None = None,
        origin: Origin = NOWHERE,
        keys: dict[str, Origin] | None = None,
        *,
        replaces: bool = False,
    ):
        self.replaces = replaces
        self.items: dict[str, Node] = {} if items is None else items
        self.keys: dict[str, Origin] = {} if keys is None else keys
        self.origin = origin

    def get(self, name: str) -> Node | None:
        """What stands under a name; ``None`` for nothing and for ``null``."""
        node = self.items.get(name)
        return None if type(node) is Scalar and node.value is None else node

    def has_lost(self, *names: str) -> bool:
        """Whether a key, or one of some, was said whose value was wrong: it has none now, that of a default, or a part
        of a list."""
        return any(self._is_lost(name) for name in names or self.keys)

    def _is_lost(self, name: str) -> bool:
        item = self.items.get(name)
        if isinstance(item, Sequence) and item.is_incomplete:
            return True
        return name in self.keys and (item is None or item.origin.cause not in _SAID)

    def place_of(self, name: str) -> Origin:
        """Where a name stands; the map's own place where that is not known."""
        place = self.keys.get(name)
        if place is None:
            held = self.items.get(name)
            place = self.origin if held is None else held.origin
        return place

    def __contains__(self, name: str) -> bool:
        return name in self.items

    def __repr__(self) -> str:
        return f"Mapping({self.items!r})"


Node = Scalar | Sequence | Mapping
_TREES = frozenset((Scalar, Sequence, Mapping))


def is_null(node: Node | None) -> bool:
    """Whether this is nothing, or the ``null`` that removes."""
    return node is None or (isinstance(node, Scalar) and node.value is None)


def make(value: Any, origin: Origin) -> Node:
    """Plain data as a tree with one origin. What is a tree already stays; keys with ``None`` are left out."""
    cls = value.__class__
    if cls in _TREES:
        return value  # type: ignore[no-any-return]
    if cls is str:
        return Scalar(value, value, origin)
    if cls is dict:
        items: dict[str, Node] = {
            name: item if item.__class__ in _TREES else make(item, origin)  # type: ignore[misc]
            for name, item in value.items()
            if item is not None
        }
        return Mapping(items, origin)
    if cls is list or cls is tuple:
        return Sequence([make(item, origin) for item in value], origin)
    if isinstance(value, AnyMapping):
        return make(dict(value), origin)
    return Scalar(value, None, origin)


def that_replaces(node: Mapping) -> Mapping | Sequence:
    """What a map with the one key ``!replace`` stands for, which is how JSON writes the tag."""
    marked = node.items[REPLACE]
    match marked:
        case Mapping():
            return Mapping(marked.items, marked.origin, marked.keys, replaces=True)
        case Sequence():
            return Sequence(marked.items, marked.origin, replaces=True)
        case _:
            return node


def plain(node: Node) -> Any:
    """The plain data of a tree: dictionaries, lists and values."""
    match node:
        case Mapping():
            return {name: plain(item) for name, item in node.items.items()}
        case Sequence():
            return [plain(item) for item in node.items]
        case _:
            return node.value


def leaves(node: Node, path: str = "") -> Iterator[tuple[str, Scalar | Sequence | Mapping]]:
    """Every scalar, and every empty list and map, with its path: ``vm.disks[1].size``."""
    match node:
        case Mapping(items=items) if items:
            for name, item in items.items():
                yield from leaves(item, f"{path}.{name}" if path else name)
        case Sequence(items=items) if items:
            for at, item in enumerate(items):
                yield from leaves(item, f"{path}[{at}]")
        case _:
            yield path, node


def _written(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
