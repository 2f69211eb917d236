"""Numbers with their units: where the unit does not belong, is a word, or is too large for a whole number."""

from __future__ import annotations

import re
from decimal import Decimal

from libvirt_xml.messages import phrase
from libvirt_xml.relaxng.patterns.derivatives import matches
from libvirt_xml.validation.values.attempt import Advice, Attempt
from libvirt_xml.validation.values.fixed_units import in_unit_of_field
from libvirt_xml.words.units import UNITS

_UNIT_WORDS: dict[str, tuple[str, ...]] = {
    **{letter: (f"{letter.upper()}iB",) for letter in "kgtpe"},
    **{f"{letter}i": (f"{letter.upper()}iB",) for letter in "kmgtpe"},
    **{f"{letter}ib": (f"{letter.upper()}iB",) for letter in "kmgtpe"},
    **{f"{letter}b": (f"{letter.upper()}B",) for letter in "kmgtpe"},
    "m": ("MiB", "minutes"),
    **dict.fromkeys(("h", "hour"), ("hours",)),
    **dict.fromkeys(("min", "mins", "minute"), ("minutes",)),
    **dict.fromkeys(("s", "sec", "secs", "second"), ("seconds",)),
    **dict.fromkeys(("b", "byte", "bytes"), ("B",)),
}


def _unit_of(attempt: Attempt, word: str) -> str | None:
    """The unit that somebody probably means by a word, as the attribute ``unit`` takes it."""
    if attempt.units is None:
        return None
    words = (*_UNIT_WORDS.get(word.lower(), ()), word)
    return next((unit for unit in words if matches(attempt.make, attempt.units, unit)), None)


def unit_behind_number(attempt: Attempt) -> Advice | None:
    """A unit after a number."""
    parts = re.fullmatch(_WITH_UNIT, attempt.text, re.IGNORECASE)
    if parts is None or not attempt.allows("decimal", "number"):
        return None
    if attempt.units is None and attempt.unit_of_field() is not None:
        return in_unit_of_field(attempt, parts["number"], parts["unit"])
    if not attempt.accepts(parts["whole"]):
        return None
    unit = _unit_of(attempt, parts["unit"])
    if unit is None:
        return Advice(phrase("reason", "no-unit"))
    if not attempt.accepts(parts["number"]):
        return _in_smaller_units(attempt, parts["number"], unit)
    reason = phrase("reason", "unit")
    if unit == attempt.unit:
        return Advice(reason, parts["number"])
    return Advice(reason, instead=parts["number"], beside=(("unit", unit),))


def unit_with_number(text: str) -> tuple[str, str] | None:
    """The number and the unit of a text that is both."""
    parts = re.fullmatch(_WITH_UNIT, text, re.IGNORECASE)
    return None if parts is None else (parts["number"], next(iter(_UNIT_WORDS.get(parts["unit"].lower(), ())), ""))


def fraction_of_unit(attempt: Attempt) -> Advice | None:
    """A part of a unit, where only whole numbers are allowed."""
    if not re.fullmatch(r"[0-9]+[.,][0-9]+", attempt.text) or not attempt.allows("decimal") or attempt.units is None:
        return None
    return _in_smaller_units(attempt, attempt.text, _unit_of(attempt, attempt.unit or "") or "")


def _in_smaller_units(attempt: Attempt, number: str, unit: str) -> Advice:
    """The advice to write a number of a unit as a whole number of a smaller one."""
    reason = phrase("reason", "whole-number")
    value = Decimal(number.replace(",", ".")) * UNITS.get(unit, 0)
    smaller = [name for name in UNITS if len(name) == len(unit) and UNITS[name] < UNITS.get(unit, 0)]
    for name in reversed(smaller):
        if value and value % UNITS[name] == 0 and attempt.accepts(f"{value / UNITS[name]:.0f}"):
            return Advice(reason, instead=f"{value / UNITS[name]:.0f}", beside=(("unit", name),))
    return Advice(reason)


def unit_as_word(attempt: Attempt) -> Advice | None:
    """A unit written as a word."""
    word = _UNIT_WORD.fullmatch(attempt.text) if attempt.accepts("GiB") else None
    if word is None:
        return None
    name = (word["prefix"] or word["short"]).lower()
    letter = name[0].upper()
    if name.endswith("bi"):
        return attempt.suggest(None, f"{letter}iB")
    power = "KMGTPE".index(letter) + 1
    binary, decimal = f"1024^{power}" if power > 1 else "1024", f"1000^{power}" if power > 1 else "1000"
    units = {"binary": f"{letter}iB", "decimal": f"{letter}B", "many": binary, "few": decimal}
    return Advice(phrase("reason", "unit-word", **units), names_limit=True)


_UNIT_WORD = re.compile(
    "(?P<prefix>kilo|mega|giga|tera|peta|exa|kibi|mebi|gibi|tebi|pebi|exbi)-?bytes?|(?P<short>meg|gig)s?", re.IGNORECASE
)
_WITH_UNIT = (  # compiled only if a number has a unit
    r"(?P<number>(?P<whole>[+-]?[0-9]+)(?:[.,][0-9]+)?)\s*"
    r"(?P<unit>[kmgtpe]?(?:i?b(?:ytes?)?)(?:/s|ps)?|[kmgtpe]i?|[kmg]?(?:hz|bits?(?:/s|ps)?|bps)|[mun\u00b5\u03bc]?s"
    r"|secs?|seconds?|mins?|minutes?|h|hours?|days?|%|pages?|px)"
)
