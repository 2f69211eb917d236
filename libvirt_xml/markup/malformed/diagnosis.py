"""One reading of a whole text that finds why it is not a document, the same for all that read documents."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.encoding import decode, is_decodable, readable, without_mark
from libvirt_xml.markup.limits import MAX_DEPTH, check_nodes
from libvirt_xml.markup.located import split_triplet
from libvirt_xml.markup.malformed.stops import OpenElement, Stop
from libvirt_xml.markup.malformed.xml_faults import Refused, XmlCause
from libvirt_xml.markup.parsers import feed, new_parser, refused_at
from libvirt_xml.messages import Sentence

_SEPARATOR = "}"


class Inspection(NamedTuple):
    """What one reading finds."""

    root: str | None
    """The name of the root element; ``None`` for one in a namespace, and where there is none."""
    error: ParseError | None
    """Why the text is not a document, in words."""


def inspect(source: str | bytes) -> Inspection:
    """Read a text to its end, with all limits."""
    try:
        document = without_mark(readable(source))
        check_nodes(document)
    except Refused as refused:
        return Inspection(None, _in_words(source, refused, ()))
    except ParseError as error:
        return Inspection(None, error)
    reading = _Reading(document)
    try:
        reading.finish()
    except Refused as refused:
        return Inspection(None, _in_words(source, refused, tuple(reading.open_elements), is_ended=reading.is_ended))
    return Inspection(reading.root, None)


def explained(source: str | bytes, refused: ParseError, file: str | None = None) -> ParseError:
    """The error of a text that a reader has refused, in words for somebody who has to fix it."""
    if isinstance(refused, Refused):
        refused = inspect(source).error or _in_words(source, refused, ())
    return ParseError(refused.message, file=file, line=refused.line, column=refused.column, end=refused.end)


def explained_part(text: str, refused: Refused) -> ParseError:
    """The error of one element's text that was read beside namespaces declared elsewhere, as ``explained`` words it."""
    reading = _Reading(text, None)
    try:
        reading.finish()
    except Refused as refusal:
        return _in_words(text, refusal, tuple(reading.open_elements))
    return _in_words(text, refused, ())


class _Reading:
    """The events of a text that matter here; without a separator, namespaces do not."""

    def __init__(self, document: str | bytes, separator: str | None = _SEPARATOR) -> None:
        self._document = document
        self._parser = new_parser(document, separator)
        self.open_elements: list[OpenElement] = []
        self.root: str | None = None
        self._is_root = True
        self.is_ended = False
        """Whether the root element has ended."""

    def finish(self) -> None:
        """Read all. Raises Refused."""
        parser = self._parser
        parser.namespace_prefixes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            feed(parser, self._document)
        finally:
            del self._parser

    def _start(self, name: str, _: object) -> None:
        if self._is_root and _SEPARATOR not in name:
            self.root = name
        self._is_root = False
        self.open_elements.append(OpenElement(split_triplet(name)[1], self._parser.CurrentLineNumber))
        if len(self.open_elements) > MAX_DEPTH:
            raise refused_at(self._parser, XmlCause.DEPTH)

    def _doctype(self, *_: object) -> None:
        raise refused_at(self._parser, XmlCause.DOCTYPE)

    def _end(self, _: str) -> None:
        self.open_elements.pop()
        self.is_ended = not self.open_elements


def first_fault(text: str, *, is_file: bool) -> tuple[Stop, Sentence] | None:
    """Where and why the reading of a decoded text ends; ``None`` for a document."""
    reading = _Reading(text)
    try:
        reading.finish()
    except Refused as refused:
        stop = _stop_at(text, refused, tuple(reading.open_elements), is_file=is_file, is_decoded=True)
        return _with_reason(_from_word(stop, is_ended=reading.is_ended))
    return None


def with_plain_newlines(source: str | bytes) -> str:
    """The text in which places are counted."""
    text = source.removeprefix("\ufeff") if isinstance(source, str) else decode(bytes(source))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def refusal_at(stop: Stop, sentence: Sentence) -> ParseError:
    """The error of a fault."""
    from libvirt_xml.markup.malformed.token_ends import token_end

    return ParseError(sentence, line=stop.line, column=stop.column, end=token_end(stop))


def _in_words(
    source: str | bytes, refused: Refused, open_elements: tuple[OpenElement, ...], *, is_ended: bool = False
) -> ParseError:
    is_file = not isinstance(source, str)
    text = with_plain_newlines(source)
    stop = _stop_at(text, refused, open_elements, is_file=is_file, is_decoded=is_decodable(source))
    return refusal_at(*_with_reason(_from_word(stop, is_ended=is_ended)))


def _stop_at(
    text: str, refused: Refused, open_elements: tuple[OpenElement, ...], *, is_file: bool, is_decoded: bool
) -> Stop:
    line, column = _place(text, refused)
    return Stop(refused.cause, text, line, column, open_elements, is_file, is_decoded)


def _with_reason(stop: Stop) -> tuple[Stop, Sentence]:
    from libvirt_xml.markup.malformed.reasons import reason

    return stop, reason(stop)


def _from_word(stop: Stop, *, is_ended: bool) -> Stop:
    """A fault of a character, from the beginning of its word behind the root element, and from the first word of a text
    without any tag."""
    before = stop.text[: stop.index]
    if stop.cause is not XmlCause.INVALID_TOKEN or stop.text[max(0, stop.index - 1) : stop.index + 1].count("<"):
        return stop
    if is_ended:
        start = max(before.rfind(mark) for mark in (">", " ", "\t", "\n")) + 1
        line, column = _place_of(stop.text, start)
        return replace(stop, cause=XmlCause.AFTER_ROOT, line=line, column=column)
    if "<" not in before and stop.rest_of_line[:1].isprintable():
        line, column = _place_of(stop.text, len(before) - len(before.lstrip()))
        return replace(stop, line=line, column=column)
    return stop


def _place(text: str, refused: Refused) -> tuple[int, int]:
    """Where the fault is: where the parser was, unless it reads further, or not at all."""
    match refused.cause:
        case XmlCause.SURROGATE:
            return _place_of(text, next(at for at, character in enumerate(text) if "\ud800" <= character < "\ue000"))
        case XmlCause.DOCTYPE if refused.line is not None:
            lines = text.split("\n", refused.line)[: refused.line]
            end = sum(map(len, lines[:-1])) + len(lines) - 1 + (refused.column or 1)
            return _place_of(text, max(0, text.rfind("<!DOCTYPE", 0, end)))
    return refused.line or 1, refused.column or 1


def _place_of(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
