"""Whether a document is XML or YAML: what it begins with tells, and where that leaves it open, its name."""

from __future__ import annotations

import re

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_YAML_NAMES = (".yaml", ".yml")
_KEY = re.compile(rb"""["']?([A-Za-z_][A-Za-z0-9_-]*)["']?[ \t]*:(?:\s|$)|<<[ \t]*:|[{%]|---(?:\s|$)""")
_NO_KEYS = {b"error", b"warning"}  # what virsh begins its complaints with


def is_xml(data: bytes) -> bool:
    """Whether a document begins as XML does. (``<<:`` is YAML.)"""
    start = _first(data)
    return start.startswith(b"<") and not start.startswith(b"<<")


def is_yaml(name: str, data: bytes) -> bool:
    """Whether what has been read, or the first part of it, is to be checked as YAML."""
    if name.endswith(".xml") or is_xml(data):
        return False
    return name.endswith(_YAML_NAMES) or _begins_with_key(data)


def is_yaml_file(path: str) -> bool:
    """``is_yaml`` for a file, of which only the beginning is read; no for one that cannot be read."""
    if path.endswith(".xml"):
        return False
    try:
        with open(path, "rb") as file:
            return is_yaml(path, file.read(4096))
    except OSError:
        return False


def _first(data: bytes) -> bytes:
    """A few bytes from the first one on that is not blank, nor part of a mark or of a wide encoding."""
    for mark in _MARKS:
        data = data.removeprefix(mark)
    return data[:4096].replace(b"\0", b"").lstrip()


def _begins_with_key(data: bytes) -> bool:
    for line in _first(data).splitlines():
        if line.strip() and not line.lstrip().startswith(b"#"):
            key = _KEY.match(line)
            return key is not None and key[1] not in _NO_KEYS
    return False
