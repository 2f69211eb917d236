"""Numbers of generated classes in one unit: ``video_model.vram_bytes``, ``lease.expiry_seconds``.

The unit of the field, and the field beside it that may name another, are in codegen/overlay/units.toml.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self, overload

from libvirt_xml.messages import render
from libvirt_xml.words.units import SECONDS, factor_of

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element


class BaseAmount:
    """What a field comes to in ``base``, as another attribute of the class; assign to it to change the field."""

    def __init__(self, field: str, base: str, factor: int, divisor: int = 1, *, unit: str = "") -> None:
        self._field = field
        self._base = base
        self._factor = Fraction(factor, divisor)
        self._unit = unit
        self.__doc__ = f"`{field}` in {base}."

    def _value(self, element: Element) -> Fraction | None:
        number = getattr(element, self._field)
        if number is None:
            return None
        unit = getattr(element, self._unit) if self._unit else None
        factor = self._factor if unit is None else _factor_of_unit(unit, self._base)
        if factor is None or isinstance(number, bool) or not isinstance(number, int):
            raise ValueError(render("size", "unreadable", tag=element.tag_, number=str(number), unit=unit or ""))
        return int(number) * factor

    def __set__(self, element: Any, value: float | None) -> None:
        """The field as a whole number of its own unit; of bytes or seconds where it names its unit."""
        if value is None:
            setattr(element, self._field, None)
            return
        whole, rest = divmod(Fraction(str(value)), self._factor)
        unit = None
        if rest and self._unit:
            whole, rest = divmod(Fraction(str(value)), 1)
            unit = "bytes" if self._base == "bytes" else self._base
        if rest or whole < 0:
            raise ValueError(render("amount", "fraction", value=value, field=self._field, base=self._base))
        setattr(element, self._field, int(whole))
        if self._unit:
            setattr(element, self._unit, unit)


class WholeAmount(BaseAmount):
    """An amount of bytes, or of bytes per second."""

    @overload
    def __get__(self, element: None, owner: type[Any]) -> Self: ...

    @overload
    def __get__(self, element: Element, owner: type[Any]) -> int | None: ...

    def __get__(self, element: Element | None, owner: type[Any]) -> Self | int | None:
        if element is None:
            return self
        value = self._value(element)
        return None if value is None else int(value)


class DurationAmount(BaseAmount):
    """An amount of seconds."""

    @overload
    def __get__(self, element: None, owner: type[Any]) -> Self: ...

    @overload
    def __get__(self, element: Element, owner: type[Any]) -> float | None: ...

    def __get__(self, element: Element | None, owner: type[Any]) -> Self | float | None:
        if element is None:
            return self
        value = self._value(element)
        return None if value is None else float(value)


def _factor_of_unit(unit: str, base: str) -> Fraction | None:
    factor = SECONDS.get(unit.strip()) if base == "seconds" else factor_of(unit.strip())
    return None if factor is None else Fraction(factor)


def in_bytes(field: str, factor: int, *, unit: str = "") -> WholeAmount:
    """A field in bytes."""
    return WholeAmount(field, "bytes", factor, unit=unit)


def in_bytes_per_second(field: str, factor: int, *, unit: str = "") -> WholeAmount:
    """A field in bytes per second."""
    return WholeAmount(field, "bytes per second", factor, unit=unit)


def in_seconds(field: str, factor: int, divisor: int = 1, *, unit: str = "") -> DurationAmount:
    """A field in seconds."""
    return DurationAmount(field, "seconds", factor, divisor, unit=unit)
