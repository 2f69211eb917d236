"""Limits of libvirt's QEMU driver, and since when it does something."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count, product
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Literal

_FILE = Path(__file__).with_name("driver.toml")

Feature = Literal["readonly_virtiofs", "vlan_on_bridge", "spice_gl_with_port", "many_cpus_without_iommu"]
DiskList = Literal["without_media", "with_wwn", "with_threads", "always_writable", "shareable_formats", "native_caches"]


def disk_words(kind: DiskList) -> tuple[str, ...]:
    """The buses, formats or caches of disks for which something holds; ``driver.toml`` says what."""
    return tuple(_data()["disks"][kind])


def disk_prefix(bus: str) -> str:
    """How the names of the disks of a bus begin: ``vd``."""
    return str(_data()["disks"]["prefixes"].get(bus, "sd"))


def disk_names(prefix: str) -> Iterator[str]:
    """The names of disks that begin so, in their order: ``vda`` to ``vdz``, ``vdaa`` and so on."""
    for length in count(1):
        for letters in product(ascii_lowercase, repeat=length):
            yield prefix + "".join(letters)


def most_drives() -> Mapping[str, int]:
    """How many drives the only controller of a bus takes."""
    return _data()["disks"]["most_drives"]  # type: ignore[no-any-return]


def most_rate() -> int:
    """The highest limit of throughput."""
    return int(_data()["disks"]["most_rate"])


def disks_of_scsi() -> int:
    """How many disks libvirt puts on one SCSI controller."""
    return int(_data()["disks"]["disks_of_scsi"])


def most_heads(model: str) -> int:
    """How many screens a video model has at most."""
    return int(_data()["video"]["most_heads"]) if model in _data()["video"]["with_heads"] else 1


def needs_parameters(virtualport: str) -> bool:
    """Whether a virtual port needs more than its type."""
    return virtualport in _data()["nics"]["virtualports_with_parameters"]


def most_tag_bytes(driver: str) -> int | None:
    """How long the mount tag of a share may be."""
    limit = _data()["shares"]["most_tag_bytes"].get(driver)
    return limit if isinstance(limit, int) else None


def most_queue() -> int:
    """The longest queue of a virtiofs share."""
    return int(_data()["shares"]["most_queue"])


def most_bytes(of: Literal["size", "rng"]) -> int:
    """The largest size that libvirt reads."""
    return int(_data()[of]["most_bytes"])


def since(feature: Feature) -> str:
    """The first version of libvirt with a feature."""
    return str(_data()["since"][feature])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
