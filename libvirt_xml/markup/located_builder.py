"""A tree with places, made of the events of expat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.parsers import expat

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.limits import MAX_DEPTH, MAX_NODES
from libvirt_xml.markup.located import Comment, Items, Node, names
from libvirt_xml.markup.places import Places
from libvirt_xml.markup.prefixes import Prefixes
from libvirt_xml.messages import render

DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
"""The encoding that a document declares."""
_MOST_NAMES = 1000


def decode(source: bytes) -> str:
    """The text of a document that an XML parser could read."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return source.decode("utf-16", "replace")
    if source[:2] == b"<\0" or source[:2] == b"\0<":
        return source.decode("utf-16-le" if source[:1] == b"<" else "utf-16-be", "replace")
    declared = DECLARED.match(source.removeprefix(b"\xef\xbb\xbf"))
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return source.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding, "replace")
    except LookupError:
        return source.decode("latin-1")


class Builder:
    """Makes the tree of some bytes, which are its ``source``."""

    def __init__(self, data: bytes, file: str | None, begin: int = 0) -> None:
        self.places = Places(data)
        self.root: Node | None = None
        self.comments: list[Comment] = []
        self.comments_behind: list[Comment] = []
        self._file = file
        self._begin = begin
        self._parser: Any = None
        self._node: Node | None = None
        self.depth = 0
        self._elements = 0
        self._others = 0
        self._namespaces = Prefixes()
        self._declared: list[tuple[str, str]] = []
        self._names: dict[str, tuple[str, str]] = {}

    def parse(self, data: bytes, encoding: str | None) -> None:
        """Read all bytes."""
        self._make_parser(encoding)
        try:
            self._read(data, is_last=True)
        finally:
            self._parser = None

    def _make_parser(self, encoding: str | None) -> None:
        parser: Any = expat.ParserCreate(encoding, "}")
        self._parser = parser
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.namespace_prefixes = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.CommentHandler = self.comment
        parser.StartNamespaceDeclHandler = self.start_namespace
        parser.StartDoctypeDeclHandler = self.doctype

    def _read(self, data: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            message = _message(data, error)
            raise ParseError(message, file=self._file, line=error.lineno, column=error.offset + 1) from None
        except ParseError:
            raise
        except (LookupError, ValueError) as error:
            raise self.fail(f"cannot decode: {error}") from None

    def fail(self, message: str) -> ParseError:
        """An error at the place where the parser is."""
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return ParseError(message, file=self._file, line=line, column=column)

    def start(self, name: str, given: list[str]) -> None:
        """A start tag."""
        parent = self._node
        self.depth += 1
        self._elements += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(f"elements are nested deeper than {MAX_DEPTH}")
        qualified, shown = self._names.get(name) or self._named(name)
        namespaces = self._declare(parent) if self._declared else parent.namespaces if parent else self._namespaces
        start = self._parser.CurrentByteIndex + self._begin
        node = self._node = Node(qualified, shown, start, parent, given or (), namespaces, self)
        node.size = self._elements
        if given:
            self._others += len(given) // 2
        if self._elements + self._others > MAX_NODES:
            raise self.fail(render("limit", "nodes", limit=f"{MAX_NODES:,}"))
        if parent is None:
            self.root = node
        elif items := parent.items:
            items.append(node)
        else:
            parent.items = [node]

    def _named(self, name: str) -> tuple[str, str]:
        if len(self._names) > _MOST_NAMES:
            self._names.clear()
        found = self._names[name] = names(name)
        return found

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
        comment = Comment(text, self._parser.CurrentByteIndex + self._begin, self)
        node = self._node
        self._others += 1
        if node is None:
            (self.comments if self.root is None else self.comments_behind).append(comment)
        elif items := node.items:
            items.append(comment)
        else:
            node.items = [comment]

    def start_namespace(self, prefix: str | None, uri: str | None) -> None:
        """The declaration of a namespace, before the tag in which it stands."""
        self._declared.append((prefix or "", uri or ""))

    def doctype(self, *_: object) -> None:
        """A document type declaration."""
        raise self.fail("document type declarations (DTD, entities) are refused")

    def reread(self, node: Node) -> Items:
        """What is in an element of which that was let go."""
        data = self.places.data[node.start : node.end]
        builder = Builder(b"", self._file, node.start)
        builder.places = self.places
        builder._namespaces = node.namespaces
        builder.parse(data, "utf-8")
        assert builder.root is not None
        items = builder.root.items or ()
        for item in items:
            if isinstance(item, Node):
                item.parent = node
        return items

    def reread_tag(self, node: Node) -> Sequence[str]:
        """The attributes of an element of which they were not kept."""
        tag = self.places.data[node.start : self.places.end_of_tag(node.start)]
        builder = Builder(b"", self._file)
        builder.parse(tag.removesuffix(b"/>").removesuffix(b">") + b"/>", "utf-8")
        assert builder.root is not None
        return builder.root.given


def _message(data: bytes, error: expat.ExpatError) -> str:
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
        is_empty = not decode(data).strip(WHITE_SPACE + "\ufeff\0")
        return "the document is empty" if is_empty else "the document ends before its elements do"
    return f"not well-formed: {expat.ErrorString(error.code) or error}"
