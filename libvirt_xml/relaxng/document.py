"""XML text as a tree that knows where everything stands: what explanations point at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.relaxng.xmlnames import WHITE_SPACE

_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=>/]+)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(slots=True, eq=False)
class AttributeNode:
    """An attribute; ``name`` is qualified, ``shown`` as written; line and column from 1."""

    name: str
    shown: str
    value: str
    line: int
    column: int


@dataclass(slots=True, eq=False)
class Comment:
    """A comment: its text, and where it begins, from 1."""

    text: str
    line: int
    column: int


@dataclass(slots=True, eq=False)
class Node:
    """An element. ``texts`` has one more item than ``children``: the text before each, and after the last.

    ``comments`` are those directly inside, each with the number of children before it.
    """

    name: str
    shown: str
    line: int
    column: int
    parent: Node | None
    namespaces: dict[str, str]
    attributes: list[AttributeNode] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=lambda: [""])
    comments: list[tuple[int, Comment]] = field(default_factory=list)
    text_line: int | None = None
    """The line of the first text directly inside that is more than white space."""
    position: int = 1
    """Which of the parent's children that its step of the path could mean."""
    _counts: dict[str, int] = field(default_factory=dict)

    def add(self, child: Node) -> None:
        """Append a child."""
        self.children.append(child)
        self.texts.append("")
        count = self._counts[child.shown] = self._counts.get(child.shown, 0) + 1
        child.position = len(self.children) if child.is_unprefixed else count

    @property
    def is_unprefixed(self) -> bool:
        """Whether the element is in a default namespace: no name stands for it in an XPath."""
        return "}" in self.name and ":" not in self.shown

    @property
    def step(self) -> str:
        """The last step of the path."""
        name = "*" if self.is_unprefixed else self.shown
        if self.parent is None:
            return name
        count = len(self.parent.children) if self.is_unprefixed else self.parent._counts[self.shown]
        return f"{name}[{self.position}]" if count > 1 else name

    @property
    def text(self) -> str:
        """All text directly inside."""
        return "".join(self.texts)

    def attribute(self, name: str) -> AttributeNode | None:
        """The attribute of a qualified name."""
        return next((each for each in self.attributes if each.name == name), None)

    def signature(self) -> tuple[object, ...]:
        """The same for elements that are the same in all but white space, comments and the order of attributes."""
        return tuple(
            (
                each.name,
                len(each.children),
                frozenset((attribute.name, attribute.value) for attribute in each.attributes),
                tuple(text.strip(WHITE_SPACE) for text in each.texts),
            )
            for each in self.walk()
        )

    @property
    def path(self) -> str:
        """An XPath to the element, as lxml's ``getpath`` gives it."""
        steps: list[str] = []
        node: Node | None = self
        while node is not None:
            steps.append(node.step)
            node = node.parent
        return "/" + "/".join(reversed(steps))

    def walk(self) -> Iterator[Node]:
        """The element and all elements in it, in the order of the document."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(slots=True, eq=False)
class Document:
    """A document: its root, and the comments before and behind it."""

    root: Node
    comments: list[Comment]
    comments_behind: list[Comment]


def read_document(source: str | bytes, *, file: str | None = None) -> Document:
    """The tree of XML text.

    Raises ParseError where it is not well-formed, nests deeper than ``MAX_DEPTH`` or has a document type declaration.
    """
    if not isinstance(source, str):
        _parse(source, _Builder(b"", file), file)  # it finds what is wrong in the encoding as written
        source = decode(source)
    source = source.removeprefix("\ufeff")
    data = source.encode("utf-8", "surrogatepass")
    builder = _Builder(data, file)
    _parse(source, builder, file)
    assert builder.root is not None
    return Document(builder.root, builder.comments, builder.comments_behind)


def decode(source: bytes) -> str:
    """The text of a document that an XML parser could read."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return source.decode("utf-16", "replace")
    if source[:2] == b"<\0" or source[:2] == b"\0<":
        return source.decode("utf-16-le" if source[:1] == b"<" else "utf-16-be", "replace")
    declared = _DECLARED.match(source.removeprefix(b"\xef\xbb\xbf"))
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return source.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding, "replace")
    except LookupError:
        return source.decode("latin-1")


