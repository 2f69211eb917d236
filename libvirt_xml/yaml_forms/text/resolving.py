"""What a plain scalar of YAML is: the core schema of YAML 1.2, and the one tag of our own."""

from __future__ import annotations

import re

REPLACE = "!replace"
"""The tag of a map or a list that is not merged with what it is laid over."""

_INT = re.compile(r"[-+]?[0-9]{1,4000}|0o[0-7]{1,4000}|0x[0-9a-fA-F]{1,4000}").fullmatch
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
).fullmatch
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def resolve(text: str) -> str | int | float | bool | None:
    """What a plain scalar is in YAML 1.2's core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789-+.":
        if _INT(text):
            return int(text, 0 if text[:2] in ("0o", "0x") else 10)
        if _FLOAT(text):
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
