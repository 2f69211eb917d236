"""A tree with places, made of the events of expat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.limits import MAX_DEPTH, MAX_NODES
from libvirt_xml.markup.located import LocatedComment, Node, XmlItems, split_triplet
from libvirt_xml.markup.malformed.xml_faults import Refused, XmlCause
from libvirt_xml.markup.parsers import feed, new_parser
from libvirt_xml.markup.places import Places
from libvirt_xml.markup.prefixes import Prefixes

_MOST_NAMES = 1000


class LocatedBuilder:
    """Makes the tree of some bytes, which are its ``source``."""

    def __init__(self, data: bytes, begin: int = 0) -> None:
        self.places = Places(data)
        self.root: Node | None = None
        self.comments: list[LocatedComment] = []
        self.comments_behind: list[LocatedComment] = []
        self._begin = begin
        self._parser: Any = None
        self._node: Node | None = None
        self.depth = 0
        self._elements = 0
        self._others = 0
        self._namespaces = Prefixes()
        self._declared: list[tuple[str, str]] = []
        self._names: dict[str, tuple[str, str]] = {}

    def parse(self, data: bytes) -> None:
        """Read all bytes, which are UTF-8. Raises Refused."""
        self._make_parser()
        try:
            feed(self._parser, data)
        finally:
            self._parser = None

    def _make_parser(self) -> None:
        parser = new_parser(self.places.data, "}", "utf-8")
        self._parser = parser
        parser.ordered_attributes = True
        parser.namespace_prefixes = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.CommentHandler = self.comment
        parser.StartNamespaceDeclHandler = self.start_namespace

    def start(self, name: str, given: list[str]) -> None:
        """A start tag."""
        parent = self._node
        self.depth += 1
        self._elements += 1
        if self.depth > MAX_DEPTH:
            raise Refused(XmlCause.DEPTH)
        qualified, shown = self._names.get(name) or self._named(name)
        namespaces = self._declare(parent) if self._declared else parent.namespaces if parent else self._namespaces
        start = self._parser.CurrentByteIndex + self._begin
        node = self._node = Node(qualified, shown, start, parent, given or (), namespaces, self)
        node.size = self._elements
        if given:
            self._others += len(given) // 2
        if self._elements + self._others > MAX_NODES:
            raise Refused(XmlCause.NODES)
        if parent is None:
            self.root = node
        elif items := parent.items:
            items.append(node)
        else:
            parent.items = [node]

    def _named(self, name: str) -> tuple[str, str]:
        if len(self._names) > _MOST_NAMES:
            self._names.clear()
        names = self._names[name] = split_triplet(name)
        return names

    def _declare(self, parent: Node | None) -> Prefixes:
        declared, outer = tuple(self._declared), parent.namespaces if parent else self._namespaces
        self._declared = []
        last = self._namespaces  # siblings often declare the same
        if last.outer is not outer or last.declared != declared:
            last = self._namespaces = Prefixes(outer, declared)
        return last

    def end(self, name: str) -> None:
        """An end tag."""
        node = self._node
        assert node is not None
        self.depth -= 1
        node.size = self._elements - node.size
        node.last = self._parser.CurrentByteIndex + self._begin
        self._node = node.parent

    def text(self, text: str) -> None:
        """A text, or a part of one; white space between children is left out."""
        node = self._node
        assert node is not None
        if items := node.items:
            if self._elements == node.size or text.strip(WHITE_SPACE):
                items.append(text)
        else:
            node.items = [text]

    def comment(self, text: str) -> None:
        """A comment."""
        comment = LocatedComment(text, self._parser.CurrentByteIndex + self._begin, self)
        node = self._node
        self._others += 1
        if node is None:
            (self.comments if self.root is None else self.comments_behind).append(comment)
        elif items := node.items:
            items.append(comment)
        else:
            node.items = [comment]

    def start_namespace(self, prefix: str | None, uri: str | None) -> None:
        """The declaration of a namespace, before the tag that contains it."""
        self._declared.append((prefix or "", uri or ""))

    def reread(self, node: Node) -> XmlItems:
        """What is in an element of which that was let go."""
        data = self.places.data[node.start : node.end]
        builder = LocatedBuilder(b"", node.start)
        builder.places = self.places
        builder._namespaces = node.namespaces
        builder.parse(data)
        assert builder.root is not None
        items = builder.root.items or ()
        for item in items:
            if isinstance(item, Node):
                item.parent = node
        return items

    def reread_tag(self, node: Node) -> Sequence[str]:
        """The attributes of an element of which they were not kept."""
        tag = self.places.data[node.start : self.places.end_of_tag(node.start)]
        builder = LocatedBuilder(b"")
        builder.parse(tag.removesuffix(b"/>").removesuffix(b">") + b"/>")
        assert builder.root is not None
        return builder.root.given
