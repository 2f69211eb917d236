"""What datatypes allow, in words. The wordings that need thought are data: ``datatypes.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from libvirt_xml.relaxng.datatypes.library import XSD, Datatype

Bounds = tuple[Decimal | None, Decimal | None]
"""The least and the greatest number; ``None`` where there is no limit."""

_DATA = Path(__file__).with_name("datatypes.toml")
_LONGEST = 60  # characters of a value that is quoted
_SMALL = 1 << 17  # limits of a datatype that are worth naming even if the schema does not


@dataclass(frozen=True, slots=True)
class Wording:
    """What one datatype allows."""

    phrase: str = ""
    """Empty where ``words`` are all that is allowed."""
    example: str = ""
    kind: str = ""
    """What it is to the advice: ``decimal``, ``hexadecimal``, ``number``, ``mac``, ``uuid`` and so on."""
    numbers: Bounds | None = None
    words: tuple[str, ...] = ()
    """Spellings worth suggesting."""
    rank: int = 0
    """Which of several wordings with the same phrase gives the example: the least."""

    @property
    def text(self) -> str:
        """The phrase with its example."""
        return f"{self.phrase} such as {quote(self.example)}" if self.example else self.phrase


def cut(text: str) -> str:
    """A value fit to be shown: not long, with nothing in it that cannot be seen."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in short)


def quote(text: str) -> str:
    """A value in quotation marks."""
    plain = cut(text)
    return f'"{plain}"' if "'" in plain else f"'{plain}'"


