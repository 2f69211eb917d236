"""What a caller gives: a text, or the name of a file. One in the place of the other is a usual mistake."""

from __future__ import annotations

from os import PathLike

from libvirt_xml.markup.limits import MAX_INPUT, read_limited
from libvirt_xml.messages import render

TEXT_TYPES = (str, bytes, bytearray, memoryview)


def read_named(path: str | PathLike[str], limit: int | None = MAX_INPUT) -> bytes:
    """All bytes of a file, as ``read_limited`` gives them.

    Raises ParseError for more than ``limit``, OSError, and ValueError for a document in the place of the name.
    """
    try:
        return read_limited(path, limit)
    except OSError:
        _refuse_document(str(path))
        raise


def plain_source(source: object) -> str | bytes:
    """Text or bytes as they are; other bytes-like objects as bytes. Raises TypeError."""
    if isinstance(source, str | bytes):
        return source
    if isinstance(source, bytearray | memoryview):
        return bytes(source)
    raise wrong_source(source)


def wrong_source(source: object) -> TypeError:
    """The error for what is no text, which says how to get one."""
    cls = type(source)
    if isinstance(source, PathLike):
        return TypeError(render("usage", "xml-in-file", kind=cls.__name__))
    if hasattr(source, "to_xml"):
        return TypeError(render("usage", "xml-of-object", kind=cls.__name__))
    if hasattr(source, "read"):
        return TypeError(render("usage", "xml-of-stream", kind=cls.__name__))
    if cls.__module__.partition(".")[0] in ("lxml", "xml"):
        return TypeError(render("usage", "xml-of-tree", kind=cls.__name__))
    return TypeError(render("usage", "xml-text", kind=cls.__name__))


def _refuse_document(name: str) -> None:
    begin = name.lstrip()
    if begin.startswith("<"):
        raise ValueError(render("usage", "xml-for-path")) from None
    if begin.startswith("{") or "\n" in name or ": " in name:
        raise ValueError(render("usage", "yaml-for-path")) from None
