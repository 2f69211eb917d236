"""Quotation marks that are not closed, where the next one in the text seems to close them."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"""(?<![^\s\[{,(])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?<!\S)#[^\n]*""", re.DOTALL)
_NEXT_LINE = re.compile(r"\n *(?:- +)*[A-Za-z_][\w.-]*:(?: |\n)|\n *- ")


def quote_left_open(text: str, end: int) -> int | None:
    """Where a quoted text begins that ends at an index and reaches over lines that have keys or items; ``None`` where
    it does not."""
    for quoted in _QUOTED.finditer(text, 0, end):
        if quoted.end() == end and quoted[0][0] != "#":
            return quoted.start() if _NEXT_LINE.search(quoted[0]) else None
    return None
