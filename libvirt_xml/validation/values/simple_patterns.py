"""What simple patterns allow: lists of words, numbers of so many digits, characters of one class."""

from __future__ import annotations

import re
from decimal import Decimal

from libvirt_xml.messages import Phrase, phrase
from libvirt_xml.validation.values.wording import Bounds, Wording, count

_WORD = r"[A-Za-z0-9_./:\-]+"
_WORDS = re.compile(rf"\(?\(?{_WORD}\)?(?:\|\(?{_WORD}\)?)*\)?")
_REPEATED = r"(?:\{(?P<least>[0-9]+)(?P<range>,(?P<most>[0-9]*))?\}|(?P<sign>[+*]))?"
_NUMBER = re.compile(rf"(?P<prefix>\(0x\)\?|0x)?\(?\[(?P<digits>[0-9a-fA-F\-]+)\]{_REPEATED}\)?")
_CHARACTERS = re.compile(rf"\[(?P<not>\^)?(?P<class>(?:\\.|[^\[\]\\^])+)\]{_REPEATED}", re.DOTALL)
_CLASS_ITEM = re.compile(r"(\\.|[^\\])(?:-(\\.|[^\\]))?", re.DOTALL)
_LOWER = phrase("characters", "lower-case-letters")
_CAPITAL = phrase("characters", "capital-letters")
_LETTERS = phrase("characters", "letters")
_DIGITS = phrase("characters", "digits")
_PRINTABLE = phrase("characters", "printable")
_LINE_BREAKS = phrase("characters", "line-breaks")
_TABS = phrase("characters", "tabs")
_WHITE_SPACE = phrase("characters", "white-space")
_RANGES = {"a-z": _LOWER, "A-Z": _CAPITAL, "0-9": _DIGITS, " -~": _PRINTABLE}
_ESCAPED = {"\\n": _LINE_BREAKS, "\\r": _LINE_BREAKS, "\\t": _TABS, "\\s": _WHITE_SPACE, "\\d": _DIGITS}
NamePattern = str | Phrase
"""A character, or what a class of characters is called."""


def wording_of(pattern: str) -> Wording | None:
    """What a pattern allows; ``None`` where it is not simple."""
    return _of_words(pattern) or _of_number(pattern) or _of_characters(pattern)


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
    quantity = _digits(least, most)
    bounds = _digits_bounds(least, most, 10 if is_decimal else 16)
    if is_decimal:
        noun = phrase("datatype", "integer-of", quantity=quantity) if quantity else phrase("datatype", "integer")
        return Wording(noun, "", "decimal", bounds)
    length = max(int(least), min(int(most or 4), 4)) if max(len(least), len(most)) < 3 else 0
    example = f"0x{('1af4c2b7' * 13)[:length]}" if length else ""
    noun = phrase("datatype", "hexadecimal-of", quantity=quantity) if quantity else phrase("datatype", "hexadecimal")
    return Wording(noun, example, "hexadecimal", bounds)


def _repetition(parts: re.Match[str]) -> tuple[str, str]:
    """The least and the most number of a repetition; the latter empty where there is no limit."""
    if parts["sign"]:
        return ("1" if parts["sign"] == "+" else "0"), ""
    least = parts["least"] or "1"
    return least, (parts["most"] if parts["range"] else least)


def _is_any_number(least: str, most: str) -> bool:
    return not most and least <= "1"


def _digits(least: str, most: str) -> Phrase | None:
    """How many digits; ``None`` where any number will do."""
    if _is_any_number(least, most):
        return None
    number = count(least, most)
    return phrase("quantity", "digit", count=number) if most == "1" else phrase("quantity", "digits", count=number)


def _characters(least: str, most: str) -> Phrase | None:
    """How many characters; ``None`` where any number will do."""
    if _is_any_number(least, most):
        return None
    number = count(least, most)
    if most == "1":
        return phrase("quantity", "character", count=number)
    return phrase("quantity", "characters", count=number)


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
    quantity = _characters(least, most)
    if parts["not"]:
        whole = quantity or phrase("datatype", "text")
        return Wording(phrase("datatype", "without", noun=whole, characters=names))
    if names == [_PRINTABLE] and quantity:
        return Wording(phrase("datatype", "printable", count=count(least, most)))
    if quantity:
        return Wording(phrase("datatype", "characters", quantity=quantity, characters=names))
    return Wording(phrase("datatype", "text-of", characters=names))


def _class_names(text: str) -> list[NamePattern] | None:
    """What is in a character class; ``None`` where that is not said in a few words."""
    names: dict[NamePattern, None] = {}
    for first, last in _CLASS_ITEM.findall(text):
        known = _RANGES.get(f"{first}-{last}") if last else _ESCAPED.get(first)
        name = known or (None if last else _character(first))
        if name is None:
            return None
        names[name] = None
    if _LOWER in names and _CAPITAL in names:
        names = {_LETTERS: None, **{name: None for name in names if name not in (_LOWER, _CAPITAL)}}
    return sorted(names, key=lambda name: name not in (_LETTERS, _LOWER, _CAPITAL, _DIGITS))


def _character(item: str) -> NamePattern | None:
    plain = item.removeprefix("\\") or item
    if len(item) == 2 and plain.isalnum():
        return None
    return phrase("characters", "spaces") if plain == " " else plain
