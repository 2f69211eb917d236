"""Where something is wrong in a text that cannot be read: lines, their indents and their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from libvirt_xml.messages import Sentence
from libvirt_xml.yaml_forms.text.yaml_tree import Origin, Span

_KEY_OF_LINE = re.compile(r"(?P<before> *(?:- +)*)(?P<key>[A-Za-z_][\w.-]*):(?: |$)").match


class YamlFault(NamedTuple):
    """What is wrong, and where in the text."""

    sentence: Sentence
    start: int


class KeyPlace(NamedTuple):
    """A key that begins a line, or an item of a list; line and column count from 1."""

    key: str
    line: int
    column: int


def line_at(text: str, index: int) -> tuple[str, int]:
    """A line, and where it begins."""
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    end = text.find("\n", index)
    return text[start : end if end >= 0 else None].rstrip("\r"), start


def line_above(text: str, start: int) -> tuple[str, int]:
    """The last line above that is not blank."""
    above = text[:start].rstrip()
    return line_at(above, len(above))


def indent_of(line: str) -> int:
    """The spaces that a line begins with."""
    return len(line) - len(line.lstrip())


def lines_above(text: str, start: int) -> Iterator[tuple[int, str]]:
    """The lines above one with their numbers, the nearest first, without those that are blank or a comment."""
    lines = text[:start].splitlines()
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def key_of_line(number: int, line: str) -> KeyPlace | None:
    """The key that a line begins with, also behind the dash of an item."""
    match = _KEY_OF_LINE(line)
    return None if match is None else KeyPlace(match["key"], number, len(match["before"]) + 1)


def place_of_characters(text: str, index: int, length: int) -> Origin:
    """The place of some characters of a line."""
    _, start = line_at(text, index)
    number, column = text.count("\n", 0, start) + 1, index - start + 1
    return Origin("spec", "", None, number, column, Span(index, index + length, number, column + length))
