"""Regular documents as pieces: what stands between one ``>`` and the next ``<``.

A document as libvirt writes it is a sequence of start tags, end tags and whole elements without children, with nothing
but white space between them; so is most of what people write. Such a document is cut by one regular expression, each
piece is looked up, and expat then says whether it was well-formed: a few times quicker than a Python call for each of
expat's events. Whatever is not regular (prefixes, references, CDATA, text beside elements) is refused here and left to
those who follow expat's events. A piece means the same in every well-formed document; what is made of one that turns
out not to be well-formed is thrown away.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple
from xml.parsers import expat

from libvirt_xml.markup.secrets import is_secret

LONGEST_KEPT = 200  # a piece that is longer is not worth remembering
MAX_OPEN = 100  # regular documents are not nested deeper; the limit for others, 256, has a sentence of its own
_MOST_ENDS = 150  # of a subtree, so that it does not reach that limit either
_LARGEST = 1_000_000  # a longer document is left to those who need not hold it twice
_SPACE = " \t\r\n"
_between = re.compile(">[ \t\r\n]*<")
_declaration = re.compile(
    r"""<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']utf-8["'])?"""
    r"""(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>""",
    re.IGNORECASE,
).match
_element = re.compile(
    r"""([^\s<>/:=!?'"]++)"""
    r"""((?:[ \t\n]++[^\s<>/:='"]++[ \t\n]*+=[ \t\n]*+(?:'[^'&<\t\r\n]*+'|"[^"&<\t\r\n]*+"))*+)"""
    r"""[ \t\n]*+(?:(/)|>([^<&\r]*+)</\1[ \t\n]*+)?"""
).fullmatch
_name = re.compile(r"[^\s<>/=!?'\"]+").match
_attributes = re.compile(r"""([^\s='"]+)\s*=\s*(?:'([^']*)'|"([^"]*)")""").findall


class Irregular(KeyError):
    """A piece that means nothing by itself; in a document with one, none means anything."""


class Cut:
    """A document, without its declaration and what surrounds it, and its pieces."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = _between.split(text[1:-1])

    @cached_property
    def starts(self) -> list[int]:
        """Where in the text the ``<`` before each piece stands."""
        return [0, *(found.end() - 1 for found in _between.finditer(self.text))]


class Part(NamedTuple):
    """A start tag, or a whole element: then with its text."""

    name: str
    attributes: dict[str, str]
    text: str | None


def cut(source: str | bytes) -> Cut | None:
    """The pieces of a document; ``None`` where it may not be regular."""
    if len(source) > _LARGEST:
        return None
    try:
        text = source if isinstance(source, str) else source.decode()
    except UnicodeDecodeError:
        return None
    if text.startswith("<?"):
        declared = _declaration(text)
        if declared is None:
            return None
        text = text[declared.end() :]
    text = text.strip(_SPACE)
    if text[:1] != "<" or text[-1:] != ">":
        return None
    return Cut(text)


def is_well_formed(source: str | bytes) -> bool:
    """Whether expat takes a document."""
    try:
        expat.ParserCreate().Parse(source, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


def is_end(piece: str) -> bool:
    """Whether a piece is one end tag and no more."""
    return piece[:1] == "/" and ">" not in piece


def is_comment(piece: str) -> bool:
    """Whether a piece is one comment and no more."""
    return len(piece) >= len("!----") and piece[:3] == "!--" and piece[-2:] == "--" and "--" not in piece[3:-2]


def is_kept(piece: str) -> bool:
    """Whether what a piece means may be remembered by its text."""
    return len(piece) <= LONGEST_KEPT and not is_secret(piece)


def part(piece: str) -> Part:
    """What a piece that is no end tag says. Raises Irregular."""
    found = _element(piece)
    if found is None:
        raise Irregular(piece)
    name, written, is_empty, text = found.groups()
    attributes = {key: single or double for key, single, double in _attributes(written)} if written else {}
    if "xmlns" in attributes:
        raise Irregular(piece)
    return Part(name, attributes, "" if is_empty else text)


def subtree(document: Cut, at: int) -> tuple[str, int]:
    """The text of the element, regular or not, that begins with a piece, and how many pieces it takes.

    It is that element if it is well-formed, as it is not where one of its own name stands inside. Raises Irregular
    where it ends amid a piece, or may be nested deep.
    """
    text, piece = document.text, document.pieces[at]
    begin = document.starts[at]
    found = _name(piece)
    if found is None:
        raise Irregular(piece)
    end = begin + len(piece) + 1
    if piece[-1:] != "/":
        end = text.find(f"</{found.group()}", begin)
        end = -1 if end < 0 else text.find(">", end)
    if end < 0:
        raise Irregular(piece)
    if end + 1 < len(text) and not _between.match(text, end):  # text behind it
        raise Irregular(piece)
    inside = text[begin : end + 1]
    if inside.count("</") > _MOST_ENDS:
        raise Irregular(piece)
    return inside, len(_between.findall(inside)) + 1
