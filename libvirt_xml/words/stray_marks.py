"""Marks around a value that YAML takes for a part of it."""

from __future__ import annotations

import re

_AROUND = " ,;\"'\u201c\u201d\u201e\u2018\u2019\xa0"
_COMMENT = re.compile(r"\s*(?:\s//|\s/\*|#).*", re.DOTALL)
_LONGEST = 200  # characters of a text that is looked at


def without_marks(text: str) -> str | None:
    """A text without quotes, commas and comments of other languages at its ends; ``None`` where it has none."""
    if len(text) > _LONGEST:
        return None
    bare = _COMMENT.sub("", text).strip(_AROUND)
    return bare if bare and bare != text else None
