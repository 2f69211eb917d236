"""The line of a document that a problem is about, and a caret under the place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from libvirt_xml.cli.reports.hiding import without_secrets
from libvirt_xml.cli.style import printable
from libvirt_xml.markup.encoding import decode

_TAB = 4
_CUT = "…"
_XML_WORD = re.compile(r"""<?[^\s=<>'"]+(?:\s*=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)))?|(?s:.)|$""")
_QUOTED = r""""(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'"""
_BLANKS = r"[ \t]+(?![\s#]|:(?:\s|$)|$)"
# Those of YAML are compiled when they are needed: that takes half a millisecond.
_YAML_WORD = rf"{_QUOTED}|[-?](?=\s|$)|[\[{{]|(?:[^\s:]|:(?=\S)|{_BLANKS})+|(?s:.)|$"
_FLOW_WORD = rf"{_QUOTED}|(?:\$\{{[^{{}}]*\}}|[^\s:,\[\]{{}}]|:(?=[^\s,\[\]{{}}])|{_BLANKS})+|(?s:.)|$"
_FLOW = r"""(?<![^\s\[{,:])(?:"(?:[^"\\]|\\.)*+"?|'(?:[^']|'')*+'?)|\s#.*|[\[\]{}]"""
_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Two lines of one width: what stands there, and the mark below."""

    text: str
    mark: str


def lines_of(data: bytes) -> list[str]:
    """The lines of a document, cut where XML and YAML end them."""
    return _END.split(decode(data))


def excerpts_of(data: bytes, *, is_yaml: bool = False) -> Excerpts:
    """What excerpts of a document are cut from: its lines without its passwords."""
    text = without_secrets(decode(data), is_yaml=is_yaml)
    return Excerpts(_END.split(text), is_yaml=is_yaml)


class Excerpts:
    """Excerpts of one document; one costs the same wherever its place is and however long its line."""

    def __init__(self, lines: Sequence[str] = (), *, is_yaml: bool = False) -> None:
        self._lines = lines
        self._is_yaml = is_yaml
        self._blank = (0, False)
        self._brackets: tuple[int, list[int], list[int]] = (0, [], [])

    def at(self, line: int | None, column: int | None, width: int, end: int | None = None) -> Excerpt | None:
        """The excerpt for a place that counts from 1; ``None`` if there is no such line, or nothing in it.

        The mark is as long as the word there, or reaches to the column ``end``.
        """
        if line is None or not 0 < line <= len(self._lines) or self._is_blank(line):
            return None
        text = self._lines[line - 1]
        start = min(max((column or 1) - 1, 0), len(text))
        first, last = max(0, start - 2 * width), min(len(text), start + 2 * width)
        length = 1
        if end is not None:
            length = max(1, min(end - 1, len(text.rstrip())) - start)
        elif column is not None:
            length = self._length(line, start, last)
        shown = list(map(_show, text[first:last]))
        is_whole = last - first == len(text)
        return _make_excerpt(shown, start - first, length, (first > 0, last < len(text)), width, is_whole=is_whole)

    def _is_blank(self, line: int) -> bool:
        if self._blank[0] != line:
            self._blank = (line, not self._lines[line - 1].strip())
        return self._blank[1]

    def _length(self, line: int, start: int, last: int) -> int:
        """How many characters the word at a place has."""
        word = _XML_WORD
        if self._is_yaml:  # between brackets a word ends at a comma
            word = re.compile(_FLOW_WORD if self._is_in_brackets(line, start) else _YAML_WORD)
        match = word.match(self._lines[line - 1], start, last)
        return max(1, len(match[0])) if match else 1

    def _is_in_brackets(self, line: int, start: int) -> bool:
        if self._brackets[0] != line:
            places = [bracket for bracket in re.finditer(_FLOW, self._lines[line - 1]) if bracket[0] in "[]{}"]
            depths = accumulate(1 if bracket[0] in "[{" else -1 for bracket in places)
            self._brackets = (line, [bracket.start() for bracket in places], [0, *depths])
        _, starts, depth_after = self._brackets
        return depth_after[bisect_left(starts, start)] > 0


def _make_excerpt(
    shown: Sequence[str], start: int, length: int, is_cut: tuple[bool, bool], width: int, *, is_whole: bool
) -> Excerpt:
    """The excerpt of the part of a line around a place."""
    widths = [_width(char) for char in shown]
    left, right = (0, len(shown)) if is_whole and sum(widths) <= width else _window(widths, start, width)
    before = _CUT * (left > 0 or is_cut[0])
    after = _CUT * (right < len(shown) or is_cut[1])
    end = min(start + length, right)
    mark = " " * (len(before) + sum(widths[left:start])) + "^" + "~" * (sum(widths[start:end]) - 1)
    return Excerpt(f"{before}{''.join(shown[left:right]).rstrip()}{after}", mark)


def _show(char: str) -> str:
    """A character as it is printed: no control characters, and tabs of one width wherever they stand."""
    return " " * _TAB if char == "\t" else printable(char)


def _width(text: str) -> int:
    """The columns that a terminal needs."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 1 + (east_asian_width(char) in "WF") for char in text)


def _window(widths: Sequence[int], start: int, width: int) -> tuple[int, int]:
    """From where to where a line is shown, so that the place is on it with something before it."""
    room = width - 2  # for the marks of what is cut
    left, used = start, 0
    while left > 0 and used + widths[left - 1] <= room // 3:
        left -= 1
        used += widths[left]
    right = start
    while right < len(widths) and used + widths[right] <= room:
        used += widths[right]
        right += 1
    while left > 0 and used + widths[left - 1] <= room:
        left -= 1
        used += widths[left]
    return left, right
