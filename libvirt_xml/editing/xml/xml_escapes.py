"""Text as XML has it in attributes and in content, and no more escaped than it must be."""

from __future__ import annotations

import re

from libvirt_xml.binding.wrong_values import Unwritable
from libvirt_xml.markup.characters import forbidden_in
from libvirt_xml.messages import render

_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, "\t": "&#9;", "\n": "&#10;"}
_TABLES = {
    "": str.maketrans(_IN_TEXT),
    "'": str.maketrans({**_IN_ATTRIBUTE, "'": "&apos;"}),
    '"': str.maketrans({**_IN_ATTRIBUTE, '"': "&quot;"}),
}


def escaped(text: str, quote: str = "") -> str:
    """A text as it stands between quotation marks, or without these as content. Raises Unwritable."""
    forbidden = forbidden_in(text)
    if forbidden:
        raise Unwritable(render("cannot-write", "character", character=f"U+{ord(forbidden):04X}"))
    return text.translate(_TABLES[quote])


_PART = re.compile(r"&(?:#([0-9]+)|#x([0-9a-fA-F]+)|(\w+));|\r\n|[^&]", re.DOTALL)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def escaped_like(raw: str, text: str, quote: str = "", newline: str = "\n") -> str:
    """A text in place of another, as written; what they have in common at both ends stays as it was written.

    Raises Unwritable.
    """
    parts = [(match[0], _character(match, in_attribute=bool(quote))) for match in _PART.finditer(raw)]
    shorter = min(len(parts), len(text))
    start = next((at for at in range(shorter) if parts[at][1] != text[at]), shorter)
    rest = shorter - start
    end = next((at for at in range(rest) if parts[-1 - at][1] != text[-1 - at]), rest)
    before, after = parts[:start], parts[len(parts) - end :]
    middle = escaped(text[start : len(text) - end], quote).replace("\n", newline)
    return "".join([*(written for written, _ in before), middle, *(written for written, _ in after)])


def unescaped(raw: str) -> str:
    """The value of an attribute that is written so."""
    return "".join(_character(match, in_attribute=True) for match in _PART.finditer(raw))


def _character(part: re.Match[str], *, in_attribute: bool) -> str:
    """What a reader of XML makes of a part: each line end is one character, and a space in an attribute."""
    decimal, hexadecimal, name = part.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else None
    if code is not None:
        return chr(code)
    if in_attribute and part[0] in ("\t", "\r", "\n", "\r\n"):
        return " "
    return "\n" if part[0] in ("\r", "\r\n") else part[0]
