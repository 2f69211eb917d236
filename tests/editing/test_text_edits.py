"""Edits of a text by spans."""

from __future__ import annotations

import pytest

from libvirt_xml.editing.texts.text_edits import TextEdit, applied, do_overlap


def test_several_edits() -> None:
    """Edits are of the text as it was; insertions at one place come in their order, before what is replaced there."""
    edits = [TextEdit(4, 6, "X"), TextEdit(0, 1, ""), TextEdit(4, 4, "1"), TextEdit(4, 4, "2"), TextEdit(8, 8, "!")]
    assert applied("abcdefgh", edits) == "bcd12Xgh!"


def test_removals_may_overlap() -> None:
    """What is removed twice is removed; all else that overlaps is an error."""
    assert applied("abcdef", [TextEdit(1, 3, ""), TextEdit(2, 5, "")]) == "af"
    with pytest.raises(ValueError, match="overlap at 2"):
        applied("abcdef", [TextEdit(1, 3, "x"), TextEdit(2, 5, "")])
    with pytest.raises(ValueError, match="overlap at 2"):
        applied("abcdef", [TextEdit(1, 3, ""), TextEdit(2, 2, "x")])


def test_overlaps() -> None:
    """Edits that touch do not overlap."""
    assert do_overlap(TextEdit(1, 3, "x"), TextEdit(2, 4, "y"))
    assert do_overlap(TextEdit(2, 2, "x"), TextEdit(1, 4, "y"))
    assert not do_overlap(TextEdit(1, 3, "x"), TextEdit(3, 4, "y"))
    assert not do_overlap(TextEdit(1, 3, "x"), TextEdit(1, 1, "y"))
