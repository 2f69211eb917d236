"""The limits for documents: all limits of the package are here.

Text that is in memory already is limited in depth and in nodes only; what is read from a file or stream is limited in
size too, so that a device without an end or a pipe that never closes does not fill the memory.
"""

from __future__ import annotations

from os import PathLike
from typing import Any, Protocol

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.malformed.xml_faults import Refused, XmlCause
from libvirt_xml.markup.parsers import feed, new_parser, refused_at

MAX_DEPTH = 256
"""Levels of elements; also of YAML, which becomes elements."""

MAX_NODES = 2_000_000
"""Elements, attributes, comments and processing instructions of one document."""

MAX_INPUT = 64 * 1024 * 1024
"""Bytes that one file or stream may have, unless the caller says otherwise."""

MAX_PARTS = 256
"""Parts that follow one another in an element's content, in a schema whose references are followed."""

MAX_PATTERNS = 200_000
"""Patterns of one schema, all files counted as often as they are referred to; libvirt's largest has about 20,000."""

MAX_FILE_REFERENCES = 2_000
"""Includes and other references from one schema file to another, each counted as often as it is followed."""

_CHUNK = 64 * 1024
_MEBIBYTE = 1024 * 1024


class Stream(Protocol):
    """Where bytes can be read from."""

    def read(self, size: int, /) -> bytes | None:
        """At most this many bytes; none at the end."""


def read_limited(
    source: str | PathLike[str] | Stream, limit: int | None = MAX_INPUT, *, file: str | None = None
) -> bytes:
    """All bytes of a file or stream, of which at most ``limit`` and one more are read; ``None`` is no limit.

    ``file`` is its name in the error; that of a path is known. Raises ParseError if there are more, and OSError.
    """
    if isinstance(source, str | PathLike):
        with open(source, "rb") as stream:  # noqa: PTH123
            return _read(stream, limit, file or str(source))
    return _read(source, limit, file)


def _read(stream: Stream, limit: int | None, file: str | None) -> bytes:
    content = bytearray()
    while limit is None or len(content) <= limit:
        chunk = stream.read(_CHUNK if limit is None else min(_CHUNK, limit + 1 - len(content)))
        if not chunk:
            return bytes(content)
        content += chunk
    raise _too_large(limit, file)


def _too_large(limit: int, file: str | None) -> ParseError:
    from libvirt_xml.messages import render

    size = f"{limit // _MEBIBYTE:,} MiB" if limit and limit % _MEBIBYTE == 0 else f"{limit:,} bytes"
    return ParseError(render("limit", "input", limit=size), file=file)


def check_nodes(source: str | bytes) -> None:
    """Refuse a document of more nodes than the limit, before anything is made of them. Raises Refused."""
    if len(source) <= MAX_NODES or _most_nodes(source) <= MAX_NODES:
        return
    parser = new_parser(source)
    left = MAX_NODES

    def count(*node: Any) -> None:
        nonlocal left
        attributes = node[1] if len(node) > 1 and isinstance(node[1], dict) else ()
        left -= 1 + len(attributes)
        if left < 0:
            raise refused_at(parser, XmlCause.NODES)

    parser.StartElementHandler = parser.CommentHandler = parser.ProcessingInstructionHandler = count
    try:
        feed(parser, source)
    except Refused as refused:
        if refused.cause is XmlCause.NODES:
            raise


def _most_nodes(source: str | bytes) -> int:
    """A number of nodes that a document does not exceed."""
    if isinstance(source, str):
        return source.count("<") + source.count("=")
    return bytes(source).count(b"<") + bytes(source).count(b"=")
