"""Which texts and names XML can hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from libvirt_xml.markup.characters import NC_NAME, Q_NAME

_is_forbidden = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]").search


def has_forbidden(text: str) -> bool:
    """Whether a text has a character that XML forbids."""
    return not text.isprintable() and _is_forbidden(text) is not None


def is_nc_name(text: str) -> bool:
    """Whether a text is an XML name without a prefix."""
    return _matcher(NC_NAME)(text) is not None


def is_q_name(text: str) -> bool:
    """Whether a text is an XML name, perhaps with a prefix."""
    return _matcher(Q_NAME)(text) is not None


@cache
def _matcher(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch
