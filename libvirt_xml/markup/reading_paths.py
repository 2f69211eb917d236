"""Files that a caller names; the content in the place of the name is a usual mistake."""

from __future__ import annotations

from os import PathLike

from libvirt_xml.markup.limits import MAX_INPUT, read_limited
from libvirt_xml.messages import render


def read_named(path: str | PathLike[str], limit: int | None = MAX_INPUT) -> bytes:
    """All bytes of a file, as ``read_limited`` gives them.

    Raises ParseError for more than ``limit``, OSError, and ValueError for a document in the place of the name.
    """
    try:
        return read_limited(path, limit)
    except OSError:
        _refuse_document(str(path))
        raise


def _refuse_document(name: str) -> None:
    begin = name.lstrip()
    if begin.startswith("<"):
        raise ValueError(render("usage", "xml-for-path")) from None
    if begin.startswith("{") or "\n" in name or ": " in name:
        raise ValueError(render("usage", "yaml-for-path")) from None
