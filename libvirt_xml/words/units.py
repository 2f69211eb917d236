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
