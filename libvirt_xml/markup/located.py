"""XML text as a tree that knows the place of everything: what explanations point at.

An element keeps what the parser said of it and where it begins. All else is worked out when it is asked for: places,
paths, and the parts of elements that were let go of because they are valid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from libvirt_xml.markup.characters import is_blank
from libvirt_xml.markup.places import Places
from libvirt_xml.markup.prefixes import Prefixes


class XmlSource(Protocol):
    """Where a tree is from."""

    @property
    def places(self) -> Places:
        """The places of everything."""
        ...

    def reread(self, node: Node) -> XmlItems:
        """What is in an element of which that was let go."""
        ...

    def reread_tag(self, node: Node) -> Sequence[str]:
        """The attributes of an element of which they were not kept, as ``Node.given`` has them."""
        ...


class AttributeNode:
    """An attribute; ``name`` is qualified, ``shown`` as written."""

    __slots__ = ("name", "owner", "shown", "value")

    def __init__(self, name: str, shown: str, value: str, owner: Node) -> None:
        self.name = name
        self.shown = shown
        self.value = value
        self.owner = owner

    @property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1."""
        return self.owner.place_of(self.shown)

    @property
    def end(self) -> tuple[int, int]:
        """The line and column behind it, from 1."""
        return self.owner.end_of(self.shown)


class LocatedComment:
    """A comment: its text, and the byte where it begins."""

    __slots__ = ("_source", "start", "text")

    def __init__(self, text: str, start: int, source: XmlSource) -> None:
        self.text = text
        self.start = start
        self._source = source

    @property
    def line(self) -> int:
        """Its line, from 1."""
        return self._source.places.place(self.start)[0]

    @property
    def column(self) -> int:
        """Its column, from 1."""
        return self._source.places.place(self.start)[1]

    @property
    def end(self) -> tuple[int, int]:
        """The line and column behind it, from 1."""
        places = self._source.places
        return places.place(places.end_of_comment(self.start))


class _Parts:
    """What was worked out of an element."""

    __slots__ = ("attributes", "children", "counts", "path", "places", "verdicts")

    def __init__(self) -> None:
        self.attributes: dict[str, AttributeNode] | None = None
        self.children: list[Node] | None = None
        self.counts: dict[str, int] | None = None
        self.path: str | None = None
        self.places: dict[str, int] | None = None
        self.verdicts: dict[object, bool] | None = None


