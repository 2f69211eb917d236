"""Edits of a text by spans: several at once, applied to the text as it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class TextEdit(NamedTuple):
    """New text in place of what is between two offsets; nothing is replaced where they are equal."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Iterable[TextEdit]) -> str:
    """A text with all edits, which may touch but not overlap, unless both only remove. Raises ValueError.

    What is inserted at one offset stands in the order of the edits, and before what is replaced from there on.
    """
    parts: list[str] = []
    at, is_removed = 0, False
    for edit in edits_in_order(edits):
        if edit.start < at and (edit.text or not is_removed):
            raise ValueError(f"two edits overlap at {edit.start}")
        parts += text[at : edit.start], edit.text
        at, is_removed = max(at, edit.end), not edit.text
    return "".join([*parts, text[at:]])


def edits_in_order(edits: Iterable[TextEdit]) -> list[TextEdit]:
    """Edits in the order of the text."""
    return sorted(edits, key=lambda edit: (edit.start, edit.end > edit.start))


def do_overlap(one: TextEdit, two: TextEdit) -> bool:
    """Whether two edits cannot both be applied."""
    first, second = edits_in_order((one, two))
    return second.start < first.end
