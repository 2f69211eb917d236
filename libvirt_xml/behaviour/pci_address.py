"""PCI addresses as people write them: ``0000:3b:00.1``."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, Self

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.messages import render

_FORM = re.compile(r"(?:([0-9a-f]{1,8}):)?([0-9a-f]{1,2}):([01]?[0-9a-f])\.([0-7])", re.ASCII | re.IGNORECASE).fullmatch


class PciAddress(NamedTuple):
    """A place on the PCI buses of a host or a guest.

    >>> PciAddress.parse("3b:00.1")
    PciAddress(domain=0, bus=59, slot=0, function=1)
    >>> str(PciAddress(0, 0x3B, 0, 1))
    '0000:3b:00.1'
    """

    domain: int
    bus: int
    slot: int
    function: int

    @classmethod
    def parse(cls, text: str) -> PciAddress:
        """An address as ``lspci`` prints it, with or without the domain. Raises ValueError."""
        match = _FORM(text.strip()) if isinstance(text, str) else None
        if match is None:
            raise ValueError(render("pci-address", "form", text=text))
        domain, bus, slot, function = (int(digits or "0", 16) for digits in match.groups())
        return cls(domain, bus, slot, function)

    @classmethod
    def of(cls, address: object) -> PciAddress | None:
        """The place that an object with ``bus``, ``slot`` and ``function`` says; ``None`` where one is missing."""
        numbers = [getattr(address, name, None) for name in cls._fields]
        domain, *others = numbers
        if not all(isinstance(number, int) for number in others):
            return None
        bus, slot, function = map(int, others)  # type: ignore[arg-type]
        return cls(int(domain) if isinstance(domain, int) else 0, bus, slot, function)

    def __str__(self) -> str:
        return f"{self.domain:04x}:{self.bus:02x}:{self.slot:02x}.{self.function:x}"


class PciNotation(Element):
    """An address that may be one of PCI."""

    __slots__ = ()

    @property
    def pci(self) -> PciAddress | None:
        """The place on the PCI buses; ``None`` for an address of another kind."""
        return PciAddress.of(self)

    @classmethod
    def parse(cls, text: str | PciAddress) -> Self:
        """A PCI address as ``lspci`` prints it: ``0000:3b:00.1``. Raises ValueError."""
        numbers: dict[str, Any] = PciAddress.parse(str(text))._asdict()
        spec = specs_of(cls).get("type")
        if spec is not None and spec.is_required:
            numbers["type"] = "pci"
        return cls(**numbers)

    def __str__(self) -> str:
        """A PCI address as ``lspci`` prints it; any other as ``repr`` shows it."""
        pci = self.pci
        return repr(self) if pci is None else str(pci)
