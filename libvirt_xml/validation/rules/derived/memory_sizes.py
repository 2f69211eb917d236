"""Sizes of memory as documents write them: a number and the unit beside it."""

from __future__ import annotations

from libvirt_xml.validation.rules.thing import Thing, whole_number

_KIB = 1024
_LETTERS = "KMGTPE"
_UNITS = {
    "b": 1,
    "byte": 1,
    "bytes": 1,
    **{letter.lower(): 1024**power for power, letter in enumerate(_LETTERS, 1)},
    **{f"{letter}ib".lower(): 1024**power for power, letter in enumerate(_LETTERS, 1)},
    **{f"{letter}b".lower(): 1000**power for power, letter in enumerate(_LETTERS, 1)},
}


def bytes_of(thing: Thing | None, *, usual: int = _KIB, attribute: str | None = None) -> int | None:
    """The bytes that an element, or an attribute of one, stands for; ``usual`` is the unit where none is given."""
    if thing is None:
        return None
    text = thing.text if attribute is None else thing.attributes.get(attribute)
    return size_in_bytes(text, thing.attributes.get("unit"), usual=usual)


def size_in_bytes(text: str | None, unit: str | None, *, usual: int = _KIB) -> int | None:
    """The bytes that a number in a unit stands for; ``None`` where it is no size."""
    number = whole_number(text)
    factor = usual if unit is None else _UNITS.get(unit.lower())
    return None if number is None or number < 0 or factor is None else number * factor


def kib_of(thing: Thing | None, *, attribute: str | None = None) -> int | None:
    """The size in KiB as libvirt keeps it: rounded up."""
    size = bytes_of(thing, attribute=attribute)
    return None if size is None else -(-size // _KIB)
