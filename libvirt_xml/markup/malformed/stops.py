"""Where and how the reading of a text ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from libvirt_xml.markup.locks import unlocked_property
from libvirt_xml.markup.malformed.xml_faults import XmlCause


class OpenElement(NamedTuple):
    """An element whose end tag was not read."""

    name: str
    """As written."""
    line: int


@dataclass(frozen=True)
class Stop:
    """The place where the reading of a text ended, and why."""

    cause: XmlCause
    text: str
    """The whole text, with newlines as XML has them and without a byte order mark."""
    line: int
    column: int
    open_elements: tuple[OpenElement, ...]
    is_file: bool
    """Whether the text was given as bytes."""
    is_decoded: bool
    """Whether all bytes belong to the encoding."""

    @unlocked_property
    def line_text(self) -> str:
        """The line of the place."""
        return self.text[self._line_start :].partition("\n")[0]

    @unlocked_property
    def index(self) -> int:
        """The place in the text."""
        return self._line_start + self.column - 1

    @unlocked_property
    def _line_start(self) -> int:
        return self.start_of_line(self.line)

    def start_of_line(self, line: int) -> int:
        """Where a line begins."""
        start = 0
        for _ in range(line - 1):
            start = self.text.find("\n", start) + 1
        return start

    @property
    def rest_of_line(self) -> str:
        """The line from the place on."""
        return self.line_text[self.column - 1 :]

    def line_of(self, index: int) -> int:
        """The line of a place in the text."""
        return self.text.count("\n", 0, index) + 1
