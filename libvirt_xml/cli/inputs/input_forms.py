"""Whether a document is XML or YAML: its beginning decides, then its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.limits import read_limited

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_YAML_NAMES = (".yaml", ".yml")
_KEY = re.compile(rb"""["']?([A-Za-z_][A-Za-z0-9_-]*)["']?[ \t]*:(?:\s|$)|<<[ \t]*:|[{%]|---(?:\s|$)""")
_TOP_KEY = re.compile(r"""["']?([A-Za-z_][A-Za-z0-9_-]*)["']?[ \t]*:(?:\s|$)""")
_FLOW_KEY = re.compile(r"""[{,]\s*["']?([A-Za-z_][A-Za-z0-9_-]*)["']?\s*:""")
_NO_KEYS = {b"error", b"warning"}  # what virsh begins its complaints with


def is_xml(data: bytes, name: str | None = None) -> bool:
    """Whether a document begins like XML. (``<<:`` is YAML.) The name decides on one that begins like neither."""
    start = _first(data)
    if name is not None:
        if not start:
            return not name.lower().endswith(_YAML_NAMES)
        if name.lower().endswith(".xml") and not _begins_with_key(data):
            return True
    return start.startswith(b"<") and not start.startswith(b"<<")


def is_yaml(name: str, data: bytes) -> bool:
    """Whether the content, or its beginning, is checked as YAML."""
    name = name.lower()
    if name.endswith(".xml") or is_xml(data):
        return False
    return name.endswith(_YAML_NAMES) or _begins_with_key(data)


def is_yaml_file(path: str) -> bool:
    """``is_yaml`` for a file, of which only the beginning is read; false if it cannot be read."""
    if path.lower().endswith(".xml"):
        return False
    try:
        with open(path, "rb") as file:
            return is_yaml(path, file.read(4096))
    except OSError:
        return False


def has_own_key(path: str) -> bool:
    """Whether a YAML file has one of our keys at the top of a document: ``vm`` or a kind of document.

    True if the file cannot be read, or begins like XML, so that this is reported.
    """
    from libvirt_xml.markup.encoding import decode
    from libvirt_xml.yaml_forms.document.kinds import class_of

    try:
        data = read_limited(path)
    except (OSError, ParseError):
        return True
    return is_xml(data) or any(key == "vm" or class_of(key) for key in _top_keys(decode(data)))


def _top_keys(text: str) -> Iterator[str]:
    """The top-level keys of YAML documents; in flow style the keys below them too."""
    top = -1
    for line in text.splitlines():
        if line.startswith("---"):
            top, line = -1, line[3:].strip()
        rest = line.lstrip(" ")
        if not rest.strip() or rest.startswith(("#", "%")):
            continue
        if top < 0:
            top = len(line) - len(rest)
        if rest.startswith("{") and len(line) - len(rest) == top:
            yield from _FLOW_KEY.findall(text)
            return
        key = _TOP_KEY.match(line, top) if len(line) - len(rest) == top else None
        if key is not None:
            yield key[1]


def _first(data: bytes) -> bytes:
    """The first bytes that are not white space, a byte order mark, or part of a wide encoding."""
    for mark in _MARKS:
        data = data.removeprefix(mark)
    return data[:4096].replace(b"\0", b"").lstrip()


def _begins_with_key(data: bytes) -> bool:
    for line in _first(data).splitlines():
        if line.strip() and not line.lstrip().startswith(b"#"):
            key = _KEY.match(line)
            return key is not None and key[1] not in _NO_KEYS
    return False
