"""Bytes as libxml2 decodes them.

libxml2, which libvirt and lxml read with, is asked about every document that is not plain UTF-8: expat would ask
Python, whose codecs are others (``unicode_escape`` makes markup of text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.parsers import is_well_formed

BYTE_ORDER_MARK = "\ufeff"
"""The byte order mark, as a character."""

_MARK_IN_UTF_8 = BYTE_ORDER_MARK.encode()
_declared = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s[^<>]*?\sencoding\s*=\s*["']([^"'<>]*)["']""").match
_WIDE = r"(?i:utf|ucs)[-_]?(?:2|4|16|32)(?i:[-_]?[bl]e)?"  # more than a byte for each character, ASCII too
_BY_FIRST_BYTES = (
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)

# libxml2's XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING, XML_ERR_INVALID_ENCODING
_NOT_SUPPORTED = (31, 32, 81)


def readable(source: str | bytes) -> str | bytes:
    """A document as expat reads it right: text and UTF-8 as they are, another encoding as text.

    Raises ParseError for an encoding that libxml2 does not read, or bytes that are not of it.
    """
    if is_plain(source):
        return source
    assert not isinstance(source, str)
    return _as_libxml2(bytes(source))


def without_mark(source: str | bytes) -> str | bytes:
    """A document without the byte order mark of text or UTF-8."""
    if isinstance(source, str):
        return source.removeprefix(BYTE_ORDER_MARK)
    return source[len(_MARK_IN_UTF_8) :] if source[: len(_MARK_IN_UTF_8)] == _MARK_IN_UTF_8 else source


def codec_of(data: bytes) -> str:
    """The codec of a document, by its first bytes and its declaration; it leaves the byte order mark as a character."""
    codec = next((codec for start, codec in _BY_FIRST_BYTES if data.startswith(start)), None)
    return codec or _declared_codec(data) or "utf-8"


def _declared_codec(data: bytes) -> str | None:
    """The codec that a document declares; ``None`` for one whose declaration would look otherwise."""
    declared = _declared(bytes(data[:1000]))
    name = declared[1].decode("ascii", "replace") if declared else None
    return name if name and not re.fullmatch(_WIDE, name) else None


def decode(data: bytes) -> str:
    """The text of some bytes, to be looked at: whatever is not of their encoding is replaced, and no mark is left."""
    try:
        text = data.decode(codec_of(data), "replace")
    except (LookupError, ValueError):
        text = data.decode("utf-8", "replace")
    return text.removeprefix(BYTE_ORDER_MARK)


def is_plain(source: str | bytes) -> bool:
    """Whether a document is text, or bytes that declare no other encoding than UTF-8."""
    if isinstance(source, str):
        return True
    start = bytes(source[:4])
    if b"\x00" in start or start[:1] not in (b"<", b" ", b"\t", b"\r", b"\n", b"\xef", b""):
        return False
    declared = _declared(bytes(source[:1000]))
    return declared is None or declared.group(1).lower() == b"utf-8"


def _as_libxml2(source: bytes) -> str | bytes:
    from lxml import etree

    texts = list(_decoded(source))
    may_declare = any("<!DOCTYPE" in text for text in texts) or not texts
    try:
        root = etree.fromstring(source, _parser(None, is_huge=not may_declare))
    except (etree.XMLSyntaxError, ValueError) as error:
        is_supported = getattr(error, "code", 0) not in _NOT_SUPPORTED
        candidates: list[str | bytes] = [*texts, source] if is_supported else []
        for text in candidates:
            if not is_well_formed(text):  # whoever parses it says what is wrong
                return text
        raise _failure(source, error, is_supported) from None
    as_read = etree.tostring(root.getroottree(), encoding="unicode")
    for text in texts:
        if _is_same(text, as_read):
            return text
    return as_read


def is_decodable(source: str | bytes) -> bool:
    """Whether all bytes of a document belong to its encoding."""
    if isinstance(source, str):
        return True
    try:
        bytes(source).decode(codec_of(source))
    except (LookupError, ValueError):
        return False
    return True


def _decoded(source: bytes) -> Iterator[str]:
    """What a document may be as text; its places are those of the bytes."""
    for name in _encodings(source) or ["utf-8"]:
        try:
            yield source.decode(name).removeprefix(BYTE_ORDER_MARK)
        except (LookupError, ValueError):
            continue


def _encodings(source: bytes) -> list[str]:
    """The encodings that a document may have, by its first bytes and its declaration."""
    encodings = [name for start, name in _BY_FIRST_BYTES if source.startswith(start)][:1]
    if source.startswith(_MARK_IN_UTF_8):
        encodings.append("utf-8-sig")
    declared = _declared_codec(source)
    return [*encodings, declared] if declared else encodings


def _is_same(text: str, as_read: str) -> bool:
    """Whether text is the document that libxml2 read."""
    from lxml import etree

    try:
        root = etree.fromstring(text.encode(), _parser("utf-8"))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return etree.tostring(root.getroottree(), encoding="unicode") == as_read


def _parser(encoding: str | None, *, is_huge: bool = True) -> Any:
    """lxml's parser; its own limits hold where entities may be declared."""
    from lxml import etree

    return etree.XMLParser(encoding=encoding, huge_tree=is_huge, resolve_entities=False, strip_cdata=False)


def _failure(source: bytes, error: Any, is_supported: bool) -> ParseError:
    name = (_encodings(source) or ["utf-8"])[-1]
    line, column = getattr(error, "position", (1, 0))
    return encoding_error(name, line or 1, (column or 0) + 1, is_known=is_supported)


def encoding_error(name: str, line: int = 1, column: int = 1, *, is_known: bool = True) -> ParseError:
    """The error of a document whose bytes are not of its encoding, or whose encoding is not known."""
    from libvirt_xml.messages import render

    if is_known:
        message = render("not-well-formed", "not-in-encoding", name=name)
    else:
        message = render("not-well-formed", "unknown-encoding", name=name)
    return ParseError(message, line=line, column=column)
