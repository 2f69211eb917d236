"""Numbers with a unit where libvirt counts in a unit of its own: 3.5GHz of a number of Hz."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from libvirt_xml.messages import phrase
from libvirt_xml.validation.values.attempt import Advice, Attempt

_BYTES = {"bytes": 1, "KiB": 1024, "MiB": 1024**2}
_RATES = {"bytes/s": 1, "KiB/s": 1024, "Mbit/s": 125_000}
_TIMES = {"ns": 1, "µs": 10**3, "ms": 10**6, "s": 10**9, "minutes": 60 * 10**9}
_TIME_WORDS = {
    **_TIMES,
    **dict.fromkeys(("us", "\u03bcs"), 10**3),
    **dict.fromkeys(("sec", "secs", "second", "seconds"), 10**9),
    **dict.fromkeys(("m", "min", "mins", "minute"), 60 * 10**9),
    **dict.fromkeys(("h", "hour", "hours"), 3600 * 10**9),
    **dict.fromkeys(("day", "days"), 24 * 3600 * 10**9),
}
_FREQUENCIES = {"hz": 1, "khz": 10**3, "mhz": 10**6, "ghz": 10**9}
_COUNTS = ("I/Os per s",)
_BYTE_WORD = re.compile("(?P<power>[kmgtpe]?)(?P<base>i?b(?:ytes?)?|i|)(?P<rate>/s|ps|)", re.IGNORECASE)
_BIT_WORD = re.compile("(?P<power>[kmgt]?)(?:bits?(?:/s|ps|)|bps)", re.IGNORECASE)
_POWERS = "kmgtpe"


def in_unit_of_field(attempt: Attempt, number: str, word: str) -> Advice:
    """The advice about a number with a unit, where the field counts in a fixed one."""
    unit = attempt.unit_of_field() or ""
    reason = phrase("reason", "unit-of-field", unit=unit)
    amounts = [_amount(Decimal(number.replace(",", ".")), factor, unit) for factor in _factors(word, unit)]
    binary, decimal = [amount if amount and attempt.accepts(amount) else None for amount in (*amounts, None, None)][:2]
    if binary is None or decimal is None:
        return Advice(reason, binary or decimal)
    letter = word[0].upper()
    parts = {"number": number, "unit": unit, "letter": letter, "binary": binary, "decimal": decimal}
    return Advice(phrase("reason", "unit-of-field-either", **parts), names_limit=True)


def _factors(word: str, unit: str) -> list[Decimal]:
    """What a word for a unit is of the unit of a field; two where a thousand may be 1024: the binary one first."""
    name = word.lower()
    if unit == "Hz":
        return [Decimal(_FREQUENCIES[name])] if name in _FREQUENCIES else []
    if unit in _TIMES:
        return [Decimal(_TIME_WORDS[name]) / _TIMES[unit]] if name in _TIME_WORDS else []
    if unit in _BYTES | _RATES:
        return [factor / (_BYTES | _RATES)[unit] for factor in _bytes_of(word, is_rate=unit in _RATES)]
    if unit in _COUNTS:
        return [Decimal(1000 ** _power(name))] if len(name) == 1 and name in _POWERS else []
    return [Decimal(1)] if (unit, name) in {("percent", "%"), ("bits", "bit"), ("bits", "bits")} else []


def _bytes_of(word: str, *, is_rate: bool) -> list[Decimal]:
    bits = _BIT_WORD.fullmatch(word) if is_rate else None
    if bits is not None:
        return [Decimal(1000 ** _power(bits["power"])) / 8]
    parts = _BYTE_WORD.fullmatch(word)
    if parts is None or (parts["rate"] and not is_rate):
        return []
    power = _power(parts["power"])
    is_either = power > 0 and parts["base"][:1] in ("b", "B")
    return [Decimal(base**power) for base in ((1024, 1000) if is_either else (1024,))]


def _power(letter: str) -> int:
    return _POWERS.index(letter.lower()) + 1 if letter else 0


def _amount(number: Decimal, factor: Decimal, unit: str) -> str | None:
    """A number in the unit of a field; only a rate is rounded."""
    value = number * factor
    if unit in _RATES:
        value = value.to_integral_value(ROUND_HALF_UP)
    return f"{value:.0f}" if value == value.to_integral_value() else None
