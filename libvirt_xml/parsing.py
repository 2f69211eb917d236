"""Documents whose root element says their kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.reading.open_files import read_opened
from libvirt_xml.binding.reading.reader import check, read, root_tag
from libvirt_xml.errors import ParseError
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from os import PathLike
    from typing import IO

_MOST = 3  # classes that are named as those that read a part of a document


def parse(source: str | bytes, *, strict: bool = False) -> Element:
    """The document in XML text, as an object of the class that its root element names.

    Where several kinds of document share a root (``<cpu>`` of a guest and of a host), and for a device on its own
    (``<disk>``, as ``virsh attach-device`` takes it), the class that understands most of it is chosen. Raises
    ParseError, and with ``strict`` ContentError, as ``from_xml`` does.
    """
    return _parse(source, strict, None)


def parse_file(
    path: str | PathLike[str] | IO[bytes] | IO[str], *, strict: bool = False, max_size: int | None = MAX_INPUT
) -> Element:
    """The document in a file, named or open; like ``parse``, with the file's name in errors. Raises OSError too.

    A file of more than ``max_size`` bytes is a ParseError; ``None`` is no limit.
    """
    source, file = read_opened(path, max_size)
    return _parse(source, strict, file)


def _parse(source: str | bytes, strict: bool, file: str | None) -> Element:
    tag = root_tag(source, file)
    candidates = _candidates(tag)
    if not candidates:
        classes = _classes_of_parts(tag, source)
        if not classes:
            raise ParseError(render("unknown-document", "root", tag=tag), file=file, line=1)
        raise ParseError(render("unknown-document", "class", tag=tag, classes=classes), file=file, line=1)
    best, fewest = None, -1
    for cls in candidates:
        document = read(cls, source, file=file)
        count = len(document.unknown()) if len(candidates) > 1 else 0
        if best is None or count < fewest:
            best, fewest = document, count
        if not fewest:
            break
    assert best is not None
    if strict:
        check(best)
    return best


def _classes_of_parts(tag: str, source: str | bytes) -> tuple[str, ...]:
    """The names of the classes that understand most of a part of a document, those of a network's first."""
    from libvirt_xml import documents

    classes = [getattr(documents, name) for name in dir(documents) if name[0].isupper()]
    unknown = {cls.__name__: len(read(cls, source).unknown()) for cls in classes if getattr(cls, "tag_", None) == tag}
    best = [name for name, count in unknown.items() if count == min(unknown.values())]
    return tuple(sorted(best, key=lambda name: not name.startswith("Network"))[:_MOST])


def _candidates(tag: str) -> list[type[Element]]:
    """The classes of documents, then devices, that have a tag as their root."""
    from libvirt_xml import documents
    from libvirt_xml.binding.reading.reading_tables import Children

    classes: list[Any] = [getattr(documents, name) for name in documents.ROOTS.get(tag, ())]
    entry = Children(documents.Devices).named("", tag)
    if entry is not None and entry.cls is not None and entry.cls not in classes:
        classes.append(entry.cls)
    return classes
