"""What all devices of a guest have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from libvirt_xml.binding.element import Element

if TYPE_CHECKING:
    from lxml import etree

    from libvirt_xml.documents.devices import Address, Alias
    from libvirt_xml.validation.problem import Problem


@runtime_checkable
class Device(Protocol):
    """A device of a guest, of whichever class; ``isinstance(device, Disk)`` tells which.

    ``tag_`` is the name of its element. Of ``Graphics`` alone, ``address`` is a text: that of D-Bus.
    """

    tag_: ClassVar[str]

    @property
    def alias(self) -> Alias | None:
        """The name by which libvirt refers to the device; ``None`` for devices that have none."""

    @property
    def address(self) -> Address | None:
        """Where the device is in the guest; ``None`` for devices that are on no bus."""

    def to_xml(self, *, indent: int | None = 2) -> str:
        """The device as XML text, as ``virsh attach-device`` takes it."""
        ...

    def to_element(self) -> etree._Element:
        """The device as an lxml element."""
        ...

    def walk(self) -> Iterator[tuple[str, Element]]:
        """The device and all below it, each with its path."""
        ...

    def find(self, path: str) -> Any:
        """The object or value at a path, ``None`` where there is none."""

    def validate(self, *, libvirt: str | None = None) -> list[Problem]:
        """The problems of the device."""
        ...


class Unnamed(Element):
    """A device that has no alias in XML."""

    __slots__ = ()

    @property
    def alias(self) -> Alias | None:
        """``None``: libvirt gives this device no name."""
        return None


class Unaddressed(Unnamed):
    """A device that has neither alias nor address in XML."""

    __slots__ = ()

    @property
    def alias(self) -> Alias | None:
        """``None``: libvirt gives this device no name."""
        return None

    @property
    def address(self) -> Address | None:
        """``None``: this device is on no bus."""
        return None
