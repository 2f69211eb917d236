"""Schema files as XML, with places and the errors of a broken schema."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

from lxml import etree

from libvirt_xml.errors import ParseError, SchemaError
from libvirt_xml.markup.limits import MAX_FILE_REFERENCES, MAX_PATTERNS, read_limited
from libvirt_xml.messages import render
from libvirt_xml.relaxng.schema.tree import SchemaPlace

NAMESPACE = "http://relaxng.org/ns/structure/1.0"
_PREFIX = f"{{{NAMESPACE}}}"


class SourceFiles:
    """Reads schema files, each once; shows their paths relative to the folder of the first."""

    def __init__(self, root: Path) -> None:
        self._base = normal_path(root.parent)
        self._read: dict[Path, etree._Element] = {}
        self._shown: dict[str | None, str] = {None: "<string>"}
        self._patterns = 0
        self._references = 0

    def count_reference(self, place: SchemaPlace) -> None:
        """One more reference to a file is followed. Raises SchemaError if there are too many."""
        self._references += 1
        if self._references > MAX_FILE_REFERENCES:
            fail(place, render("schema", "files", limit=f"{MAX_FILE_REFERENCES:,}"))

    def count(self, place: SchemaPlace) -> None:
        """One more pattern is read. Raises SchemaError if there are too many: files refer to files again and again."""
        self._patterns += 1
        if self._patterns > MAX_PATTERNS:
            fail(place, render("schema", "patterns", limit=f"{MAX_PATTERNS:,}"))

    def open(self, path: Path, wanted_at: SchemaPlace | None = None) -> etree._Element:
        """The root element of a schema file. Raises SchemaError, placed at ``wanted_at`` if that names the file."""
        path = normal_path(path)
        if path not in self._read:
            self._read[path] = self._parse(path, wanted_at)
        return self._read[path]

    def _parse(self, path: Path, wanted_at: SchemaPlace | None) -> etree._Element:
        url = path.as_uri()
        self._shown[url] = self.shown(path)
        content = self._content(path, wanted_at)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(content, parser, base_url=url)
        except etree.XMLSyntaxError as error:
            raise self._refused(path, content, error) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self._refused(path, content, None)
        return root

    def _refused(self, path: Path, content: bytes, error: etree.XMLSyntaxError | None) -> SchemaError:
        """The error of a file that is not XML or has a DTD, in the words of all documents."""
        from libvirt_xml.markup.malformed.diagnosis import inspect

        file, cause = self.shown(path), inspect(content).error
        if cause is not None:
            return SchemaError(cause.message, file=file, line=cause.line, column=cause.column)
        line, column = error.position if error is not None else (1, None)
        reason = error.error_log.last_error.message if error is not None and error.error_log.last_error else ""
        return SchemaError(render("schema", "libxml2", reason=reason), file=file, line=line or 1, column=column or None)

    def _content(self, path: Path, wanted_at: SchemaPlace | None) -> bytes:
        try:
            if path.exists() and not path.is_file() and not path.is_dir():
                raise ValueError(render("schema", "device"))
            return read_limited(path)
        except (OSError, ValueError, ParseError) as error:
            reason = (isinstance(error, OSError) and error.strerror) or str(error)
            file, line = (wanted_at.file, wanted_at.line) if wanted_at else (self.shown(path), None)
            message = render("schema", "unreadable", file=self.shown(path), reason=reason)
            raise SchemaError(message, file=file, line=line) from error

    def shown(self, path: Path) -> str:
        """A file's path as places give it."""
        return os.path.relpath(path, self._base).replace(os.sep, "/")

    def place(self, node: etree._Element) -> SchemaPlace:
        """Where an element stands."""
        return SchemaPlace(self._shown[node.getroottree().docinfo.URL], node.sourceline or 0)


def fail(place: SchemaPlace, message: str) -> NoReturn:
    """Raise the SchemaError of a place."""
    raise SchemaError(message, file=place.file, line=place.line)


def normal_path(path: Path) -> Path:
    """One spelling for each file: absolute, without ``..`` (links are not followed)."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def local_name(node: etree._Element) -> str:
    """The name of a RELAX NG element; empty for a foreign one."""
    tag = node.tag
    return tag[len(_PREFIX) :] if isinstance(tag, str) and tag.startswith(_PREFIX) else ""


def shown_name(node: etree._Element) -> str:
    """An element's name as a message gives it: one that is not RELAX NG's with its namespace."""
    return local_name(node) or str(node.tag)


def schema_children(node: etree._Element) -> Iterator[etree._Element]:
    """The RELAX NG children; elements of any other namespace, or none, are annotations (specification, 3 and 4.1)."""
    return (child for child in node if local_name(child))


def inherited(node: etree._Element, attribute: str) -> str | None:
    """The nearest value of ``ns`` or ``datatypeLibrary``, from the node up to its file's root; else ``None``."""
    current: etree._Element | None = node
    while current is not None:
        value = current.get(attribute)
        if value is not None:
            return value
        current = current.getparent()
    return None


def target_path(node: etree._Element, href: str, place: SchemaPlace) -> Path:
    """The file that an ``href`` names, by the base URI in force. Raises SchemaError where it names no local file."""
    if "#" in href:
        fail(place, render("schema", "href-fragment", href=href))  # specification, 4.5
    url = urlsplit(urljoin(node.base or "", href))
    if url.scheme != "file" or url.netloc not in ("", "localhost"):
        fail(place, render("schema", "href-remote", href=href))
    return normal_path(Path(url2pathname(url.path)))
