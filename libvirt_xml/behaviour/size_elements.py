"""Elements that are a size: ``memory.bytes``, ``Memory.parse("4GiB")``, ``str(memory)``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.messages import render
from libvirt_xml.words.units import factor_of, size_words, unit_named

if TYPE_CHECKING:
    from libvirt_xml.binding.specs import Quantity

KiB = 1024
MiB = 1024 * KiB
GiB = 1024 * MiB
TiB = 1024 * GiB

_FORM = re.compile(r"([0-9]{1,30}(?:\.[0-9]{1,30})?)\s*([a-zA-Z]*)", re.ASCII).fullmatch


class SizeElement(Element):
    """An element whose text is a size, with its unit beside it."""

    __slots__ = ()

    if TYPE_CHECKING:
        tag_: ClassVar[str]

    @property
    def bytes(self) -> int:
        """The size in bytes, as it is written; assign to change it.

        Without ``unit`` it is that of libvirt for this element. Raises ValueError for what is no size.
        """
        number, unit = _written(self)
        factor = factor_of((unit or "").strip() or _quantity(type(self))[0])
        if factor is None or not isinstance(number, int) or isinstance(number, bool):
            raise ValueError(render("size", "unreadable", tag=self.tag_, number=str(number), unit=unit or ""))
        return int(number) * factor

    @bytes.setter
    def bytes(self, count: int) -> None:
        number, unit = _in_largest_unit(count)
        size: Any = self
        size.value, size.unit = number, unit

    @classmethod
    def parse(cls, size: str | int) -> Self:
        """A size from text such as ``4GiB`` or ``1.5 TB``, or from a number of bytes.

        ``KB`` is 1000 bytes, ``K`` and ``KiB`` are 1024, in either case. Raises ValueError for a text without a unit,
        and for what is no whole number of bytes.
        """
        number, unit = _in_largest_unit(size) if isinstance(size, int) else _parsed(size, cls.__name__)
        return cls(value=number, unit=unit)  # type: ignore[call-arg]

    def __str__(self) -> str:
        """The size in words: ``4 GiB``; ``repr`` where it is no size."""
        try:
            return size_words(self.bytes, _written(self)[1] or "")
        except ValueError:
            return repr(self)


def _written(size: Any) -> tuple[object, str | None]:
    """The number and the unit, as they are in the document."""
    return size.value, size.unit


def same_size(one: SizeElement, other: SizeElement) -> bool:
    """Whether libvirt takes two sizes for the same: ``4 GiB`` and ``4194304 KiB``, however they are written.

    libvirt rounds the memory of a guest up to KiB, so ``1 MB`` and ``977 KiB`` are the same memory.
    """
    return _as_libvirt_reads(one) == _as_libvirt_reads(other)


def _as_libvirt_reads(size: SizeElement) -> int:
    _, _, step = _quantity(type(size))
    return -(-size.bytes // step) * step


def _quantity(cls: type[SizeElement]) -> Quantity:
    quantity = specs_of(cls)["value"].quantity
    assert quantity is not None
    return quantity


def _in_largest_unit(count: int) -> tuple[int, str]:
    """A number of bytes in the largest unit in which it is whole."""
    if isinstance(count, bool) or count < 0:
        raise ValueError(render("size", "negative", count=count))
    text, unit = size_words(count, "").split(" ")
    return int(text), unit


def _parsed(text: str, owner: str) -> tuple[int, str]:
    match = _FORM(text.strip())
    if match is None:
        raise ValueError(render("size", "form", text=text))
    digits, word = match.groups()
    unit = unit_named(word)
    if not word:
        raise ValueError(render("size", "no-unit", text=text, owner=owner))
    if unit is None:
        raise ValueError(render("size", "unknown-unit", text=text, unit=word))
    if "." not in digits:
        return int(digits), unit
    factor = factor_of(unit)
    assert factor is not None
    whole, rest = divmod(Decimal(digits) * factor, 1)
    if rest:
        raise ValueError(render("size", "fraction", text=text))
    number, largest = size_words(int(whole), unit).split(" ")
    return int(number), largest