class _Builder:
    def __init__(self, data: bytes, file: str | None) -> None:
        self.root: Node | None = None
        self.comments: list[Comment] = []
        self.comments_behind: list[Comment] = []
        self.parser: Any = None
        self._data = data
        self._file = file
        self._node: Node | None = None
        self._depth = 0
        self._declared: dict[str, str] = {}

    def fail(self, message: str) -> ParseError:
        parser = self.parser
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        return ParseError(message, file=self._file, line=line, column=column)

    def start(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.fail(f"elements are nested deeper than {MAX_DEPTH}")
        parser, parent = self.parser, self._node
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        qualified, shown = _names(name)
        namespaces = parent.namespaces if parent else {}
        if self._declared:
            namespaces = {**namespaces, **self._declared}
            self._declared = {}
        node = Node(qualified, shown, line, column, parent, namespaces)
        places = _places(self._data, parser.CurrentByteIndex, line, column) if attributes else {}
        for each, value in zip(attributes[::2], attributes[1::2], strict=True):
            own, own_shown = _names(each)
            node.attributes.append(AttributeNode(own, own_shown, value, *places.get(own_shown, (line, column))))
        if parent is None:
            self.root = node
        else:
            parent.add(node)
        self._node = node

    def end(self, _: str) -> None:
        self._depth -= 1
        assert self._node is not None
        self._node = self._node.parent

    def text(self, text: str) -> None:
        node = self._node
        assert node is not None
        node.texts[-1] += text
        if node.text_line is None and text.strip(WHITE_SPACE):  # the parser stands behind the text already
            node.text_line = self.parser.CurrentLineNumber - text.lstrip(WHITE_SPACE).count("\n")

    def comment(self, text: str) -> None:
        comment = Comment(text, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        if self._node is not None:
            self._node.comments.append((len(self._node.children), comment))
        else:
            (self.comments if self.root is None else self.comments_behind).append(comment)

    def start_namespace(self, prefix: str | None, uri: str | None) -> None:
        self._declared[prefix or ""] = uri or ""

    def doctype(self, *_: object) -> None:
        raise self.fail("document type declarations (DTD, entities) are refused")


def _names(triplet: str) -> tuple[str, str]:
    """expat's ``uri}local}prefix`` as a qualified name, and as it was written."""
    parts = triplet.split("}")
    if len(parts) == 1:
        return triplet, triplet
    if len(parts) == 2:
        return triplet, parts[1]
    return f"{parts[0]}}}{parts[1]}", f"{parts[2]}:{parts[1]}"


def _places(data: bytes, start: int, line: int, column: int) -> dict[str, tuple[int, int]]:
    """Line and column of each attribute of the tag that begins at a byte."""
    name_end = start
    while data[name_end : name_end + 1] not in (b"", b" ", b"\t", b"\r", b"\n", b"/", b">"):
        name_end += 1
    found: dict[str, tuple[int, int]] = {}
    at, here = name_end, start
    while attribute := _ATTRIBUTE.match(data, at):
        passed = data[here : attribute.start(1)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = passed.count(b"\n")
        line += lines
        column = (1 if lines else column) + len(passed.rpartition(b"\n")[2].decode("utf-8", "replace"))
        here = attribute.start(1)
        found[attribute[1].decode("utf-8", "replace")] = (line, column)
        at = attribute.end()
    return found


def _parse(source: str | bytes, builder: _Builder, file: str | None) -> None:
    parser: Any = expat.ParserCreate(None, "}")
    builder.parser = parser
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.namespace_prefixes = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.CommentHandler = builder.comment
    parser.StartNamespaceDeclHandler = builder.start_namespace
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        message = _message(source, error)
        raise ParseError(message, file=file, line=error.lineno, column=error.offset + 1) from None
    except (UnicodeEncodeError, LookupError, ValueError) as error:
        if isinstance(error, ParseError):
            raise
        raise builder.fail(f"cannot decode: {error}") from None
    finally:
        builder.parser = None


def _message(source: str | bytes, error: expat.ExpatError) -> str:
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
        text = source if isinstance(source, str) else decode(source)
        is_empty = not text.strip(WHITE_SPACE + "\ufeff\0")
        return "the document is empty" if is_empty else "the document ends before its elements do"
    return f"not well-formed: {expat.ErrorString(error.code) or error}"
