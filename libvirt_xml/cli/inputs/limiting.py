"""How much of a file or stream the command reads at most, and how a person writes that."""

from __future__ import annotations

import errno
import re
from typing import BinaryIO

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.limits import MAX_INPUT, read_limited
from libvirt_xml.messages import render

_SIZE = re.compile(r"([1-9][0-9]{0,14})[ ]?(?:(B)|([KMG])(?:iB)?)?", re.IGNORECASE)
_POWERS = {"": 0, "K": 10, "M": 20, "G": 30}


def read_file(source: str | BinaryIO, max_size: int | None = MAX_INPUT) -> bytes:
    """All bytes of a file or stream. Raises OSError, also for one that is too large."""
    try:
        return read_limited(source, max_size)
    except ParseError as error:
        raise OSError(errno.EFBIG, error.message) from None


def parse_size(text: str) -> int:
    """The bytes of ``64MiB``, ``1G`` or ``1000``. Raises ValueError with a sentence."""
    size = _SIZE.fullmatch(text.strip())
    if size is None:
        raise ValueError(render("usage", "size", text=repr(text)))
    return int(size[1]) << _POWERS[(size[3] or "").upper()]
