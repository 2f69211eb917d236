"""The names of elements and attributes, with and without a prefix."""

from __future__ import annotations

import re
from functools import lru_cache

from libvirt_xml.binding.wrong_values import Unwritable
from libvirt_xml.markup.parsers import is_well_formed
from libvirt_xml.messages import render

_is_ascii_name = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII).fullmatch
_LONGEST_KEPT = 200


def is_name(name: object) -> bool:
    """Whether something is a name without a colon, as the reader takes it."""
    if not isinstance(name, str):
        return False
    if name.isascii():
        return _is_ascii_name(name) is not None
    return _is_known(name) if len(name) <= _LONGEST_KEPT else _is_parsed(name)


def is_qualified(name: object) -> bool:
    """Whether something is a name, or a prefix and a name: each with a colon between, and no other."""
    if not isinstance(name, str):
        return False
    prefix, colon, local = name.partition(":")
    return is_name(prefix) and (not colon or is_name(local))


def qualified(name: str) -> str:
    """The name itself. Raises TypeError for what is not a name of an element or attribute."""
    if not is_qualified(name):
        raise Unwritable(render("cannot-write", "name", name=name))
    return name


def target(name: str) -> str:
    """The name itself. Raises TypeError for what no processing instruction can have as its target."""
    if not is_name(name) or name.lower() == "xml":
        raise Unwritable(render("cannot-write", "target", name=name))
    return name


def _is_parsed(name: str) -> bool:
    """Whether expat takes a name; it knows the letters of XML 1.0 as first published, which are fewer than today's."""
    if ":" in name or any(character in name for character in " \t\r\n/<>='\"&"):
        return False
    return is_well_formed(f"<{name}/>")


_is_known = lru_cache(maxsize=512)(_is_parsed)
