"""The line and column of a byte of a document, worked out only for what is reported."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from libvirt_xml.markup.locks import unlocked_property

_BLANK = re.compile(rb"(?:[ \t\r\n]|&#(?:0*(?:9|10|13|32)|x0*(?:9|[aAdD]|20));)*+")
_TAG = re.compile(rb"""<(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=>/]+)\s*=\s*("[^"]*"|'[^']*')""")
_NAME_AND_VALUE = re.compile(rb"""[^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*')""")
_WORD = re.compile(rb"[^\s<>/='\"]+")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_BLOCK = 4096


class Places:
    """The bytes of a document, in UTF-8."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @unlocked_property
    def _lines(self) -> list[int]:
        """Where each line begins; after a last line break, a line begins at the end."""
        starts = list(accumulate(map(len, self.data.splitlines(keepends=True)), initial=0))
        return starts if not self.data or self.data.endswith((b"\n", b"\r")) else starts[:-1]

    @unlocked_property
    def _blocks(self) -> list[int] | None:
        """How many characters are before each block; ``None`` where each is a byte."""
        if self.data.isascii():
            return None
        counts = [0]
        for start in range(0, len(self.data), _BLOCK):
            counts.append(counts[-1] + _count_characters(self.data[start : start + _BLOCK]))
        return counts

    def _characters(self, offset: int) -> int:
        """How many characters are before a byte."""
        if self._blocks is None:
            return offset
        block = offset // _BLOCK
        return self._blocks[block] + _count_characters(self.data[block * _BLOCK : offset])

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte, from 1."""
        lines = self._lines
        line = bisect_right(lines, offset)
        return line, self._characters(offset) - self._characters(self._lines[line - 1]) + 1

    def end_of_tag(self, start: int) -> int:
        """The byte behind the start tag that begins at a byte."""
        tag = _TAG.match(self.data, start)
        return tag.end() if tag else start

    def end_of_attribute(self, start: int) -> int:
        """The byte behind the attribute that begins at a byte."""
        attribute = _NAME_AND_VALUE.match(self.data, start)
        return attribute.end() if attribute else start

    def end_of_element(self, last: int, *, is_empty: bool) -> int:
        """The byte behind an element, from where the parser was at its end: before the end tag, or behind ``/>``."""
        if is_empty and self.data[last - 2 : last] == b"/>":
            return last
        return self.data.find(b">", last) + 1

    def words(self, start: int, end: int) -> frozenset[bytes]:
        """The words between two bytes, names and values alike, those of comments left out."""
        data = self.data[start:end]
        return frozenset(_WORD.findall(_COMMENT.sub(b" ", data) if b"<!--" in data else data))

    def end_of_comment(self, start: int) -> int:
        """The byte behind the comment that begins at a byte."""
        return self.data.find(b"-->", start + 4) + 3

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Where a text begins and ends without the white space around it."""
        blank = _BLANK.match(self.data, start, end)
        start = blank.end() if blank else start
        return start, start + len(self.data[start:end].rstrip(b" \t\r\n"))

    def attributes(self, start: int) -> dict[str, int]:
        """The attributes of the tag that begins at a byte: names as written, and where each begins."""
        at = start
        while self.data[at : at + 1] not in (b"", b" ", b"\t", b"\r", b"\n", b"/", b">"):
            at += 1
        starts: dict[str, int] = {}
        while attribute := _ATTRIBUTE.match(self.data, at):
            starts[attribute[1].decode("utf-8", "replace")] = attribute.start(1)
            at = attribute.end()
        return starts


def _count_characters(data: bytes) -> int:
    """Characters that begin in some bytes of UTF-8."""
    return len(data) - len(data.translate(None, _BEGINNINGS))


_BEGINNINGS = bytes(byte for byte in range(256) if not 0x80 <= byte < 0xC0)
