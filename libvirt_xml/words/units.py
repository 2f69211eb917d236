"""What the words for units mean: libvirt's in documents, and those in which people write sizes."""

from __future__ import annotations

_PREFIXES = "KMGTPE"

UNITS: dict[str, int] = {
    "B": 1,
    **{f"{letter}iB": 1024**power for power, letter in enumerate(_PREFIXES, 1)},
    **{f"{letter}B": 1000**power for power, letter in enumerate(_PREFIXES, 1)},
}
"""The units of sizes whose meaning nobody doubts, and their bytes."""

SECONDS: dict[str, int] = {"seconds": 1, "minutes": 60, "hours": 3600}
"""The units of times, and their seconds."""


def factor_of(unit: str) -> int | None:
    """How many bytes a unit is by the rules of libvirt's virScaleInteger, ``None`` for what is no unit there.

    Case does not count; ``k`` and ``KiB`` are 1024, ``KB`` is 1000.
    """
    name = unit.upper()
    if name in ("B", "BYTE", "BYTES"):
        return 1
    power = _PREFIXES.find(name[:1]) + 1
    base = {"": 1024, "IB": 1024, "B": 1000}.get(name[1:])
    return base**power if name and power and base else None


def unit_named(word: str) -> str | None:
    """The usual spelling of a unit of sizes: ``GiB`` for ``g``, ``GB`` for ``gb``; ``None`` for what is no unit."""
    factor = factor_of(word)
    if factor == 1:
        return "bytes"
    return next((unit for unit, bytes_ in UNITS.items() if bytes_ == factor), None)


def size_words(count: int, unit: str) -> str:
    """A number of bytes in the largest unit in which it is whole: of 1000s if ``unit`` is one of these, else of 1024.

    >>> size_words(4 * 1024**3, "KiB"), size_words(2_500_000, "MB"), size_words(1025, "")
    ('4 GiB', '2500 KB', '1025 bytes')
    """
    is_decimal = (factor_of(unit) or 1) % 1000 == 0
    for power, letter in reversed([*enumerate(_PREFIXES, 1)]):
        whole, rest = divmod(count, (1000 if is_decimal else 1024) ** power)
        if whole and not rest:
            return f"{whole} {letter}{'B' if is_decimal else 'iB'}"
    return f"{count} bytes"
