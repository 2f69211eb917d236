"""Decisions have a date and a status, and the index lists each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[1] / "docs" / "decisions"
_FILES = sorted(_FOLDER.glob("[0-9]*.md"))
_HEAD = re.compile(r"# (\d{3}): .+\n\n\*(\d{4}-\d\d-\d\d)\. Status: [^*\n]+\.\*\n\n")


@pytest.mark.parametrize("path", _FILES, ids=[path.stem for path in _FILES])
def test_head(path: Path) -> None:
    """A decision begins with its number, its date and its status."""
    head = _HEAD.match(path.read_text(encoding="utf-8"))
    assert head
    assert path.name.startswith(f"{head[1]}-")


def test_index() -> None:
    """The index links every decision once, in order."""
    index = (_FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[\d{3}\]\((.+?)\)", index, re.MULTILINE) == [path.name for path in _FILES]
