"""Numbers with a unit beside them, and what they come to.

The classes say which fields these are, and the unit that goes without saying: see codegen/overlay/units.toml, which
has the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from libvirt_xml.binding.scalars import parse_integer
from libvirt_xml.binding.specs import Spec
from libvirt_xml.markup.characters import trim
from libvirt_xml.words.units import SECONDS, factor_of


class Amount(NamedTuple):
    """The fields of a class that are numbers with one unit, the field of the unit, and the unit if it is omitted.

    ``step`` is what libvirt rounds up to when it reads the number: ``<memory unit='MB'>1</memory>`` is 977 KiB to it,
    and that is what it writes.
    """

    numbers: tuple[str, ...]
    default: str
    unit: str
    step: int
    fields: frozenset[str]
    """The numbers and the unit."""

    def values(self, fields: Mapping[str, Any]) -> list[int | None] | None:
        """The numbers in bytes (a time in seconds), ``None`` for one that is absent.

        ``None`` in all if a number or the unit is none that libvirt would take, or if there is no number.
        """
        factor = self._factor(fields.get(self.unit))
        numbers = [_number(fields.get(name)) for name in self.numbers]
        if factor is None or "" in numbers or not any(number is not None for number in numbers):
            return None
        return [None if number is None else self._rounded(int(number) * factor) for number in numbers]

    def _factor(self, unit: object) -> int | None:
        if unit is not None and not isinstance(unit, str):
            return None
        name = trim(unit or "") or self.default
        return SECONDS.get(name) if self.default in SECONDS else factor_of(name)

    def _rounded(self, number: int) -> int:
        return -(-number // self.step) * self.step


def amount_of(specs: Mapping[str, Spec]) -> Amount | None:
    """The quantity among the fields of a class."""
    quantities = {name: spec.quantity for name, spec in specs.items() if spec.quantity is not None}
    if not quantities:
        return None
    ((default, unit, step),) = set(quantities.values())  # no class has numbers of two units
    return Amount(tuple(quantities), default, unit, step, frozenset((*quantities, unit)))


def _number(value: object) -> int | str | None:
    """A whole number, also one that is still text; ``""`` for what is none."""
    if isinstance(value, str):
        value = parse_integer(value, 10)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return ""
