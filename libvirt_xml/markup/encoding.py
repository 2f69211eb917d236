"""Bytes as libxml2 decodes them.

libxml2, which libvirt and lxml read with, is asked about every document that is not plain UTF-8: expat would ask
Python, whose codecs are others (``unicode_escape`` makes markup of text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from libvirt_xml.errors import ParseError

_BOM = b"\xef\xbb\xbf"
_declared = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s[^<>]*?\sencoding\s*=\s*["']([^"'<>]*)["']""").match
_UTF_16_AND_32 = (
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xfe\xff", "utf-16"),
    (b"\xff\xfe", "utf-16"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)

_NOT_SUPPORTED = (
    31,
    32,
    81,
)  # libxml2's XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING, XML_ERR_INVALID_ENCODING


def readable(source: str | bytes) -> str | bytes:
    """A document as expat reads it right: text and UTF-8 as they are, another encoding as text.

    Raises ParseError for an encoding that libxml2 does not read, or bytes that are not of it.
    """
    if isinstance(source, str) or _is_plain(source):
        return source
    return _as_libxml2(bytes(source))


def _is_plain(source: bytes) -> bool:
    """Whether a document says nothing but UTF-8."""
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
        candidates: list[str | bytes] = [*texts, source] if getattr(error, "code", 0) not in _NOT_SUPPORTED else []
        for text in candidates:
            if not _is_well_formed(text):  # whoever parses it says what is wrong
                return text
        raise _failure(error) from None
    as_read = etree.tostring(root.getroottree(), encoding="unicode")
    for text in texts:
        if _is_same(text, as_read):
            return text
    return as_read


def _decoded(source: bytes) -> Iterator[str]:
    """What a document may be as text; its places are those of the bytes."""
    names = [name for start, name in _UTF_16_AND_32 if source.startswith(start)][:1]
    declared = _declared(source[:1000])
    if source.startswith(_BOM):
        names.append("utf-8-sig")
    if declared:
        names.append(declared.group(1).decode("ascii", errors="replace"))
    for name in names or ["utf-8"]:
        try:
            yield source.decode(name).removeprefix("\ufeff")
        except (LookupError, ValueError):
            continue


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


def _is_well_formed(text: str | bytes) -> bool:
    try:
        expat.ParserCreate().Parse(text, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


def _failure(error: Any) -> ParseError:
    from libvirt_xml.messages import render

    reason = str(getattr(error, "msg", None) or error).partition(", line ")[0]
    line, column = getattr(error, "position", (1, 0))
    return ParseError(render("cannot-read", "encoding", reason=reason), line=line or 1, column=(column or 0) + 1)