class Node:
    """An element."""

    __slots__ = (
        "_given",
        "_parts",
        "items",
        "last",
        "mask",
        "name",
        "namespaces",
        "parent",
        "position",
        "shown",
        "size",
        "source",
        "start",
        "vector",
    )

    def __init__(
        self,
        name: str,
        shown: str,
        start: int,
        parent: Node | None,
        given: Sequence[str] | None,
        namespaces: Prefixes,
        source: XmlSource,
    ) -> None:
        self.name = name
        """The qualified name."""
        self.shown = shown
        """The name as written."""
        self.start = self.last = start
        """The byte where it begins, and the one where the parser was at its end."""
        self.parent = parent
        self._given = given
        self.namespaces = namespaces
        self.source = source
        self.items: XmlItems | None = ()
        """Texts, children and comments in their order; ``None`` where they were let go of."""
        self.size = 0
        """How many elements there are in it."""
        self.position = 0
        """Which of the parent's children of its name it is, or, negative, which of all; 0 where that is not known."""
        self.vector: tuple[Any, ...] = ()
        """Contents of which it is known whether the element has them."""
        self.mask = 0
        """Which of them it has."""
        self._parts: _Parts | None = None

    @property
    def _known(self) -> _Parts:
        parts = self._parts
        if parts is None:
            parts = self._parts = _Parts()
        return parts

    def with_attributes(self, values: Mapping[str, str | None]) -> Node:
        """The element as it would be with other values of attributes, without those of ``None``; its children are the
        same."""
        others = ((attribute.name, attribute.value) for attribute in self.attributes if attribute.name not in values)
        kept = ((name, value) for name, value in values.items() if value is not None)
        given = [part for pair in (*others, *kept) for part in pair]
        changed = Node(self.name, self.shown, self.start, self.parent, given, self.namespaces, self.source)
        changed.items = self._read()
        changed.size, changed.last = self.size, self.last
        return changed

    # What is in it

    @property
    def given(self) -> Sequence[str]:
        """Names of attributes, as expat gives them, and values in turn."""
        if self._given is None:
            self._given = self.source.reread_tag(self)
        return self._given

    @property
    def attributes(self) -> Collection[AttributeNode]:
        """The attributes, in their order."""
        return self._attributes.values()

    @property
    def _attributes(self) -> dict[str, AttributeNode]:
        by_name = self._known.attributes
        if by_name is None:
            pairs = zip(self.given[::2], self.given[1::2], strict=True)
            nodes = (AttributeNode(*split_triplet(name), value, self) for name, value in pairs)
            by_name = self._known.attributes = {attribute.name: attribute for attribute in nodes}
        return by_name

    def attribute(self, name: str) -> AttributeNode | None:
        """The attribute of a qualified name."""
        return self._attributes.get(name)

    def _read(self) -> XmlItems:
        if self.items is None:
            self.items = self.source.reread(self)
        return self.items

    @property
    def children(self) -> list[Node]:
        """The elements directly inside."""
        children = self._known.children
        if children is None:
            items = self._read()
            children = [item for item in items if isinstance(item, Node)]
            if len(children) == len(items) and isinstance(items, list):
                children = cast("list[Node]", items)  # one list instead of two
            self._known.children = children
        return children

    @property
    def texts(self) -> list[str]:
        """The text before each child, and after the last; beside children, blank text may be left out."""
        texts: list[str] = []
        parts: list[str] = []
        for item in self._read():
            if isinstance(item, Node):
                texts.append("".join(parts))
                parts.clear()
            elif isinstance(item, str):
                parts.append(item)
        texts.append("".join(parts))
        return texts

    @property
    def text(self) -> str:
        """All text directly inside."""
        return "".join(item for item in self._read() if isinstance(item, str))

    @property
    def comments(self) -> Iterator[tuple[int, LocatedComment]]:
        """The comments directly inside, each with the number of children before it."""
        before = 0
        for item in self._read():
            if isinstance(item, Node):
                before += 1
            elif isinstance(item, LocatedComment):
                yield before, item

    def walk(self) -> Iterator[Node]:
        """The element and all elements in it, in the order of the document."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    # Its place

    @property
    def line(self) -> int:
        """Its line, from 1."""
        return self.source.places.place(self.start)[0]

    @property
    def column(self) -> int:
        """Its column, from 1."""
        return self.source.places.place(self.start)[1]

    @property
    def end(self) -> int:
        """The byte behind it."""
        return self.source.places.end_of_element(self.last, is_empty=self.items == ())

    @property
    def end_of_tag(self) -> tuple[int, int]:
        """The line and column behind its start tag, from 1."""
        places = self.source.places
        return places.place(places.end_of_tag(self.start))

    def place_of(self, attribute: str) -> tuple[int, int]:
        """Line and column of an attribute, by its name as written; of the element where that is not written."""
        return self.source.places.place(self._starts_of_attributes.get(attribute, self.start))

    def end_of(self, attribute: str) -> tuple[int, int]:
        """The line and column behind an attribute; behind the start tag where the attribute is not written."""
        start = self._starts_of_attributes.get(attribute)
        if start is None:
            return self.end_of_tag
        return self.source.places.place(self.source.places.end_of_attribute(start))

    @property
    def _starts_of_attributes(self) -> dict[str, int]:
        places = self._known.places
        if places is None:
            places = self._known.places = self.source.places.attributes(self.start)
        return places

    def text_spans(self) -> Iterator[tuple[int, int]]:
        """Where the texts directly inside begin and end that are more than white space: bytes, white space left out."""
        places = self.source.places
        end, is_text = places.end_of_tag(self.start), False
        for item in (*self._read(), None):
            if isinstance(item, str):
                is_text = is_text or not is_blank(item)
                continue
            if is_text:
                yield places.trimmed(end, self.last if item is None else item.start)
            if item is not None:
                end, is_text = item.end if isinstance(item, Node) else places.end_of_comment(item.start), False

    @property
    def path(self) -> str:
        """An XPath to the element, as lxml's ``getpath`` gives it where that means one element only."""
        steps: list[Node] = []
        node: Node | None = self
        while node is not None and node._known.path is None:
            steps.append(node)
            node = node.parent
        path = "" if node is None else node._known.path
        for step in reversed(steps):
            path = step._known.path = f"{path}/{step._step}"
        return path or ""

    @property
    def _step(self) -> str:
        parent = self.parent
        if parent is None:
            return "*" if _is_unnamed(self) else self.shown
        counts = parent._number_children()
        if self.position < 0:
            return f"*[{-self.position}]" if len(parent.children) > 1 else "*"
        return f"{self.shown}[{self.position}]" if counts[self.name] > 1 else self.shown

    def _number_children(self) -> dict[str, int]:
        """How many children there are of each name; gives them their positions."""
        known = self._known
        if known.counts is None:
            counts = known.counts = {}
            ambiguous = self._ambiguous_prefixes()
            for at, child in enumerate(self.children, 1):
                name = child.name
                count = counts[name] = counts.get(name, 0) + 1
                is_unnamed = "}" in name and (_is_unnamed(child) or child.shown.partition(":")[0] in ambiguous)
                child.position = -at if is_unnamed else count
        return known.counts

    def _ambiguous_prefixes(self) -> set[str]:
        """The prefixes that mean several namespaces here and in children."""
        meant: dict[str, str] = {}
        ambiguous: set[str] = set()
        for child in self.children:
            if "}" not in child.name:
                continue
            prefix, _, _ = child.shown.rpartition(":")
            namespace = child.name.rpartition("}")[0]
            if prefix and meant.setdefault(prefix, self.namespaces.get(prefix, namespace)) != namespace:
                ambiguous.add(prefix)
        return ambiguous

    # What is known of it

    def verdict(self, content: object) -> bool | None:
        """Whether the element has a content; ``None`` where that is not known."""
        if content in self.vector:
            return bool(self.mask >> self.vector.index(content) & 1)
        verdicts = self._parts.verdicts if self._parts else None
        return verdicts.get(content) if verdicts else None

    def judge(self, vector: tuple[Any, ...], mask: int) -> None:
        """Remember which of some contents the element has."""
        if not self.vector:
            self.vector, self.mask = vector, mask
            return
        verdicts = self._known.verdicts
        if verdicts is None:
            verdicts = self._known.verdicts = {}
        for at, content in enumerate(vector):
            verdicts[content] = bool(mask >> at & 1)


XmlItems = list[str | Node | LocatedComment] | tuple[()]
"""What is in an element: texts, children and comments in their order."""


def _is_unnamed(node: Node) -> bool:
    """Whether the element is in a default namespace: no name stands for it in an XPath."""
    return "}" in node.name and ":" not in node.shown


def split_triplet(triplet: str) -> tuple[str, str]:
    """expat's ``uri}local}prefix`` as a qualified name, and as it was written."""
    parts = triplet.split("}")  # expat refuses namespaces that contain it
    if len(parts) == 1:
        return triplet, triplet
    if len(parts) == 2:
        return triplet, parts[1]
    return f"{parts[0]}}}{parts[1]}", f"{parts[2]}:{parts[1]}"


@dataclass(slots=True, eq=False)
class LocatedDocument:
    """A document: its root, and the comments before and behind it."""

    root: Node
    comments: list[LocatedComment]
    comments_behind: list[LocatedComment]
