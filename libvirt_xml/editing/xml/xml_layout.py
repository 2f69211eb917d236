"""How a text is laid out, so that what is new looks like what is there: line ends, indentation, quotes, empty tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from libvirt_xml.editing.xml.xml_spans import Aside, XmlElement
from libvirt_xml.markup.limits import MAX_DEPTH

_NEWLINE = re.compile(r"\r\n|\r|\n")
_TAG = re.compile(r"""<[^\s/>!?]+((?:\s+[^\s=>/]+=(?:"[^"]*"|'[^']*'))*)(/?)>""")
_VALUE = re.compile(r"""=(["'])([^"']*)\1""")
_EMPTY_PAIR = re.compile(r"<([^\s/>!?]+)(?:[^>'\"]++|'[^']*'|\"[^\"]*\")*+(?<!/)></\1>")
_BLANK = " \t"
_BLANKS = re.compile(r"[ \t]*")
_COMMENTS = re.compile(r"(?:[ \t]*<!--(?:(?!-->)[^\r\n])*-->)+")
_DEFAULT_UNIT = "  "
TIGHT = ("",) * (MAX_DEPTH + 2)
"""The pads of what is all on one line."""


@lru_cache(maxsize=64)
def pads_of(base: str, unit: str) -> Sequence[str]:
    """A new line and the indentation, by depth below an element that is indented by ``base``."""
    return ["\n" + base + unit * depth for depth in range(MAX_DEPTH + 2)]


class XmlLayout:
    """The layout of one text."""

    def __init__(self, text: str, root: XmlElement) -> None:
        self._text = text
        self._root = root

    @cached_property
    def newline(self) -> str:
        """How lines end."""
        match = _NEWLINE.search(self._text)
        return match[0] if match else "\n"

    @cached_property
    def unit(self) -> str:
        """The indentation of one level."""
        for element in self._root.walk():
            outer = self.indentation(element)
            inner = self.indentation(element.items[0]) if outer is not None and element.items else None
            if inner is not None and outer is not None and inner.startswith(outer) and inner != outer:
                return inner[len(outer) :]
        return _DEFAULT_UNIT

    @cached_property
    def quote(self) -> str:
        """The quotation mark of most attributes; libvirt's where there are none."""
        return '"' if self._text.count('="') > self._text.count("='") else "'"

    @cached_property
    def empty_end(self) -> str:
        """How the tag of an empty element ends; ``></`` for one with an end tag of its own."""
        closed = self._text.count("/>")
        if not closed and _EMPTY_PAIR.search(self._text):
            return "></"
        return " />" if self._text.count(" />") * 2 > closed else "/>"

    def newline_at(self, offset: int) -> str:
        """How the line of an offset ends, where only white space is left of it; else as lines do."""
        match = _NEWLINE.match(self._text, self.skip_blank(offset))
        return match[0] if match else self.newline

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return max(self._text.rfind("\n", 0, offset), self._text.rfind("\r", 0, offset)) + 1

    def indentation(self, item: XmlElement | Aside) -> str | None:
        """The white space before an item that is the first of its line; ``None`` for another."""
        return self._indentation_at(item.start)

    def indentation_of_end(self, element: XmlElement) -> str | None:
        """The white space before an end tag that is the first of its line, else before the start tag."""
        inner = None if element.is_self_closing else self._indentation_at(element.content_end)
        return self.indentation(element) if inner is None else inner

    def _indentation_at(self, offset: int) -> str | None:
        before = self._text[self.line_start(offset) : offset].removeprefix("\ufeff")
        return None if before.strip(_BLANK) else before

    def gap_before(self, item: XmlElement | Aside) -> str:
        """The white space before an item, without line ends."""
        before = self._text[self.line_start(item.start) : item.start]
        return before[len(before.rstrip(_BLANK)) :]

    def skip_blank(self, offset: int) -> int:
        """Behind spaces and tabs."""
        match = _BLANKS.match(self._text, offset)
        assert match is not None
        return match.end()

    def is_end_of_line(self, offset: int) -> bool:
        """Whether only white space is left of a line."""
        end = self.skip_blank(offset)
        return self._text[end : end + 1] in ("", "\r", "\n")

    def is_same_line(self, start: int, end: int) -> bool:
        """Whether two offsets have only spaces and tabs between them."""
        return self.skip_blank(start) >= end

    def next_line(self, offset: int) -> int:
        """Behind the white space and the line end at an offset."""
        end = self.skip_blank(offset)
        match = _NEWLINE.match(self._text, end)
        return match.end() if match else end

    def end_with_comments(self, offset: int) -> int:
        """Behind the comments at the end of a line; the offset where there is something else."""
        match = _COMMENTS.match(self._text, offset)
        return match.end() if match and self.is_end_of_line(match.end()) else offset

    def with_blank_line(self, start: int, end: int, inside: tuple[int, int]) -> tuple[int, int]:
        """Lines that are removed, and one blank line beside them that would be one of two, or one at an end.

        ``inside`` is the content of the element that the lines are in.
        """
        above, below = self.line_start(self.end_of_line_above(start)), self.next_line(end)
        is_blank_above = above > inside[0] and not self._text[above:start].strip()
        is_blank_below = below < inside[1] and self._text[end:below].strip(_BLANK) != ""  # there is a line end
        if is_blank_above and (is_blank_below or not self._text[end : inside[1]].strip()):
            return above, end
        if is_blank_below and not self._text[inside[0] : start].strip():
            return start, below
        return start, end

    def end_of_line_above(self, offset: int) -> int:
        """Where the line before that of an offset ends."""
        start = self.line_start(offset)
        return max(start - (2 if self._text[start - 2 : start] == "\r\n" else 1), 0)

    def styled(self, written: str) -> str:
        """New elements, written as libvirt does, with the quotes, the empty tags and the line ends of the text."""
        if "<!--" not in written and "<?" not in written:
            written = _TAG.sub(self._styled_tag, written)
        return written if self.newline == "\n" else written.replace("\n", self.newline)

    def _styled_tag(self, tag: re.Match[str]) -> str:
        name = tag[0][1 : tag.start(1) - tag.start()]
        attributes = _VALUE.sub(rf"={self.quote}\2{self.quote}", tag[1])
        if not tag[2]:
            return f"<{name}{attributes}>"
        end = f"></{name}>" if self.empty_end == "></" else self.empty_end
        return f"<{name}{attributes}{end}"
