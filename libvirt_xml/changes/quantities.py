"""Numbers with a unit beside them, and what they come to.

Defaults are those of codegen/overlay/units.toml, which holds the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from libvirt_xml.binding.scalars import parse_integer

_XML_SPACE = " \t\r\n"
_PREFIXES = "kmgtpe"


class Quantity(NamedTuple):
    """The fields of a class that hold numbers, the field of their unit, and the unit that goes without saying.

    ``step`` is what libvirt rounds up to when it reads the number: ``<memory unit='MB'>1</memory>`` is 977 KiB to it,
    and that is what it writes.
    """

    default: str
    step: int = 1
    numbers: tuple[str, ...] = ("value",)
    unit: str = "unit"
    is_time: bool = False

    def amounts(self, own: Mapping[str, Any]) -> list[int | None] | None:
        """The numbers in bytes (a time in seconds), ``None`` for one that is absent.

        ``None`` in all where a number or the unit is none that libvirt would take, or no number is there.
        """
        factor = self._factor(own.get(self.unit))
        values = [_number(own.get(name)) for name in self.numbers]
        if factor is None or "" in values or not any(value is not None for value in values):
            return None
        return [None if value is None else self._rounded(int(value) * factor) for value in values]

    def _factor(self, unit: object) -> int | None:
        if unit is not None and not isinstance(unit, str):
            return None
        name = (unit or "").strip(_XML_SPACE) or self.default
        return _SECONDS.get(name) if self.is_time else factor_of(name)

    def _rounded(self, amount: int) -> int:
        return -(-amount // self.step) * self.step


def factor_of(unit: str) -> int | None:
    """How many bytes a unit is by the rules of libvirt's virScaleInteger, ``None`` for what is no unit there.

    Case does not count; ``k`` and ``KiB`` are 1024, ``KB`` is 1000.
    """
    name = unit.lower()
    if name in ("b", "byte", "bytes"):
        return 1
    power = _PREFIXES.find(name[:1]) + 1
    base = {"": 1024, "ib": 1024, "b": 1000}.get(name[1:])
    return base**power if name and power and base else None


def _number(value: object) -> int | str | None:
    """A whole number, also one that is still text; ``""`` for what is none."""
    if isinstance(value, str):
        value = parse_integer(value, 10)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return ""


_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}

_MEMORY = Quantity("KiB", step=1024)  # virDomainParseMemory keeps whole KiB
_BYTES = Quantity("bytes")
_CACHE_SIZE = Quantity("KiB", numbers=("size",))
_LEASE = Quantity("minutes", numbers=("expiry",), is_time=True)

QUANTITIES: dict[str, Quantity] = {
    # Domains
    "CurrentMemory": _MEMORY,
    "MaxMemory": _MEMORY,
    "Memory": _MEMORY,
    "MemtuneHardLimit": _MEMORY,
    "MemtuneMinGuarantee": _MEMORY,
    "MemtuneSoftLimit": _MEMORY,
    "MemtuneSwapHardLimit": _MEMORY,
    "MemoryBackingHugepagesPage": Quantity("KiB", step=1024, numbers=("size",)),
    "MemorySourceAlignsize": _MEMORY,
    "MemorySourcePagesize": _MEMORY,
    "MemoryTargetBlock": _MEMORY,
    "MemoryTargetCurrent": _MEMORY,
    "MemoryTargetLabelSize": _MEMORY,
    "MemoryTargetRequested": _MEMORY,
    "MemoryTargetSize": _MEMORY,
    "CpuNumaCell": Quantity("KiB", step=1024, numbers=("memory",)),
    "CpuNumaCellCacheLine": _BYTES,
    "CpuNumaCellCacheSize": _MEMORY,  # what it says; libvirt 11.3.0 overlooks the unit there
    "CpuNumaInterconnectsBandwidth": _MEMORY,  # a second
    "CputuneCachetuneCache": _CACHE_SIZE,
    "ControllerPcihole64": _MEMORY,
    "FeaturesHptMaxpagesize": _MEMORY,
    "FeaturesSmmTseg": Quantity("MiB"),
    "FeaturesTcgTbCache": _MEMORY,
    "DiskDriverMetadataCacheMaxSize": _BYTES,
    "DiskMirrorFormatMetadataCacheMaxSize": _BYTES,
    "FilesystemSource": Quantity("KiB", numbers=("usage",), unit="units"),
    "FilesystemSpaceHardLimit": _BYTES,
    "FilesystemSpaceSoftLimit": _BYTES,
    "IommuDriverGranule": Quantity("KiB", numbers=("size",)),
    "PstoreSize": _MEMORY,
    "ShmemSize": _BYTES,
    "SnapshotDiskDriverMetadataCacheMaxSize": _BYTES,
    # Networks
    "NetworkIpDhcpHostLease": _LEASE,
    "NetworkIpDhcpRangeLease": _LEASE,
    # Storage
    "StoragePoolAllocation": _BYTES,
    "StoragePoolAvailable": _BYTES,
    "StoragePoolCapacity": _BYTES,
    "StorageVolumeAllocation": _BYTES,
    "StorageVolumeCapacity": _BYTES,
    "StorageVolumePhysical": _BYTES,
    "StorageVolumeTargetClusterSize": _BYTES,
    # What libvirt reports, always with a unit
    "DomainCapabilitiesFeaturesSgxSection": _CACHE_SIZE,
    "DomainCapabilitiesFeaturesSgxSectionSize": Quantity("KiB"),
    "HostCacheBank": _CACHE_SIZE,
    "HostCacheBankControl": Quantity("KiB", numbers=("granularity", "min")),
    "HostCpuPages": _CACHE_SIZE,
    "HostTopologyCellMemory": Quantity("KiB"),
    "HostTopologyCellPages": _CACHE_SIZE,  # its own number counts pages
}

NO_QUANTITIES: dict[str, str] = {
    "Address": "`unit` is the number of a disk on its bus",
    "HostDeviceAddress": "`unit` is the number of a disk on its bus",
}
"""Classes whose field ``unit`` is something else."""
