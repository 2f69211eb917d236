"""Sets of characters, as XML Schema's regular expressions name them.

A set is the tuple of its ranges of code points: in order, with gaps between them.

Source: XML Schema Part 2, second edition, appendix F.1; categories are those of Python's Unicode database.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby

from libvirt_xml.markup.characters import NAME_CHARACTERS, NAME_START, WHITE_SPACE

Ranges = tuple[tuple[int, int], ...]

_BLOCKS: dict[str, Ranges] = {
    "BasicLatin": ((0, 0x7F),),
    "Latin-1Supplement": ((0x80, 0xFF),),
    "LatinExtended-A": ((0x100, 0x17F),),
}
_CATEGORY = re.compile("L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")
_CLASS_ITEM = r"\\U[0-9A-F]{8}|\\u[0-9A-F]{4}|\\.|[^\\]"
_CLASS_RANGE = re.compile(f"({_CLASS_ITEM})(?:-({_CLASS_ITEM}))?", re.DOTALL)


def union(*sets: Iterable[tuple[int, int]]) -> Ranges:
    """The characters of any of the sets; their ranges may overlap."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(chain.from_iterable(sets)):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def complement(ranges: Ranges) -> Ranges:
    """The characters that are not in a set."""
    return tuple(_gaps(ranges))


def _gaps(ranges: Ranges) -> Iterator[tuple[int, int]]:
    start = 0
    for first, last in ranges:
        if start < first:
            yield start, first - 1
        start = last + 1
    if start <= sys.maxunicode:
        yield start, sys.maxunicode


def difference(ranges: Ranges, subtracted: Ranges) -> Ranges:
    """The characters of one set that are not in the other."""
    return complement(union(complement(ranges), subtracted)) if subtracted else ranges


def single_character(character: str) -> Ranges:
    """The set of one character."""
    return ((ord(character), ord(character)),)


def named(name: str) -> Ranges | None:
    """The characters of ``\\p{name}``: of a category, or of a block after ``Is``; None where there is none."""
    if name.startswith("Is"):
        return _BLOCKS.get(name[2:])
    return _category(name) if _CATEGORY.fullmatch(name) else None


@lru_cache(maxsize=16)
def escape_character(character: str) -> Ranges | None:
    """The characters of a multi-character escape such as ``\\i``; None where there is none."""
    match character:
        case "s":
            return union(*map(single_character, WHITE_SPACE))
        case "i":
            return _parse_class(NAME_START + ":")
        case "c":
            return _parse_class(NAME_CHARACTERS + ":")
        case "d":
            return _category("Nd")
        case "w":
            return complement(union(_category("P"), _category("Z"), _category("C")))
        case "S" | "I" | "C" | "D" | "W":
            return complement(escape_character(character.lower()) or ())
        case _:
            return None


def python_class(ranges: Ranges) -> str:
    """Python's regular expression for one character of a set."""
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return re.escape(chr(ranges[0][0]))
    if ranges and (ranges[0][0] > 0 or ranges[-1][1] < sys.maxunicode):
        return f"[{_class_content(ranges)}]"
    others = complement(ranges)  # fewer, or all characters
    return f"[^{_class_content(others)}]" if others else r"[\s\S]"


def _class_content(ranges: Ranges) -> str:
    return "".join(f"{_written(first)}-{_written(last)}" for first, last in ranges)


def _written(code: int) -> str:
    character = chr(code)
    return character if character.isascii() and character.isalnum() else rf"\U{code:08X}"


def _parse_class(content: str) -> Ranges:
    """The characters of a Python class, given what stands between its brackets."""
    return union((_code(first), _code(last or first)) for first, last in _CLASS_RANGE.findall(content))


def _code(item: str) -> int:
    return int(item[2:], 16) if item[:2] in ("\\u", "\\U") else ord(item[-1])


@lru_cache(maxsize=64)
def _category(name: str) -> Ranges:
    """The characters of a Unicode category, or of all that begin with a letter."""
    return union(chain.from_iterable(ranges for key, ranges in _categories().items() if key.startswith(name)))


@lru_cache(maxsize=1)
def _categories() -> dict[str, list[tuple[int, int]]]:
    ranges: dict[str, list[tuple[int, int]]] = {}
    start = 0
    for category, run in groupby(map(unicodedata.category, map(chr, range(sys.maxunicode + 1)))):
        length = sum(1 for _ in run)
        ranges.setdefault(category, []).append((start, start + length - 1))
        start += length
    return ranges
