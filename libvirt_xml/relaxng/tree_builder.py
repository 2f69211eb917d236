"""XML text read as a tree with places; with an automaton, what is valid is found on the way, and let go of."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.encoding import readable
from libvirt_xml.markup.limits import MAX_DEPTH, MAX_NODES
from libvirt_xml.messages import render
from libvirt_xml.relaxng.automaton import Automaton, Mismatch, Table, Tag, Vector
from libvirt_xml.relaxng.document import Comment, Document, Items, Node, names
from libvirt_xml.relaxng.places import Places
from libvirt_xml.relaxng.prefixes import Prefixes
from libvirt_xml.relaxng.xmlnames import WHITE_SPACE

_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_NAMES = 1000
_AS_IT_IS = ("utf-8", "utf8", "us-ascii")


class Judge:
    """Knows which contents a root may have."""

    def __init__(self, automaton: Automaton, contents: Callable[[str], Vector]) -> None:
        self.automaton = automaton
        self.contents = contents


def read_document(
    source: str | bytes, *, file: str | None = None, judge: Judge | None = None, keeps_all: bool = False
) -> Document:
    """The tree of XML text. With a judge, elements know whether they have the contents that they should.

    What is in valid ones is let go of, and read again when asked for, unless all is to be kept. Raises ParseError
    where the text is not well-formed, is larger than ``markup.limits`` says or has a document type declaration.
    """
    data = _as_utf8(source, file)
    builder = _Builder(data, file) if judge is None else _JudgingBuilder(data, file, judge, keeps_all=keeps_all)
    try:
        builder.parse(data, "utf-8")
    except ParseError:
        if isinstance(source, bytes) and source.startswith(_BYTE_ORDER_MARK):
            _Builder(source, file).parse(source, None)  # the place counts from the mark
        raise
    assert builder.root is not None
    return Document(builder.root, builder.comments, builder.comments_behind)


def _as_utf8(source: str | bytes, file: str | None) -> bytes:
    if isinstance(source, str):
        try:
            return source.removeprefix("\ufeff").encode()
        except UnicodeEncodeError as error:
            raise ParseError(f"cannot decode: {error}", file=file, line=1, column=1) from None
    try:
        text = readable(source)
    except ParseError as error:
        raise ParseError(error.message, file=file, line=error.line, column=error.column) from None
    if isinstance(text, str):
        return text.encode("utf-8", "surrogatepass")
    bare = source.removeprefix(_BYTE_ORDER_MARK)
    declared = _DECLARED.match(bare)
    if (declared is None or declared[1].decode("ascii").lower() in _AS_IT_IS) and _is_utf8(bare):
        return bare
    _Builder(source, file).parse(source, None)  # it finds what is wrong in the encoding as written
    return decode(source).removeprefix("\ufeff").encode("utf-8", "surrogatepass")


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


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
        self._depth = 0
        self._elements = 0
        self._others = 0
        self._namespaces = Prefixes()
        self._declared: list[tuple[str, str]] = []
        self._names: dict[str, tuple[str, str]] = {}

    def parse(self, data: bytes, encoding: str | None) -> None:
        """Read some bytes."""
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
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            message = _message(data, error)
            raise ParseError(message, file=self._file, line=error.lineno, column=error.offset + 1) from None
        except ParseError:
            raise
        except (LookupError, ValueError) as error:
            raise self.fail(f"cannot decode: {error}") from None
        finally:
            self._parser = None

    def fail(self, message: str) -> ParseError:
        """An error at the place where the parser is."""
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return ParseError(message, file=self._file, line=line, column=column)

    def start(self, name: str, given: list[str]) -> None:
        """A start tag."""
        parent = self._node
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
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

    def end(self, _: str) -> None:
        """An end tag."""
        node = self._node
        assert node is not None
        self._depth -= 1
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
        builder = _Builder(b"", self._file, node.start)
        builder.places = self.places
        builder.parse(data, "utf-8")
        assert builder.root is not None
        items = builder.root.items or ()
        for item in items:
            if isinstance(item, Node):
                item.parent = node
        return items


def _message(data: bytes, error: expat.ExpatError) -> str:
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
        is_empty = not decode(data).strip(WHITE_SPACE + "\ufeff\0")
        return "the document is empty" if is_empty else "the document ends before its elements do"
    return f"not well-formed: {expat.ErrorString(error.code) or error}"


class _JudgingBuilder(_Builder):
    """Follows the automaton while it builds; after what does not match, from where it would have led.

    That is good enough: what is remembered of an element holds wherever it stands.
    """

    def __init__(self, data: bytes, file: str | None, judge: Judge, *, keeps_all: bool) -> None:
        super().__init__(data, file)
        self._judge = judge
        self._patterns = judge.automaton.patterns
        self._keeps_all = keeps_all
        self._content: Any = None
        """The state where the parser is; ``None`` where no state is known."""
        self._open: list[tuple[Any, Table | None, bool]] = []
        """Of each open element: the state before it, what follows it, and whether a part of its parent is faulty."""
        self._is_faulty = False
        self._is_beside = False
        """Whether there was text that is more than white space since the last tag."""

    def start(self, name: str, given: list[str]) -> None:
        """A start tag."""
        _Builder.start(self, name, given)  # super() would take a tenth of all
        node: Any = self._node
        if self._is_beside:
            self._read_beside()
        outer = self._content
        after, inside = None, None
        is_faulty = self._is_faulty
        self._is_faulty = False
        try:
            if outer is not None:
                tag, after = outer.starts[node.name]
                node.vector = tag.vector
                inside = self._opened(tag, node) if given else tag.closed
            elif node.parent is None:
                tag = self._judge.automaton.tag(self._judge.contents(node.name))
                node.vector = tag.vector
                inside = self._opened(tag, node)
        except Mismatch:
            if node.vector:
                self._is_faulty = True
            else:
                is_faulty = True
        self._open.append((outer, after, is_faulty))
        self._content = inside

    def _opened(self, tag: Any, node: Node) -> Any:
        if self._patterns.is_scoped:
            self._judge.automaton.scopes.namespaces = node.namespaces
        waiting = iter(node.given)
        for name in waiting:
            step = tag.attributes[name if "}" not in name else names(name)[0]]
            value = next(waiting)
            tag = step if step.__class__ is Tag else step[value]
        return tag.closed

    def _read_beside(self) -> None:
        self._is_beside = False
        if self._content is not None:
            try:
                self._content = self._content.mixed
            except Mismatch:
                self._is_faulty = True

    def end(self, name: str) -> None:
        """An end tag."""
        node, content = self._node, self._content
        assert node is not None
        _Builder.end(self, name)
        mask = 0 if content is None or self._is_faulty else self._ended(node, content)
        self._content, after, self._is_faulty = self._open.pop()
        self._is_beside = False
        node.mask = mask
        if after is not None:
            self._content = after.get(mask) or self._after(node, after)
        if mask and node.size and not self._keeps_all and not node.namespaces.declared:
            node.items = None

    def _ended(self, node: Node, content: Any) -> int:
        try:
            if not node.size:
                if self._patterns.is_scoped:
                    self._judge.automaton.scopes.namespaces = node.namespaces
                mask: int = content.leaf[node.text if node.items else ""]
                return mask
            if self._is_beside:
                content = content.mixed
            return content.accepted  # type: ignore[no-any-return]
        except Mismatch:
            return 0

    def _after(self, node: Node, after: Table) -> Any:
        mask = node.mask
        if not mask:
            self._is_faulty = True
            mask = (1 << len(node.vector)) - 1
        try:
            return after[mask]
        except Mismatch:
            self._is_faulty = True
            return self._content

    def text(self, text: str) -> None:
        """A text, or a part of one."""
        _Builder.text(self, text)
        if not self._is_beside and text.strip(WHITE_SPACE):
            self._is_beside = True
