"""XML's own characters: all that are allowed, names and white space.

Source: Extensible Markup Language 1.0, fifth edition, productions 2, 3, 4 and 4a; Namespaces in XML 1.0, production 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

WHITE_SPACE = " \t\r\n"
NAME_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
NAME_CHARACTERS = NAME_START + r"\-.0-9\u00B7\u0300-\u036F\u203F-\u2040"


# Patterns, not yet compiled: that would take longer than all else in a short run.
NC_NAME = f"[{NAME_START}][{NAME_CHARACTERS}]*"
NAME = f"[{NAME_START}:][{NAME_CHARACTERS}:]*"
NM_TOKEN = f"[{NAME_CHARACTERS}:]+"
Q_NAME = f"(?:{NC_NAME}:)?{NC_NAME}"

_FORBIDDEN = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def trim(text: str) -> str:
    """Text without XML white space at its ends; other scripts' spaces stay."""
    return text.strip(WHITE_SPACE)


def collapse(text: str) -> str:
    """Text with each run of XML white space as one space, none at its ends."""
    return text if _is_collapsed(text) else " ".join(split(text))


def _is_collapsed(text: str) -> bool:
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        return False
    return text[:1] != " " and text[-1:] != " "


def split(text: str) -> list[str]:
    """The tokens between XML white space."""
    return [token for token in re.split(f"[{WHITE_SPACE}]+", text) if token]


def is_blank(text: str) -> bool:
    """Whether text is nothing but XML white space."""
    return not text.strip(WHITE_SPACE)


def forbidden_in(text: str) -> str | None:
    """The first character of a text that XML forbids; none of them is printable."""
    if text.isprintable():
        return None
    forbidden = re.search(_FORBIDDEN, text)
    return forbidden[0] if forbidden else None


def has_forbidden(text: str) -> bool:
    """Whether a text has a character that XML forbids."""
    return forbidden_in(text) is not None


def is_nc_name(text: str) -> bool:
    """Whether a text is an XML name without a prefix."""
    return _matcher(NC_NAME)(text) is not None


def is_q_name(text: str) -> bool:
    """Whether a text is an XML name, perhaps with a prefix."""
    return _matcher(Q_NAME)(text) is not None


@cache
def _matcher(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch
