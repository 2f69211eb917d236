"""Where the part of a text ends at which its reading ended."""

from __future__ import annotations

import re
from collections.abc import Mapping

from libvirt_xml.markup.malformed.stops import Stop
from libvirt_xml.markup.malformed.xml_faults import XmlCause

_TAG = r"""<(?>[^<>"']++|"[^"]*+"|'[^']*+')*+>"""
_WORD = r"[\w.:-]++"
_REFERENCE = re.compile(r"&[\w#.-]*+;?")
_START = re.compile(_TAG)
_MARKUP_OR_TEXT = re.compile(rf"<\?(?s:.)*?\?>|{_TAG}|[^\s<]++")

_TOKENS: Mapping[XmlCause, re.Pattern[str]] = {
    XmlCause.DOCTYPE: re.compile(r"<!DOCTYPE(?>[^<>\[\]]++|\[[^\]]*+\])*+>"),
    XmlCause.DEPTH: _START,
    XmlCause.SURROGATE: re.compile("."),
    XmlCause.SYNTAX: _MARKUP_OR_TEXT,
    XmlCause.INVALID_TOKEN: re.compile(rf"{_WORD}|."),
    XmlCause.TAG_MISMATCH: re.compile(_WORD),
    XmlCause.REPEATED_ATTRIBUTE: re.compile(rf"""{_WORD}\s*+=\s*+(?:"[^"]*+"|'[^']*+')|{_TAG}"""),
    XmlCause.AFTER_ROOT: _MARKUP_OR_TEXT,
    XmlCause.UNDEFINED_ENTITY: _REFERENCE,
    XmlCause.CHARACTER_REFERENCE: _REFERENCE,
    XmlCause.LATE_DECLARATION: _MARKUP_OR_TEXT,
    XmlCause.DECLARATION: re.compile(_WORD),
    XmlCause.UNDECLARED_PREFIX: _START,
    XmlCause.EMPTY_NAMESPACE: _START,
    XmlCause.XML_PREFIX: _START,
    XmlCause.XMLNS_PREFIX: _START,
    XmlCause.RESERVED_NAMESPACE: _START,
}
"""What is at the place of a cause; none for what a text lacks at its end, or has too much of."""


def token_end(stop: Stop) -> tuple[int, int] | None:
    """The line and the column behind the last character of what is wrong; ``None`` where it has no end."""
    token = _TOKENS.get(stop.cause)
    match = token.match(stop.text, stop.index) if token else None
    if match is None:
        return None
    _, is_long, last = match[0].rpartition("\n")
    return stop.line + match[0].count("\n"), len(last) + (1 if is_long else stop.column)
