"""Objects for one wish that takes several: a network card of a network, a passed-through device, a CPU."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

from libvirt_xml.behaviour.pci_address import PciAddress
from libvirt_xml.binding.element import Element
from libvirt_xml.messages import render

_USB_DIGITS = re.compile(r"(?:0[xX])?([0-9a-fA-F]{1,4})").fullmatch

if TYPE_CHECKING:
    from libvirt_xml.documents import FilesystemSource, InterfaceMac, InterfaceSource

    TpmModel: TypeAlias = Literal["tpm-tis", "tpm-crb", "tpm-spapr", "spapr-tpm-proxy"]
    TpmVersion: TypeAlias = Literal["1.2", "2.0"]


class InterfaceChoices(Element):
    """A network card of a guest."""

    __slots__ = ()

    if TYPE_CHECKING:
        source: InterfaceSource | None
        mac: InterfaceMac | None

    @property
    def mac_address(self) -> str | None:
        """The address of the card; ``None`` where libvirt makes one. It can be set."""
        return None if self.mac is None else self.mac.address

    @mac_address.setter
    def mac_address(self, address: str | None) -> None:
        from libvirt_xml.documents import InterfaceMac

        if address is None or self.mac is None:
            self.mac = None if address is None else InterfaceMac(address=address)
        else:
            self.mac.address = address

    @property
    def source_name(self) -> str | None:
        """What the card is connected to: the name of the network, bridge or device of the host; else ``None``."""
        source = self.source
        return None if source is None else source.network or source.bridge or source.dev or source.name or source.path

    @classmethod
    def for_network(cls, network: str, *, mac: str | None = None, model: str = "virtio") -> Self:
        """A card on a network of libvirt; without ``mac``, libvirt makes an address."""
        return cls(type="network", **_card({"network": network}, mac, model))  # type: ignore[call-arg]

    @classmethod
    def for_bridge(cls, bridge: str, *, mac: str | None = None, model: str = "virtio") -> Self:
        """A card on a bridge of the host; without ``mac``, libvirt makes an address."""
        return cls(type="bridge", **_card({"bridge": bridge}, mac, model))  # type: ignore[call-arg]


def _card(source: dict[str, str], mac: str | None, model: str) -> dict[str, Any]:
    from libvirt_xml.documents import InterfaceMac, InterfaceModel, InterfaceSource

    return {
        "mac": None if mac is None else InterfaceMac(address=mac),
        "source": InterfaceSource(**source),  # type: ignore[arg-type]
        "model": InterfaceModel(type=model),
    }


class HostdevChoices(Element):
    """A device of the host that a guest has."""

    __slots__ = ()

    @classmethod
    def for_pci(cls, address: str | PciAddress, *, managed: bool = True) -> Self:
        """A PCI device of the host, by the address that ``lspci`` prints. Raises ValueError.

        ``managed``: libvirt takes the device from the host's driver when the guest starts, and gives it back.
        """
        from libvirt_xml.documents import HostDeviceAddress, HostdevSource

        source = HostdevSource(address=HostDeviceAddress.parse(address))
        return cls(mode="subsystem", type="pci", managed=managed, source=source)  # type: ignore[call-arg]

    @classmethod
    def for_usb(cls, vendor: int | str, product: int | str | None = None) -> Self:
        """A USB device of the host, by the numbers that ``lsusb`` prints: ``Hostdev.for_usb("046d:c52b")``.

        They can be two numbers too, ``for_usb(0x046d, 0xc52b)``, or two texts. Raises ValueError for others.
        """
        from libvirt_xml.documents import HostDeviceProduct, HostDeviceVendor, HostdevSource

        if product is None:
            vendor, _, product = str(vendor).partition(":")
        parts = {
            "vendor": HostDeviceVendor(id=_usb_number(vendor)),
            "product": HostDeviceProduct(id=_usb_number(product)),
        }
        source = HostdevSource(**parts)  # type: ignore[arg-type]
        return cls(mode="subsystem", type="usb", source=source)  # type: ignore[call-arg]


_SOURCES = {"file": "file", "block": "dev", "template": "name"}


class FilesystemChoices(Element):
    """A folder of the host that a guest can mount."""

    __slots__ = ()

    if TYPE_CHECKING:
        type: Any
        source: FilesystemSource

    @property
    def path(self) -> str | None:
        """What the host gives: the folder, file or device, or the name of a template; ``None`` for memory."""
        source = self.source
        return (source.dir or source.file or source.dev or source.name) if source else None

    @path.setter
    def path(self, path: str | os.PathLike[str]) -> None:
        from libvirt_xml.documents import FilesystemSource

        self.source = self.source or FilesystemSource()
        setattr(self.source, _SOURCES.get(self.type, "dir"), os.fspath(path))

    @classmethod
    def for_folder(cls, path: str | os.PathLike[str], tag: str, *, readonly: bool = False) -> Self:
        """A folder by virtiofs, which the guest mounts by its tag: ``mount -t virtiofs TAG /mnt``.

        virtiofs needs memory that is shared with the host: ``domain.memory_backing`` with an access of ``shared``.
        """
        from libvirt_xml.documents import FilesystemDriver, FilesystemSource, FilesystemTarget

        parts: dict[str, Any] = {
            "driver": FilesystemDriver(type="virtiofs"),
            "source": FilesystemSource(dir=os.fspath(path)),
            "target": FilesystemTarget(dir=tag),
        }
        return cls(type="mount", accessmode="passthrough", readonly=readonly, **parts)  # type: ignore[call-arg]


class CpuChoices(Element):
    """The CPU of a guest."""

    __slots__ = ()

    @classmethod
    def host_passthrough(cls) -> Self:
        """The CPU of the host as it is: fast, and the guest can only move to hosts with the same CPU."""
        return cls(mode="host-passthrough")  # type: ignore[call-arg]

    @classmethod
    def host_model(cls) -> Self:
        """The model nearest to the CPU of the host, which other hosts can have too."""
        return cls(mode="host-model")  # type: ignore[call-arg]

    @classmethod
    def for_model(cls, name: str) -> Self:
        """A model by its name, such as ``EPYC``; the guest does not start where the host lacks something of it."""
        from libvirt_xml.documents import CpuModel

        return cls(mode="custom", match="exact", model=CpuModel(name))  # type: ignore[call-arg]


class ChannelChoices(Element):
    """A private pipe between host and guest."""

    __slots__ = ()

    @classmethod
    def for_guest_agent(cls) -> Self:
        """The channel of the QEMU guest agent."""
        from libvirt_xml.documents import ChannelTarget

        target = ChannelTarget(type="virtio", name="org.qemu.guest_agent.0")
        return cls(type="unix", target=target)  # type: ignore[call-arg]


class TpmChoices(Element):
    """A Trusted Platform Module of a guest."""

    __slots__ = ()

    @classmethod
    def for_emulator(cls, *, model: TpmModel | None = None, version: TpmVersion = "2.0") -> Self:
        """A TPM in software, which the host's ``swtpm`` provides; without ``model``, libvirt chooses the hardware."""
        from libvirt_xml.documents import TpmBackend

        return cls(model=model, backend=TpmBackend(type="emulator", version=version))  # type: ignore[call-arg]


def _usb_number(number: int | str) -> int:
    """The number of a USB vendor or product; a text has its hexadecimal digits."""
    digits = _USB_DIGITS(number) if isinstance(number, str) else None
    if digits is not None:
        return int(digits[1], 16)
    if not isinstance(number, int) or not 0 <= number <= 0xFFFF:
        raise ValueError(render("usb-number", "form", text=str(number)))
    return number
