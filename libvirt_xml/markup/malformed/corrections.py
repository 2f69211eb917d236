"""Corrections of a text that is not well-formed, in which no line begins or ends: places can be found again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Correction(NamedTuple):
    """A part of a text that is replaced; neither has a newline."""

    start: int
    end: int
    text: str


class FaultRepair(NamedTuple):
    """The corrections of one fault."""

    corrections: tuple[Correction, ...]
    is_sure: bool = True
    """Whether the elements are where they are meant to be then."""


class Shift(NamedTuple):
    """A correction by its place."""

    line: int
    column: int
    removed: int
    inserted: int


def insertion(index: int, text: str) -> Correction:
    """A correction that only adds."""
    return Correction(index, index, text)


def one(start: int, end: int, text: str, *, is_sure: bool = True) -> FaultRepair:
    """A repair with one correction."""
    return FaultRepair((Correction(start, end, text),), is_sure)


def added(index: int, text: str, *, is_sure: bool = True) -> FaultRepair:
    """A repair that only adds, at one place."""
    return FaultRepair((insertion(index, text),), is_sure)


def blanks(text: str) -> str:
    """White space in the place of a text, with its newlines."""
    return "".join("\n" if character == "\n" else " " for character in text)


def corrected(text: str, corrections: Iterable[Correction]) -> tuple[str, list[Shift]]:
    """A text after its corrections, and what moved places there, in the order in which it has to be undone."""
    parts: list[str] = []
    shifts: list[Shift] = []
    index, line, line_start = 0, 1, 0
    for start, end, replacement in sorted(corrections):
        line += text.count("\n", index, start)
        line_start = max(line_start, text.rfind("\n", index, start) + 1)
        moved = sum(shift.inserted - shift.removed for shift in shifts if shift.line == line)
        parts += (text[index:start], replacement)
        if end - start != len(replacement):
            shifts.append(Shift(line, start - line_start + 1 + moved, end - start, len(replacement)))
        index = end
        line += replacement.count("\n")
        line_start = max(line_start, text.rfind("\n", start, end) + 1)
    return "".join((*parts, text[index:])), shifts[::-1]


def place_before(shifts: Iterable[Shift], line: int, column: int) -> tuple[int, int]:
    """A place of a corrected text in the text before; ``shifts`` are those of the last correction first."""
    for shift in shifts:
        if shift.line != line or column < shift.column:
            continue
        behind = column - shift.column - shift.inserted
        column = shift.column + (shift.removed + behind if behind >= 0 else 0)
    return line, column
