"""The size limit for files and streams, and how a person writes it."""

from __future__ import annotations

import errno
import re
from typing import BinaryIO

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.limits import MAX_INPUT, read_limited
from libvirt_xml.messages import render

_SIZE = re.compile("([1-9][0-9]{0,14}) ?([a-zA-Z]*)").fullmatch


def read_file(source: str | BinaryIO, max_size: int | None = MAX_INPUT) -> bytes:
    """All bytes of a file or stream. Raises OSError, also if it is too large."""
    try:
        return read_limited(source, max_size)
    except ParseError as error:
        raise OSError(errno.EFBIG, error.message) from None


def parse_limit(text: str) -> int:
    """The bytes of ``64MiB``, ``1G``, ``64MB`` or ``1000``. Raises ValueError with a sentence."""
    from libvirt_xml.words.units import factor_of

    matched = _SIZE(text.strip())
    factor = factor_of(matched[2] or "B") if matched else None
    if matched is None or factor is None:
        raise ValueError(render("usage", "size", text=repr(text)))
    return int(matched[1]) * factor
