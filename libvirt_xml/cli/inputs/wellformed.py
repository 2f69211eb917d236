"""Reading a document that is to be written again: its text, once it is known to be sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn
from xml.parsers import expat

from libvirt_xml.cli.inputs.decoding import codec_of
from libvirt_xml.errors import ParseError
from libvirt_xml.markup.encoding import readable
from libvirt_xml.markup.limits import MAX_DEPTH


@dataclass(frozen=True, slots=True)
class Document:
    """A well-formed document without a DTD."""

    text: str
    codec: str
    root: str | None
    """The name of the root element; ``None`` for one with a namespace, which no document of libvirt's has."""


def read_document(data: bytes) -> Document:
    """The document in some bytes. Raises ParseError."""
    readable(data)
    root = _check(data)
    codec = codec_of(data)
    try:
        return Document(data.decode(codec), codec, root)
    except (UnicodeDecodeError, LookupError) as error:
        raise ParseError(f"cannot decode: {error}", line=1, column=1) from None


def _check(data: bytes) -> str | None:
    """Let expat read it all, and refuse what the rest of the library refuses; the root's name."""
    parser = expat.ParserCreate(namespace_separator=":")
    depth = 0
    root: str | None = None

    def fail(message: str) -> NoReturn:
        raise ParseError(message, line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1)

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth, root
        if not depth and ":" not in name:
            root = name
        depth += 1
        if depth > MAX_DEPTH:
            fail(f"nested deeper than {MAX_DEPTH}")

    def end(*_: Any) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: Any) -> None:
        fail("document type declarations (DTD, entities) are refused")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    if not data.strip():
        raise ParseError("the document is empty", line=1, column=1)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        from libvirt_xml.validation.explaining.malformed import describe_error

        message = f"not well-formed: {expat.ErrorString(error.code) or error}"
        found = ParseError(message, line=error.lineno, column=error.offset + 1)
        raise ParseError(describe_error(data, found), line=found.line, column=found.column) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, ParseError):
            raise
        fail(f"cannot decode: {error}")
    return root
