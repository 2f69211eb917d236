"""Finding a device of a guest by what people know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, overload

from libvirt_xml.behaviour.occupied import host_pci, normal_mac
from libvirt_xml.behaviour.pci_address import PciAddress
from libvirt_xml.binding.element import Element
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.behaviour.devices import Device
    from libvirt_xml.documents.devices import Devices
    from libvirt_xml.documents.disk import Disk
    from libvirt_xml.documents.interface import Interface


class DeviceSearch(Element):
    """A guest whose devices can be found."""

    __slots__ = ()

    @overload
    def find_device(self, *, mac: str, target: None = None, alias: str | None = None) -> Interface | None: ...

    @overload
    def find_device(self, *, target: str, mac: None = None, alias: str | None = None) -> Disk | None: ...

    @overload
    def find_device(
        self,
        *,
        alias: str | None = None,
        pci: str | PciAddress | None = None,
        guest_pci: str | PciAddress | None = None,
    ) -> Device | None: ...

    def find_device(
        self,
        *unnamed: object,
        mac: str | None = None,
        target: str | None = None,
        alias: str | None = None,
        pci: str | PciAddress | None = None,
        guest_pci: str | PciAddress | None = None,
    ) -> Any:
        """The first device to which all that is given applies, ``None`` if there is none.

        ``mac`` is that of a network card, ``target`` the ``dev`` of a disk's target (``vda``), ``alias`` a name that
        you or libvirt gave. ``pci`` is the device of the host that is handed over (``0000:3b:00.1``), ``guest_pci``
        the place in the guest. Raises TypeError if nothing is given, ValueError for text that is no address.
        """
        if unnamed:
            raise TypeError(render("device", "find-unnamed", value=unnamed[0]))
        given = {"mac": mac, "target": target, "alias": alias, "pci": pci, "guest_pci": guest_pci}
        asked = {what: _NORMAL[what](value) for what, value in given.items() if value is not None}
        if not asked:
            raise TypeError(render("device", "find-what"))
        devices = cast("Devices", self.devices)  # type: ignore[attr-defined]
        return next((item for item in devices if all(_KNOWN[what](item) == asked[what] for what in asked)), None)


def _pci(place: str | PciAddress) -> PciAddress:
    return PciAddress.parse(str(place))


def _mac(device: Any) -> str | None:
    mac = device.mac.address if device.tag_ == "interface" and device.mac is not None else None
    return normal_mac(mac) if mac else None


def _target(device: Any) -> str | None:
    return device.target.dev if device.tag_ == "disk" and device.target is not None else None


def _alias(device: Any) -> str | None:
    return device.alias.name if device.alias is not None else None


def _guest_pci(device: Any) -> PciAddress | None:
    return PciAddress.of(device.address) if getattr(device.address, "type", None) == "pci" else None


_NORMAL: dict[str, Any] = {"mac": normal_mac, "target": str, "alias": str, "pci": _pci, "guest_pci": _pci}
_KNOWN: dict[str, Any] = {
    "mac": _mac,
    "target": _target,
    "alias": _alias,
    "pci": host_pci,
    "guest_pci": _guest_pci,
}
