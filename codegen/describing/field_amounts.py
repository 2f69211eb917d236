"""Which numbers a class also has in bytes, seconds or bytes per second, by their units."""

from __future__ import annotations

from codegen.model.model import Amount, Kind, Scalar
from codegen.overlay.overlay import Unit

_BASES: dict[str, tuple[str, int, int]] = {
    "bytes": ("bytes", 1, 1),
    "KiB": ("bytes", 1024, 1),
    "MiB": ("bytes", 1024**2, 1),
    "KiB/s": ("bytes_per_second", 1024, 1),
    "Mbit/s": ("bytes_per_second", 125_000, 1),
    "minutes": ("seconds", 60, 1),
    "ms": ("seconds", 1, 1000),
    "µs": ("seconds", 1, 1000_000),
    "ns": ("seconds", 1, 1000_000_000),
}


def find_amount(name: str, kind: Kind, type_: Scalar | str, unit: Unit | None, beside: str) -> Amount | None:
    """The amount of a number that is an attribute or a child; ``None`` where the number is one already, or has no unit.

    The text of an element is its size as a whole, see ``SizeElement``.
    """
    if unit is None or kind not in ("attribute", "scalar") or not isinstance(type_, Scalar) or "int" not in type_.kinds:
        return None
    base = _BASES.get(f"{unit.unit}/{unit.per}" if unit.per else unit.unit)
    if base is None or (base[1:] == (1, 1) and not beside):
        return None
    return Amount(f"{name}_{base[0]}", *base, beside)
