"""Text as XML contains it: escaped, without forbidden characters."""

from __future__ import annotations

import re

from libvirt_xml.binding.wrong_values import Unwritable, WrongType
from libvirt_xml.markup.characters import forbidden_in
from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import render

_LIMIT = 8192
_FEW = 512
_SHORT = 64
_SPECIAL = re.compile("[&<>'\"\t\n\r]").search
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_TEXT = str.maketrans(_ESCAPES)
_IN_ATTRIBUTE = str.maketrans(_ESCAPES | {"'": "&apos;", "\t": "&#9;", "\n": "&#10;"})
_IN_FOREIGN = str.maketrans(_ESCAPES | {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


class Escaped(dict[str, str]):
    """Text to escaped text; remembers what is no secret, up to a limit. What is not text is refused."""

    def __init__(self, table: dict[int, str], *, limit: int = _LIMIT) -> None:
        self._table = table
        self._limit = limit

    def __missing__(self, text: object) -> str:
        if not isinstance(text, str):
            raise WrongType("a str", text)
        text = str.__str__(text)
        forbidden = forbidden_in(text)
        if forbidden:
            raise Unwritable(render("cannot-write", "character", character=f"U+{ord(forbidden):04X}"))
        escaped = text.translate(self._table) if _SPECIAL(text) else text
        if len(text) <= _SHORT and self._limit and not is_secret(text):
            if len(self) >= self._limit:
                self.clear()
            self[text] = escaped
        return escaped


IN_TEXT = Escaped(_IN_TEXT)
SECRET_TEXT = Escaped(_IN_TEXT, limit=0)  # what is outside the model may be a secret too
ATTRIBUTE = Escaped(_IN_ATTRIBUTE)
SECRET_ATTRIBUTE = Escaped(_IN_ATTRIBUTE, limit=0)
FOREIGN_ATTRIBUTE = Escaped(_IN_FOREIGN, limit=0)  # in double quotes, as libvirt writes them


class Written(dict[str, str]):
    """Text to an attribute as written, ``" name='text'"``; remembers what is no secret, up to a limit."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._is_secret = is_secret(name)

    def __missing__(self, text: str) -> str:
        written = f" {self._name}='{(SECRET_ATTRIBUTE if self._is_secret else ATTRIBUTE)[text]}'"
        if len(text) <= _SHORT and not self._is_secret and not is_secret(text):
            if len(self) >= _FEW:
                self.clear()
            self[text] = written
        return written
