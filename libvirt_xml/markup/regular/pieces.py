"""Regular documents as pieces: the text between one ``>`` and the next ``<``.

A document as libvirt writes it is a sequence of start tags, end tags and whole elements without children, with nothing
but white space between them; so is most of what people write. Such a document is cut by one regular expression, and
each piece is looked up: a few times quicker than a Python call for each of expat's events. It is well-formed if each
piece is by itself, and each end tag has the name of the start tag before it. What is remembered is well-formed; of all
other pieces expat says so at once, and only then may they be remembered. Whatever is not regular (prefixes, references,
CDATA, text beside elements) is refused here and left to those who follow expat's events. A piece means the same in
every well-formed document; what is made of one that turns out not to be well-formed is thrown away.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from operator import length_hint
from typing import Any

from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.parsers import is_well_formed
from libvirt_xml.markup.secrets import is_secret

LONGEST_KEPT = 200  # a piece that is longer is not worth remembering
MAX_OPEN = 100  # regular documents are not nested deeper; the limit for others, 256, has a sentence of its own
_MOST_ENDS = 150  # of a subtree, so that it does not reach that limit either
_WINDOW = 200_000  # characters that are cut at once; the pieces of a large document are not all held
_MOST_SHAPES = 5_000  # of pieces; some 2 MB
_LAST_MARK = 0x3FFF
_marks = [0] * (_LAST_MARK + 1)
_shapes: dict[str, PieceShape] = {}
_between = re.compile(f">[{WHITE_SPACE}]*<")
_declaration = re.compile(
    r"""<\?xml_+version_*=_*(["'])1\.0\1(?:_+encoding_*=_*(["'])(?i:utf-8)\2)?"""
    r"""(?:_+standalone_*=_*(["'])(?:yes|no)\3)?_*\?>""".replace("_", f"[{WHITE_SPACE}]")
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


class Window:
    """Pieces that follow each other in a document; ``end`` is where the first after them begins."""

    def __init__(self, text: str, begin: int) -> None:
        self.text = text
        last = _between.search(text, begin + _WINDOW) if len(text) - begin > _WINDOW else None
        if last is None:
            self.pieces = _between.split(text[begin + 1 : -1])
            self.end = len(text)
        else:
            self.pieces = _between.split(text[begin + 1 : last.start()])
            self.end = last.end() - 1
        self._ends: Iterator[re.Match[str]] | None = None
        self._at, self._start = 0, begin

    def start(self, at: int) -> int:
        """The index of the ``<`` before a piece; pieces must be asked for in their order."""
        if self._ends is None:
            self._ends = _between.finditer(self.text, self._start)
        last = deque(islice(self._ends, at - self._at), 1)
        if last:
            self._at, self._start = at, last[0].end() - 1
        return self._start


class PieceShape:
    """What is left of a piece without its values and its text: a name, and those of attributes.

    ``has_text``: the piece is a whole element, not a start tag; ``is_empty``: that has no place for a text.
    ``is_kept``: pieces that follow share this object.
    ``is_proven``: a piece of this shape was well-formed, so that names and quotation marks are right in all others.
    """

    __slots__ = ("has_text", "is_empty", "is_kept", "is_proven", "keys", "name")

    def __init__(self, name: str, keys: tuple[str, ...], has_text: bool, is_empty: bool) -> None:
        self.name = name
        self.keys = keys
        self.has_text = has_text
        self.is_empty = is_empty
        self.is_kept = False
        self.is_proven = False

    def element(self, piece: str) -> str:
        """A piece of this shape as an element of its own."""
        return f"<{piece}>" if self.has_text else f"<{piece}/>"


PiecePart = tuple[PieceShape, list[str], str]
"""A start tag, or a whole element: the values are those of ``shape.keys``, then its text."""


class Novel:
    """What is not known of a window: pieces that must be well-formed, and what is to be remembered if they are."""

    __slots__ = ("elements", "kept", "unproven")

    def __init__(self) -> None:
        self.unproven: list[tuple[PieceShape, str]] = []
        self.elements: list[str] = []
        """What else must be well-formed: none reaches into the next."""
        self.kept: list[tuple[dict[str, Any], str, Any]] = []
        """Tables, and what to put there for which piece."""

    def add(self, shape: PieceShape, piece: str) -> None:
        """Note a piece. After a proof of its shape, what is printable may stand in XML."""
        if not (shape.is_proven and piece.isprintable() and "]]>" not in piece):
            self.unproven.append((shape, piece))

    def settle(self, count: Callable[[], None]) -> None:
        """Remember what is to be, calling ``count`` before each. Raises Irregular where it is not well-formed."""
        if not (self.unproven or self.elements or self.kept):
            return
        elements = [*self.elements, *(shape.element(piece) for shape, piece in self.unproven)]
        if elements and not is_well_formed("".join(["<all>", *elements, "</all>"])):
            raise Irregular("")
        for shape, _ in self.unproven:
            shape.is_proven = True
        for table, piece, step in self.kept:
            if piece not in table:
                count()
                table[piece] = step
        self.unproven.clear()
        self.elements.clear()
        self.kept.clear()


def regular_text(source: str | bytes) -> str | None:
    """A document without its declaration and what surrounds it; ``None`` where it may not be regular."""
    try:
        text = source if isinstance(source, str) else source.decode()
    except UnicodeDecodeError:
        return None
    if text.startswith("<?"):
        declared = _declaration(text)
        if declared is None:
            return None
        text = text[declared.end() :]
    text = text.strip(WHITE_SPACE)
    return text if text[:1] == "<" and text[-1:] == ">" else None


def cut_pieces(text: str) -> list[str]:
    """The pieces of a regular text that begins behind a ``<`` and ends before a ``>``."""
    return _between.split(text)


def end_of(name: str) -> str:
    """The end tag of an element, as libvirt writes it: a piece."""
    return "/" + name


def is_end_tag(piece: str) -> bool:
    """Whether a piece is an end tag. Raises Irregular where text is behind it, as in ``</os>&#32;<cpu>``."""
    if piece[0] != "/":
        return False
    if ">" in piece:
        raise Irregular(piece)
    return True


def is_comment(piece: str) -> bool:
    """Whether a piece is one comment and no more."""
    return len(piece) >= len("!----") and piece[:3] == "!--" and piece[-2:] == "--" and "--" not in piece[3:-2]


def is_kept(piece: str) -> bool:
    """Whether what a piece means is to be remembered by its text, once it is known to be well-formed.

    Only where it was met before: most that are new come once, and are not worth a place.
    """
    return was_met(piece) and may_be_kept(piece)


def may_be_kept(piece: str) -> bool:
    """Whether a piece is short, and no secret; a tag that refers to a passphrase is none."""
    if len(piece) > LONGEST_KEPT:
        return False
    return not is_secret(piece) or (">" not in piece and not is_secret(piece.replace("type='passphrase'", "")))


def was_met(text: str) -> bool:
    """Whether this was asked of a text before, as far as that is known.

    What is known are the hashes of texts, a fixed number of them. Each has two places, so that two texts that come in
    every document do not displace each other for ever.
    """
    mark = hash(text)
    place = mark & _LAST_MARK
    if _marks[place] == mark or _marks[place ^ 1] == mark:
        return True
    _marks[place ^ 1] = _marks[place]
    _marks[place] = mark
    return False


def forget() -> None:
    """Drop what is known of pieces."""
    _marks[:] = bytes(len(_marks))
    _shapes.clear()


def name_of(piece: str) -> str:
    """The name of the element that a piece begins. Raises Irregular."""
    match = _name(piece)
    if match is None:
        raise Irregular(piece)
    return match.group()


def part(piece: str) -> PiecePart:
    """The parts of a piece that is not an end tag. Raises Irregular."""
    head, is_whole, rest = piece.partition(">")
    quote = "'" if "'" in head else '"'
    parts = head.split(quote)
    if len(parts) % 2 == 0 or "&" in piece or "<" in head or "\n" in head or "\t" in head or "\r" in head:
        return _examined(piece)
    written, text = quote.join(parts[::2]) + is_whole, ""
    if rest:
        text, end, closing = rest.rpartition("</")
        if "<" in text or "\r" in text:
            return _examined(piece)
        written += end + closing
    shape = _shapes.get(written)
    if shape is not None:
        return shape, parts[1::2], text
    examined = _examined(piece)
    if len(written) <= LONGEST_KEPT and ("'" not in written or '"' not in written):
        _keep_shape(written, examined[0])
    return examined


def _keep_shape(written: str, shape: PieceShape) -> None:
    if len(_shapes) >= _MOST_SHAPES:
        _shapes.clear()
    shape.is_kept = True
    _shapes[written] = shape


def _examined(piece: str) -> PiecePart:
    match = _element(piece)
    if match is None:
        raise Irregular(piece)
    name, written, is_empty, text = match.groups()
    attributes = {key: single or double for key, single, double in _attributes(written)} if written else {}
    if "xmlns" in attributes:
        raise Irregular(piece)
    has_text = bool(is_empty) or text is not None
    return PieceShape(name, tuple(attributes), has_text, bool(is_empty)), list(attributes.values()), text or ""


class Walk:
    """Goes over the pieces of a document, window by window, and settles what is new at the end of each.

    With a ``novel`` it goes over a part of one, and what is new is left to who gave that.
    """

    __slots__ = ("_begin", "_beyond", "_count", "_settles", "_text", "_waiting", "_window", "novel")

    def __init__(self, text: str, count: Callable[[], None], novel: Novel | None = None) -> None:
        self.novel = Novel() if novel is None else novel
        self._settles = novel is None
        self._text = text
        self._count = count
        self._begin = 0

    def __iter__(self) -> Iterator[Iterator[str]]:
        """The pieces of each window. Raises Irregular where what is new is not well-formed."""
        while self._begin < len(self._text):
            window = self._window = Window(self._text, self._begin)
            self._begin = window.end
            self._beyond: list[str] = []
            waiting = self._waiting = iter(window.pieces)
            yield waiting
            if self._settles:
                self.novel.settle(self._count)

    @property
    def pieces(self) -> list[str]:
        """All pieces of the window at hand, and of an element that went on beyond its end."""
        return self._window.pieces + self._beyond if self._beyond else self._window.pieces

    def blanks(self) -> str:
        """The white space between the tag before the piece at hand and that. Raises Irregular behind a comment."""
        end = self._window.start(self._at())
        begin = self._text.rindex(">", 0, end) + 1
        if self._text.endswith("--", 0, begin - 1):
            raise Irregular("")
        return self._text[begin:end].replace("\r\n", "\n").replace("\r", "\n")

    def _at(self) -> int:
        """The number of the piece at hand in its window."""
        return len(self._window.pieces) - length_hint(self._waiting) - 1

    def subtree(self) -> str:
        """The text of the element, regular or not, that begins with the piece at hand; the walk goes on behind it.

        It is that element if it is well-formed. Raises Irregular.
        """
        window = self._window
        inside, count, behind = subtree(window, self._at())
        deque(islice(self._waiting, count - 1), 0)
        if behind > window.end:
            last = self._text.rindex(">", window.end, behind)
            self._beyond = _between.split(self._text[window.end + 1 : last])
            self._begin = behind
        return inside


def subtree(window: Window, at: int) -> tuple[str, int, int]:
    """The text of the element, regular or not, that begins with a piece; how many pieces it takes, where it ends.

    It is that element if it is well-formed, which it is not if it contains one of its own name. Raises Irregular
    where it ends inside a piece, or may be nested deep.
    """
    text, piece = window.text, window.pieces[at]
    name = name_of(piece)
    begin = window.start(at)
    end = begin + len(piece) + 1
    if piece[-1:] != "/":
        end = text.find(f"</{name}", begin)
        end = -1 if end < 0 else text.find(">", end)
    if end < 0:
        raise Irregular(piece)
    behind = _between.match(text, end)
    if end + 1 < len(text) and not behind:  # text behind it
        raise Irregular(piece)
    inside = text[begin : end + 1]
    if inside.count("</") > _MOST_ENDS:
        raise Irregular(piece)
    return inside, len(_between.findall(inside)) + 1, behind.end() - 1 if behind else len(text)
