"""The content of a file that is named, or open already."""

from __future__ import annotations

from os import PathLike
from typing import IO

from libvirt_xml.markup.given_sources import read_named
from libvirt_xml.markup.limits import read_limited


def read_opened(source: str | PathLike[str] | IO[bytes] | IO[str], limit: int | None) -> tuple[str | bytes, str | None]:
    """All of a file, and its name for errors.

    A file that is open is read from where it stands, and stays open. Text is read as it was decoded. Raises ParseError
    for more than ``limit`` bytes, OSError, and ValueError for a document in the place of a name.
    """
    if isinstance(source, str | PathLike):
        return read_named(source, limit), str(source)
    name = getattr(source, "name", None)
    file = name if isinstance(name, str) else None
    if not isinstance(source.read(0), str):
        return read_limited(source, limit, file=file), file  # type: ignore[arg-type]
    content = read_limited(_Encoded(source), limit, file=file)  # type: ignore[arg-type]
    return content.decode("utf-8", "surrogatepass"), file


class _Encoded:
    """A text stream as bytes."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        return self._stream.read(size).encode("utf-8", "surrogatepass")