def join(items: Sequence[str], word: str = "or") -> str:
    """``a, b or c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


@lru_cache(maxsize=4096)
def wording(datatype: Datatype) -> Wording:
    """What a datatype allows."""
    bounds = integer_bounds(datatype)
    known = _SIGNS_AND_DIGITS if bounds is not None else ()
    patterns = [value for facet, value in datatype.params if facet == "pattern" and value not in known]
    if patterns:
        return _limited(_of_patterns(patterns), datatype)
    if bounds is not None:
        return Wording(_range_phrase("a whole number", _worth_saying(datatype, bounds)), "", "decimal", bounds)
    return _limited(_types().get(datatype.name, Wording("any text")), datatype)


_SIGNS_AND_DIGITS = ("[0-9]+", "-?[0-9]+")  # as patterns of whole numbers, they say nothing new


def _of_patterns(patterns: Sequence[str]) -> Wording:
    pattern = patterns[0]
    found = _patterns().get(pattern) or _of_words(pattern) or _of_number(pattern) or _of_characters(pattern)
    if found is not None and len(patterns) == 1:
        return found
    return Wording(f"text that matches the pattern{'s' * (len(patterns) > 1)} {join([*map(quote, patterns)], 'and')}")


# The table


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


@cache
def _patterns() -> Mapping[str, Wording]:
    return _table("patterns")


@cache
def _types() -> Mapping[str, Wording]:
    return _table("types")


def _table(key: str) -> dict[str, Wording]:
    entries = enumerate(_data()["wording"])
    return {text: _entry(rank, entry) for rank, entry in entries for text in entry.get(key, ())}


def _entry(rank: int, entry: Mapping[str, Any]) -> Wording:
    numbers = entry.get("numbers")
    bounds = (Decimal(numbers[0]), Decimal(numbers[1])) if numbers else None
    words = tuple(entry.get("words", ()))
    return Wording(entry.get("phrase", ""), entry.get("example", ""), entry.get("kind", ""), bounds, words, rank)


@cache
def merged() -> tuple[tuple[frozenset[str], str], ...]:
    """Phrases that have a common one: they and what to say instead, with examples."""
    return tuple(
        (frozenset(entry["phrases"]), f"{entry['phrase']} such as {join([*map(quote, entry['examples'])])}")
        for entry in _data()["merged"]
    )


# Numbers

_BITS = {"long": 64, "int": 32, "short": 16, "byte": 8}
_OPEN_ENDED: Mapping[str, Bounds] = {
    "integer": (None, None),
    "positiveInteger": (Decimal(1), None),
    "nonNegativeInteger": (Decimal(0), None),
    "nonPositiveInteger": (None, Decimal(0)),
    "negativeInteger": (None, Decimal(-1)),
}


def integer_bounds(datatype: Datatype) -> Bounds | None:
    """The limits of a datatype of whole numbers; ``None`` for another."""
    own = _natural_bounds(datatype)
    return None if own is None else _narrowed(own, datatype)


def _natural_bounds(datatype: Datatype) -> Bounds | None:
    if datatype.library != XSD:
        return None
    bits = _BITS.get(datatype.name.removeprefix("unsigned").lower())
    if bits is None:
        return _OPEN_ENDED.get(datatype.name)
    if datatype.name.startswith("unsigned"):
        return Decimal(0), Decimal(2**bits - 1)
    return Decimal(-(2 ** (bits - 1))), Decimal(2 ** (bits - 1) - 1)


def _narrowed(bounds: Bounds, datatype: Datatype) -> Bounds:
    least, most = bounds
    for facet, value in datatype.params:
        if facet.startswith("min"):
            limit = Decimal(value.strip()) + (facet == "minExclusive")
            least = limit if least is None else max(least, limit)
        elif facet.startswith("max"):
            limit = Decimal(value.strip()) - (facet == "maxExclusive")
            most = limit if most is None else min(most, limit)
    return least, most


def _worth_saying(datatype: Datatype, bounds: Bounds) -> Bounds:
    """The limits but for those that only the size of the datatype sets."""
    natural = _natural_bounds(datatype) or (None, None)
    has_least, has_most = (any(facet.startswith(way) for facet, _ in datatype.params) for way in ("min", "max"))
    least, most = bounds
    if not has_least and natural[0] is not None and abs(natural[0]) > _SMALL:
        least = None
    if not has_most and natural[1] is not None and abs(natural[1]) > _SMALL:
        most = None
    return least, most


def _range_phrase(phrase: str, bounds: Bounds) -> str:
    least, most = (None if limit is None else cut(f"{limit:f}") for limit in bounds)
    if least is None:
        return phrase if most is None else f"{phrase} of at most {most}"
    return f"{phrase} of at least {least}" if most is None else f"{phrase} from {least} to {most}"


def _limited(found: Wording, datatype: Datatype) -> Wording:
    """A wording with the limits that a datatype has besides."""
    facets = dict(datatype.params)
    if found.kind == "number":
        limits = "".join(f" {word} {cut(facets[key])}" for key, word in _LIMITS.items() if key in facets)
        return replace(found, phrase=found.phrase + limits)
    least, most = facets.get("minLength", ""), facets.get("maxLength", "")
    if "length" in facets:
        least = most = facets["length"]
    if (least or most) and found.phrase:
        return replace(found, phrase=f"{found.phrase.replace('any text', 'text')} of {_count(least, most)} characters")
    return found


_LIMITS = {
    "minInclusive": "of at least",
    "minExclusive": "above",
    "maxInclusive": "of at most",
    "maxExclusive": "below",
}


def _count(least: str, most: str) -> str:
    """How many, from the two limits of a quantity, either of which may be empty."""
    if least == most:
        return least
    if not most:
        return f"at least {least}"
    return f"up to {most}" if least in ("", "0", "1") else f"{least} to {most}"


# Patterns that need no entry in the table

_WORD = r"[A-Za-z0-9_./:\-]+"
_WORDS = re.compile(rf"\(?\(?{_WORD}\)?(?:\|\(?{_WORD}\)?)*\)?")
_REPEATED = r"(?:\{(?P<least>[0-9]+)(?P<range>,(?P<most>[0-9]*))?\}|(?P<sign>[+*]))?"
_NUMBER = re.compile(rf"(?P<prefix>\(0x\)\?|0x)?\(?\[(?P<digits>[0-9a-fA-F\-]+)\]{_REPEATED}\)?")
_CHARACTERS = re.compile(rf"\[(?P<not>\^)?(?P<class>(?:\\.|[^\[\]\\^])+)\]{_REPEATED}", re.DOTALL)
_CLASS_ITEM = re.compile(r"(\\.|[^\\])(?:-(\\.|[^\\]))?", re.DOTALL)
_RANGES = {"a-z": "lower-case letters", "A-Z": "capital letters", "0-9": "digits", " -~": "printable ASCII characters"}
_ESCAPED = {"\\n": "line breaks", "\\r": "line breaks", "\\t": "tabs", "\\s": "white space", "\\d": "digits"}


def _of_words(pattern: str) -> Wording | None:
    """For a list of words."""
    plain = pattern.replace(r"\-", "-").replace(r"\.", "/")  # an escaped point is a letter, a bare one is not
    if "." in plain or not _WORDS.fullmatch(plain) or "/" in pattern:
        return None
    words = re.sub("[()]", "", plain.replace("/", ".")).split("|")
    return Wording(words=tuple(words))


def _of_number(pattern: str) -> Wording | None:
    """For hexadecimal digits with or without prefix, and for decimal digits."""
    parts = _NUMBER.fullmatch(pattern)
    if parts is None:
        return None
    digits = set(re.findall(".-.", parts["digits"]))
    is_decimal = digits == {"0-9"} and not parts["prefix"]
    if not is_decimal and not (parts["prefix"] and digits == {"0-9", "a-f", "A-F"}):
        return None
    least, most = _repetition(parts)
    count = f" of {_count(least, most)} digit{'s' if most != '1' else ''}" if most or least > "1" else ""
    bounds = _digits_bounds(least, most, 10 if is_decimal else 16)
    if is_decimal:
        return Wording(f"a whole number{count}", "", "decimal", bounds)
    length = max(int(least), min(int(most or 4), 4)) if max(len(least), len(most)) < 3 else 0
    example = f"0x{('1af4c2b7' * 13)[:length]}" if length else ""
    return Wording(f"a hexadecimal number{count}", example, "hexadecimal", bounds)


def _repetition(parts: re.Match[str]) -> tuple[str, str]:
    """The least and the most number of a repetition; the latter empty where there is no limit."""
    if parts["sign"]:
        return ("1" if parts["sign"] == "+" else "0"), ""
    least = parts["least"] or "1"
    return least, (parts["most"] if parts["range"] else least)


def _digits_bounds(least: str, most: str, base: int) -> Bounds:
    if not most or len(most) > 2:
        return Decimal(0), None
    return Decimal(0), Decimal(base ** int(most) - 1)


def _of_characters(pattern: str) -> Wording | None:
    """For some number of characters of one class."""
    parts = _CHARACTERS.fullmatch(pattern)
    names = _class_names(parts["class"]) if parts else None
    if parts is None or names is None:
        return None
    least, most = _repetition(parts)
    count = f"{_count(least, most)} character{'s' if most != '1' else ''}" if most or least > "1" else ""
    if parts["not"]:
        return Wording(f"{count or 'text'} without {join(names)}")
    if names == ["printable ASCII characters"] and count:
        return Wording(count.replace("character", "printable ASCII character"))
    return Wording(f"{count} ({join(names, 'and')})" if count else f"text of {join(names, 'and')}")


def _class_names(text: str) -> list[str] | None:
    """What is in a character class; ``None`` where that is not said in a few words."""
    found: list[str] = []
    for first, last in _CLASS_ITEM.findall(text):
        item = f"{first}-{last}" if last else first
        name = _RANGES.get(item) if last else _ESCAPED.get(first) or _character_name(first)
        if name is None:
            return None
        found.append(name)
    return _united(found)


def _character_name(item: str) -> str | None:
    plain = item.removeprefix("\\") or item
    if len(item) == 2 and plain.isalnum():
        return None
    return "spaces" if plain == " " else quote(plain)


def _united(names: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(names))
    if {"lower-case letters", "capital letters"} <= set(found):
        found = ["letters", *(name for name in found if name not in ("lower-case letters", "capital letters"))]
    return sorted(found, key=lambda name: not name.endswith(("letters", "digits")))
