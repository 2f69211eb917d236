"""The events of a YAML text, from libyaml where PyYAML has it, else from PyYAML's own parser: the same either way.

Both scan YAML 1.1. Where YAML 1.2 reads a text differently, this module makes up for it: U+0085, U+2028 and U+2029 end
no line, and a tab may stand between a key and its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

YamlParser = Callable[[], Any]
"""The next event at each call."""

_NOT_ALLOWED: Final = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]").search
_MISCOUNTED: Final = "\x85\u2028\u2029\ufeff"  # line ends of YAML 1.1; a byte order mark in the text has no column
_PRIVATE: Final = range(0xF0000, 0xFFFFE)


def first_unreadable(text: str) -> int | None:
    """The index of the first character that YAML does not allow."""
    match = _NOT_ALLOWED(text)
    return match.start() if match else None


def parser_of(text: str) -> tuple[YamlParser, Callable[[str], str]]:
    """The events of a text, and what makes a value of theirs the text that was written."""
    if any(character in text for character in _MISCOUNTED):
        stand_ins = _stand_ins(text)
        back = {ord(stand_in): character for character, stand_in in stand_ins.items()}
        return _parser(
            text.translate({ord(one): other for one, other in stand_ins.items()})
        ), lambda value: value.translate(back)
    return _parser(text), str


def _stand_ins(text: str) -> dict[str, str]:
    """For each miscounted character one that neither stands in the text nor is escaped in it."""
    lowered = text.lower()
    free = (code for code in _PRIVATE if chr(code) not in text and f"{code:x}" not in lowered)
    return {character: chr(next(free)) for character in _MISCOUNTED}


def _parser(text: str) -> YamlParser:
    try:
        from yaml._yaml import CParser
    except ImportError:
        return slow_parser(text)
    return CParser(text).get_event


def slow_parser(text: str) -> YamlParser:
    """The same without libyaml, by PyYAML in Python."""
    from yaml.parser import Parser as EventParser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class TextParser(Reader, Scanner, EventParser):
        """The three layers of PyYAML's loader that know nothing of objects."""

        def __init__(self) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            EventParser.__init__(self)

        def scan_to_next_token(self) -> None:
            """Tabs separate too, where no key can begin."""
            super().scan_to_next_token()
            while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
                self.forward()
                super().scan_to_next_token()

        def scan_plain_spaces(self, indent: int, start_mark: Any) -> Any:
            """Tabs between the words of a plain value belong to it."""
            length = 0
            while self.peek(length) in (" ", "\t"):
                length += 1
            run = self.prefix(length)
            if "\t" not in run:
                return super().scan_plain_spaces(indent, start_mark)
            self.forward(length)
            return super().scan_plain_spaces(indent, start_mark) if self.peek() in "\0\r\n" else [run]

    return TextParser().get_event
