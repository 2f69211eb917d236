"""expat, set up for many small documents."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

_names: dict[str, Any] = {}  # the names that all parsers share, so that each is made and hashed once
_NAMES_LIMIT = 10_000
_LARGE = 100_000  # a source of this length keeps its names to itself


def make_parser(source: str | bytes, separator: str | None = None) -> Any:
    """A parser for a source that gives whole texts; with a separator, names are namespace, separator, local name."""
    if len(_names) > _NAMES_LIMIT:
        _names.clear()
    parser = expat.ParserCreate(None, separator, _names if len(source) < _LARGE else {})
    parser.buffer_text = True
    return parser
