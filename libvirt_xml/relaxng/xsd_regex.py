"""Regular expressions of XML Schema, translated to Python's.

They are anchored at both ends, ``^`` and ``$`` are literals, classes can be subtracted from each other.

Source: XML Schema Part 2, second edition, appendix F.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from libvirt_xml.relaxng.xmlnames import NAME_CHARACTERS, NAME_START

_METACHARACTERS = ".\\?*+{}()[]|"
_SINGLE_ESCAPES = {"n": "\\n", "r": "\\r", "t": "\\t"} | {c: re.escape(c) for c in _METACHARACTERS + "-^"}
_BLOCKS = {"BasicLatin": r"\u0000-\u007F", "Latin-1Supplement": r"\u0080-\u00FF", "LatinExtended-A": r"\u0100-\u017F"}
_CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)
_QUANTITY = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
_MOST_REPEATS = 4_000_000_000  # about where Python's own limit is


@lru_cache(maxsize=2048)
def compile_pattern(text: str) -> Callable[[str], bool]:
    """A predicate: whether a whole string matches an XML Schema pattern. Raises ValueError for a broken pattern."""
    translated = _Translator(text).translate()
    try:
        matches = re.compile(translated).fullmatch
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"pattern {text!r} is too complex: {error}") from error
    return lambda value: matches(value) is not None


class _Translator:
    """One pass over a pattern; each method reads one production of appendix F and gives Python's form of it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def translate(self) -> str:
        result = self._expression()
        if self._at < len(self._text):
            raise self._error(f"unexpected {self._text[self._at]!r}")
        return result

    def _error(self, message: str) -> ValueError:
        return ValueError(f"pattern {self._text!r} is broken at character {self._at + 1}: {message}")

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        if self._at >= len(self._text):
            raise self._error("it ends too early")
        self._at += 1
        return self._text[self._at - 1]

    def _expression(self) -> str:
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        return "|".join(branches)

    def _branch(self) -> str:
        pieces = []
        while self._peek() not in ("", "|", ")"):
            pieces.append(self._atom() + self._quantifier())
        return "".join(pieces)

    def _atom(self) -> str:
        match self._next():
            case "(":
                inner = self._expression()
                if self._peek() != ")":
                    raise self._error("a parenthesis is not closed")
                self._at += 1
                return f"(?:{inner})"
            case "[":
                return self._class()
            case ".":
                return r"[^\n\r]"
            case "\\":
                return f"[{self._escape()}]"
            case character if character in "?*+{}]":
                self._at -= 1
                raise self._error(f"unexpected {character!r}")
            case character:
                return re.escape(character)

    def _quantifier(self) -> str:
        if self._peek() in ("?", "*", "+"):
            return self._next()
        if self._peek() != "{":
            return ""
        quantity = _QUANTITY.match(self._text, self._at)
        if quantity is None:
            raise self._error("a quantity is {n}, {n,} or {n,m}")
        least, most = quantity.groups()
        if (most and int(most) < int(least)) or max(int(least), int(most or 0)) > _MOST_REPEATS:
            raise self._error(f"no such quantity: {quantity.group()}")
        self._at = quantity.end()
        return quantity.group()

    def _class(self) -> str:
        """A class expression after its ``[``; subtraction becomes a negative look-ahead."""
        negated = self._peek() == "^"
        self._at += negated
        parts: list[str] = []
        subtracted = ""
        while self._peek() != "]" or not parts:
            if self._text.startswith("-[", self._at) and parts:
                self._at += 2
                subtracted = f"(?!{self._class()})"
                if self._peek() != "]":
                    raise self._error("a subtraction ends its class")
                break
            parts.append(self._class_part())
        self._at += 1
        return f"(?:{subtracted}[{'^' if negated else ''}{''.join(parts)}])"

    def _class_part(self) -> str:
        start, is_single = self._class_character()
        if self._peek() != "-" or self._text[self._at + 1 : self._at + 2] in ("]", "["):
            return start
        if not is_single:
            return start
        self._at += 1
        end, end_is_single = self._class_character()
        if not end_is_single or _character(start) > _character(end):
            raise self._error("a range runs from one character to a later one")
        return f"{start}-{end}"

    def _class_character(self) -> tuple[str, bool]:
        """One item of a class in Python's form, and whether it is a single character."""
        match self._next():
            case "\\":
                is_single = self._peek() in _SINGLE_ESCAPES
                return self._escape(), is_single
            case character if character in "[]":
                self._at -= 1
                raise self._error(f"unexpected {character!r}")
            case character:
                return re.escape(character), True

    def _escape(self) -> str:
        """The escape after a backslash, as content of a Python class."""
        character = self._next()
        if character in _SINGLE_ESCAPES:
            return _SINGLE_ESCAPES[character]
        if character in "pP":
            return self._property(negated=character == "P")
        if character.lower() not in "sicdw":
            raise self._error(f"there is no escape \\{character}")
        return _multiple_escape(character)

    def _property(self, *, negated: bool) -> str:
        end = self._text.find("}", self._at)
        if self._next() != "{" or end < 0:
            raise self._error("a property is \\p{...}")
        name = self._text[self._at : end]
        if name.removeprefix("Is") in _BLOCKS and name.startswith("Is"):
            content = _BLOCKS[name[2:]]
        elif name in _CATEGORIES:
            content = _category(name)
        else:
            raise self._error(f"the property {name!r} is not supported")
        self._at = end + 1
        return _complement(content) if negated else content


def _character(item: str) -> str:
    return {"\\n": "\n", "\\r": "\r", "\\t": "\t"}.get(item, item[-1])


@lru_cache(maxsize=16)
def _multiple_escape(character: str) -> str:
    match character:
        case "s":
            return " \\t\\n\\r"
        case "i":
            return NAME_START + ":"
        case "c":
            return NAME_CHARACTERS + ":"
        case "d" | "D":
            return f"\\{character}"  # of a str, Python's \d is Unicode's Nd, as here
        case "w":
            return _complement(_category("P") + _category("Z") + _category("C"))
        case _:
            return _complement(_multiple_escape(character.lower()))


@lru_cache(maxsize=64)
def _category(name: str) -> str:
    """The characters of a Unicode category as content of a class."""
    return _ranges(lambda code: unicodedata.category(chr(code)).startswith(name))


@lru_cache(maxsize=64)
def _complement(content: str) -> str:
    """The characters that a class's content does not have, as content of a class."""
    has = re.compile(f"[{content}]").fullmatch
    return _ranges(lambda code: has(chr(code)) is None)


def _ranges(belongs: Callable[[int], bool]) -> str:
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if not belongs(code):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(rf"\U{first:08X}-\U{last:08X}" for first, last in ranges)
