"""Lines of documentation and comments are short enough to be read beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import FILES, ROOT, _is_generated

LONGEST = 120
WITH_COMMENTS = {".toml", ".yaml", ".yml", ".sh", ".tsv", ".gitignore", ".gitattributes", ""}
"""Endings of the files whose comments begin with ``#``; ruff looks at Python."""

_FENCE = re.compile(r"\s*```")


def _prose_of_markdown(text: str) -> Iterator[tuple[int, str]]:
    """Lines outside tables and code."""
    is_code = False
    for number, line in enumerate(text.splitlines(), 1):
        if _FENCE.match(line):
            is_code = not is_code
        elif not is_code and not line.startswith("|"):
            yield number, line


def _comments(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith("#"))


def _hand_written(endings: set[str]) -> list[Path]:
    files = [path for path in FILES if path.suffix in endings and "schemas" not in path.parts]
    return [path for path in files if not _is_generated(path)]


@pytest.mark.parametrize("path", _hand_written({".md", *WITH_COMMENTS}), ids=lambda path: str(path.relative_to(ROOT)))
def test_lines_are_short(path: Path) -> None:
    """Only tables, code and lines with an address are longer."""
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = _prose_of_markdown(text) if path.suffix == ".md" else _comments(text)
    assert [number for number, line in lines if len(line) > LONGEST and "://" not in line] == []
