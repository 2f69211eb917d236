"""XML text read as a tree with places; with an automaton, what is valid is found on the way, and let go of."""

from __future__ import annotations

from contextlib import suppress

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.encoding import is_decodable, is_plain, readable, without_mark
from libvirt_xml.markup.located import LocatedDocument
from libvirt_xml.markup.located_builder import LocatedBuilder
from libvirt_xml.markup.malformed.xml_faults import Refused, XmlCause
from libvirt_xml.relaxng.verdict.judging import Judge, JudgingBuilder


def read_located(
    source: str | bytes, *, file: str | None = None, judge: Judge | None = None, keeps_all: bool = False
) -> LocatedDocument:
    """The tree of XML text. With a judge, elements know whether they have the contents that they should.

    What is in valid ones is let go of, and read again when asked for, unless all is to be kept. Raises ParseError
    where the text is not well-formed, is larger than ``markup.limits`` says or has a document type declaration.
    """
    try:
        data = _as_utf8(source)
        builder = LocatedBuilder(data) if judge is None else _judged(data, judge, keeps_all=keeps_all)
        if builder.root is None:
            builder.parse(data)
    except ParseError as error:
        from libvirt_xml.markup.malformed.diagnosis import explained

        raise explained(source, error, file) from None
    assert builder.root is not None
    return LocatedDocument(builder.root, builder.comments, builder.comments_behind)


def _judged(data: bytes, judge: Judge, *, keeps_all: bool) -> LocatedBuilder:
    """A builder that has read a document by its pieces, or one that has not begun."""
    builder = JudgingBuilder(data, judge, keeps_all=keeps_all)
    if not keeps_all:
        with suppress(Refused):
            if builder.parse_by_pieces():
                return builder
        builder = JudgingBuilder(data, judge, keeps_all=keeps_all)
    return builder


def _as_utf8(source: str | bytes) -> bytes:
    """A document in UTF-8, without a mark. Raises ParseError."""
    text = without_mark(readable(source))
    if isinstance(text, str):
        try:
            return text.encode()
        except UnicodeEncodeError:
            raise Refused(XmlCause.SURROGATE) from None
    if not (is_plain(source) and is_decodable(source)):
        raise Refused(XmlCause.ENCODING)
    return bytes(text)
