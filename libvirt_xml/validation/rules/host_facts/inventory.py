"""What exists on a host: what a new object would collide with, and what it may refer to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_FRESH_FOR = timedelta(days=1)


@dataclass(frozen=True)
class KnownNetwork:
    """A network of the host."""

    name: str
    uuid: str
    is_active: bool
    forward: str
    """``nat``, ``bridge``, ...; empty for an isolated one."""
    bridge: str = ""
    portgroups: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownVolume:
    """A volume of a pool."""

    name: str
    path: str
    format: str = ""
    capacity: int = 0


@dataclass(frozen=True)
class KnownPool:
    """A storage pool of the host; the volumes of one that is not active are not known."""

    name: str
    uuid: str
    type: str
    is_active: bool
    path: str = ""
    volumes: tuple[KnownVolume, ...] = ()


@dataclass(frozen=True)
class KnownFilter:
    """A network filter of the host."""

    name: str
    uuid: str


@dataclass(frozen=True)
class KnownSecret:
    """What a secret is for; its value is not read."""

    uuid: str
    type: str
    usage: str


@dataclass(frozen=True)
class KnownDevice:
    """A device of the host."""

    name: str
    type: str
    """``pci``, ``usb_device``, ``net``, ...; empty for the machine itself."""
    address: str = ""
    """Of a PCI device ``0000:00:02.0``; of a USB device ``1:3``, its bus and its number."""
    product: str = ""
    """Of PCI and USB devices vendor and product: ``8086:1572``."""
    interface: str = ""
    """Of a network device its name."""


@dataclass(frozen=True)
class KnownDomain:
    """What a domain of the host takes that others cannot have."""

    name: str
    uuid: str
    is_active: bool
    macs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Files and devices of its disks, and ``pool/volume``."""
    ports: tuple[int, ...] = ()
    """Of graphics, as far as they are fixed."""


@dataclass(frozen=True)
class Inventory:
    """What existed on a host at one time. ``None`` stands for a kind that its libvirt cannot list: not for none."""

    captured: datetime
    libvirt: str
    networks: tuple[KnownNetwork, ...] | None = None
    pools: tuple[KnownPool, ...] | None = None
    filters: tuple[KnownFilter, ...] | None = None
    secrets: tuple[KnownSecret, ...] | None = None
    devices: tuple[KnownDevice, ...] | None = None
    domains: tuple[KnownDomain, ...] | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether it is young enough to call something an error."""
        return now - self.captured <= _FRESH_FOR
