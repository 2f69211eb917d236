"""XML text read as a tree with places; with an automaton, what is valid is found on the way, and let go of."""

from __future__ import annotations

from contextlib import suppress

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.encoding import readable
from libvirt_xml.markup.located import Document
from libvirt_xml.markup.located_builder import DECLARED, Builder, decode
from libvirt_xml.relaxng.verdict.judging import Judge, JudgingBuilder

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_AS_IT_IS = ("utf-8", "utf8", "us-ascii")


def read_document(
    source: str | bytes, *, file: str | None = None, judge: Judge | None = None, keeps_all: bool = False
) -> Document:
    """The tree of XML text. With a judge, elements know whether they have the contents that they should.

    What is in valid ones is let go of, and read again when asked for, unless all is to be kept. Raises ParseError
    where the text is not well-formed, is larger than ``markup.limits`` says or has a document type declaration.
    """
    data = _as_utf8(source, file)
    try:
        builder = Builder(data, file) if judge is None else _judged(data, file, judge, keeps_all=keeps_all)
        if builder.root is None:
            builder.parse(data, "utf-8")
    except ParseError:
        if isinstance(source, bytes) and source.startswith(_BYTE_ORDER_MARK):
            Builder(source, file).parse(source, None)  # the place counts from the mark
        raise
    assert builder.root is not None
    return Document(builder.root, builder.comments, builder.comments_behind)


def _judged(data: bytes, file: str | None, judge: Judge, *, keeps_all: bool) -> Builder:
    """A builder that has read a document by its pieces, or one that has not begun."""
    builder = JudgingBuilder(data, file, judge, keeps_all=keeps_all)
    if not keeps_all:
        with suppress(ParseError):
            if builder.parse_by_pieces():
                return builder
        builder = JudgingBuilder(data, file, judge, keeps_all=keeps_all)
    return builder


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
    declared = DECLARED.match(bare)
    if (declared is None or declared[1].decode("ascii").lower() in _AS_IT_IS) and _is_utf8(bare):
        return bare
    Builder(source, file).parse(source, None)  # it finds what is wrong in the encoding as written
    return decode(source).removeprefix("\ufeff").encode("utf-8", "surrogatepass")


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False
