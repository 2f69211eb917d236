"""The line of a document that a problem is about, and a caret under the place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from libvirt_xml.cli.encoding import decode_loosely

_TAB = 4
_CUT = "…"
_XML_WORD = re.compile(r"""<?[^\s=<>'"]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?|(?s:.)|$""")
_QUOTED = r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'"""
_BLANKS = r"[ \t]+(?![\s#]|:(?:\s|$)|$)"
_YAML_WORD = re.compile(rf"{_QUOTED}|[-?](?=\s|$)|[\[{{]|(?:[^\s:]|:(?=\S)|{_BLANKS})+|(?s:.)|$")
_FLOW_WORD = re.compile(rf"{_QUOTED}|(?:\$\{{[^{{}}]*\}}|[^\s:,\[\]{{}}]|:(?=[^\s,\[\]{{}}])|{_BLANKS})+|(?s:.)|$")
_FLOW = re.compile(rf"{_QUOTED}|\s#.*|[\[\]{{}}]")
_XML_END = re.compile(r"\r\n|\r|\n")
_YAML_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # those that ruamel.yaml counts


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Two lines of one width: what stands there, and the mark below."""

    text: str
    mark: str


def lines_of(data: bytes, *, is_yaml: bool = False) -> list[str]:
    """The lines of a document, cut where its parser cuts them."""
    return (_YAML_END if is_yaml else _XML_END).split(decode_loosely(data))


def make_excerpt(
    lines: Sequence[str], line: int | None, column: int | None, width: int, *, is_yaml: bool = False
) -> Excerpt | None:
    """The excerpt for a place that counts from 1; ``None`` if there is no such line, or nothing in it."""
    if line is None or not 0 < line <= len(lines) or not lines[line - 1].strip():
        return None
    text = lines[line - 1]
    start = min(max((column or 1) - 1, 0), len(text))
    word = _yaml_word(text, start) if is_yaml else _XML_WORD
    length = 1 if column is None else max(1, len(word.match(text, start)[0]))  # type: ignore[index]
    shown = [_show(char) for char in text]
    left, right = _window([_width(char) for char in shown], start, width)
    before = _CUT * (left > 0)
    after = _CUT * (right < len(text))
    body = "".join(shown[left:right]).rstrip()
    end = min(start + length, right)
    marked = sum(_width(char) for char in shown[start:end])
    mark = " " * (len(before) + sum(_width(char) for char in shown[left:start])) + "^" + "~" * (marked - 1)
    return Excerpt(f"{before}{body}{after}", mark)


def _yaml_word(text: str, start: int) -> re.Pattern[str]:
    """What a key or value in YAML looks like at a place: between brackets it ends at a comma."""
    brackets = [found[0] for found in _FLOW.finditer(text, 0, start) if found[0] in "[]{}"]
    is_open = sum(1 if bracket in "[{" else -1 for bracket in brackets) > 0
    return _FLOW_WORD if is_open else _YAML_WORD


def _show(char: str) -> str:
    """A character as it is printed: no control characters, and tabs of one width wherever they stand."""
    if char == "\t":
        return " " * _TAB
    return char if char.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _width(text: str) -> int:
    """The columns that a terminal needs."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 1 + (east_asian_width(char) in "WF") for char in text)


def _window(widths: Sequence[int], start: int, width: int) -> tuple[int, int]:
    """From where to where a line is shown, so that the place is on it with something before it."""
    if sum(widths) <= width:
        return 0, len(widths)
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
