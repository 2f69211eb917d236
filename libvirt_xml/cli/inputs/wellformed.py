"""Reading a document that is to be written again: its text, once it is known to be sound."""

from __future__ import annotations

from dataclasses import dataclass

from libvirt_xml.markup.encoding import codec_of, encoding_error
from libvirt_xml.markup.malformed.diagnosis import inspect


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A well-formed document without a DTD."""

    text: str
    codec: str
    root: str | None
    """The name of the root element; ``None`` for one with a namespace, which no document of libvirt's has."""


def read_well_formed(data: bytes) -> ReadDocument:
    """The document in some bytes. Raises ParseError."""
    inspection = inspect(data)
    if inspection.error is not None:
        raise inspection.error
    codec = codec_of(data)
    try:
        return ReadDocument(data.decode(codec), codec, inspection.root)
    except (UnicodeDecodeError, LookupError):
        raise encoding_error(codec) from None
