"""Colours for a terminal, and text without control characters."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TextIO

from libvirt_xml.cli.streams import is_terminal

_COLOURS = {"bold": "1", "error": "1;31", "warning": "1;33", "help": "36", "dim": "2", "removed": "31", "added": "32"}

_STEERING = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Style:
    """Colours words, or does not."""

    def __init__(self, is_coloured: bool) -> None:
        self.is_coloured = is_coloured

    def paint(self, text: str, colour: str) -> str:
        """The text in a colour of ``_COLOURS``."""
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self.is_coloured else text


def choose_style(when: str, stream: TextIO | None, environ: Mapping[str, str] = os.environ) -> Style:
    """Colours for ``--color WHEN``. ``auto`` checks NO_COLOR, FORCE_COLOR, TERM and the stream, in that order."""
    if when != "auto":
        return Style(when == "always")
    if environ.get("NO_COLOR"):
        return Style(False)
    if environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return Style(True)
    return Style(environ.get("TERM") != "dumb" and is_terminal(stream))


def harmless(text: str) -> str:
    """The text with everything that a terminal or a log interprets as escapes, except line breaks."""
    return text if text.isprintable() else _STEERING.sub(lambda match: _escape(match[0]), text)


def printable(text: str) -> str:
    """The text on one line, with control characters as escapes."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode()
