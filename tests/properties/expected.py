"""What ``unknown()`` may say of documents that a schema allows, though the model should know everything in them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from libvirt_xml import Element, Unknown

_UNCONVERTED = re.compile(r"'(?P<value>.*)' is not a value of ", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:0[xX])?[0-9a-fA-F]+")


@dataclass(frozen=True, slots=True)
class Expected:
    """One entry of ``unknown.toml``."""

    where: str
    example: str
    reason: str


@cache
def expected() -> tuple[Expected, ...]:
    """What ``unknown.toml`` holds."""
    entries = tomllib.loads((Path(__file__).parent / "unknown.toml").read_text("utf-8"))["unknown"]
    return tuple(Expected(**entry) for entry in entries)


def unexpected(document: Element) -> list[Unknown]:
    """What of a valid document the model should know and does not."""
    accepted = {entry.where for entry in expected()}
    return [
        each for each in document.unknown() if not _is_of_other_base(each) and place(document, each) not in accepted
    ]


def place(document: Element, unknown: Unknown) -> str:
    """The class of the object concerned, and the message without the value."""
    is_missing = unknown.message.startswith("missing ")
    owner = document.find(unknown.path if is_missing else unknown.path.rpartition("/")[0])
    return f"{type(owner).__name__}: {_UNCONVERTED.sub('is not a value of ', unknown.message)}"


def _is_of_other_base(unknown: Unknown) -> bool:
    """Whether a number is one only in another base than libvirt's.

    Many patterns in the schemas allow hexadecimal digits, or zeros in front, where libvirt reads a decimal or octal
    number and refuses the document (a USB ``bus`` ``a36``, a zPCI ``uid`` ``0119``). Such a text stays a ``str``.
    """
    found = _UNCONVERTED.match(unknown.message)
    return found is not None and _NUMBER.fullmatch(found["value"].strip()) is not None
