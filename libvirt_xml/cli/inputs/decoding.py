"""Which characters the bytes of a document are."""

from __future__ import annotations

import re

MARK = "\ufeff"
"""The byte order mark, as a character."""

_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)""")


def codec_of(data: bytes) -> str:
    """The codec of a document, by its first bytes and its declaration; it leaves the byte order mark as a character."""
    if data.startswith((b"\xff\xfe", b"<\0")):
        return "utf-16-le"
    if data.startswith((b"\xfe\xff", b"\0<")):
        return "utf-16-be"
    declared = _DECLARED.match(data)
    return declared[1].decode() if declared else "utf-8"


def decode_loosely(data: bytes) -> str:
    """A document's text, to be looked at: whatever is wrong in it is replaced, and no mark is left."""
    try:
        text = data.decode(codec_of(data), "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    return text.removeprefix(MARK)
