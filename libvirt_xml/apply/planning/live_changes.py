"""What happens in a running guest at once; ``live_changes.toml`` has what was measured."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from libvirt_xml.apply.merging.equalities import memory_bytes
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.matching import item_places
from libvirt_xml.documents import Devices, Domain

How = Literal["attach", "detach", "update", "title", "description", "memory", "vcpus", "iothreads", "iotune"]
_PLACE = re.compile(r"\[[^\]]*\]")
_DEVICE = re.compile(r"devices\.(\w+)\[([^\]]*)\]")


class LiveRow(NamedTuple):
    """A row of the table."""

    path: str
    kinds: frozenset[str]
    how: str
    unless: Mapping[str, list[str]]
    only: Mapping[str, list[str]]

    def fits(self, path: str, change: Change) -> bool:
        """Whether the row is about a change; one of a device as a whole only if the row is, too."""
        if change.kind not in self.kinds:
            return False
        return path == self.path or (
            not self.path.endswith("[]") and path.startswith((f"{self.path}.", f"{self.path}["))
        )

    def allows(self, device: Element | None) -> bool:
        """Whether a device is of the sort that the row is about."""
        excluded = any(_text(device, path) in words for path, words in self.unless.items())
        return not excluded and has_values(device, self.only)


class DevicePath(NamedTuple):
    """The list and the place of a device in a path, and the path to it."""

    list_name: str
    place: str
    path: str


def device_path(path: str) -> DevicePath | None:
    """The device that a path is about."""
    match = _DEVICE.match(path)
    return None if match is None else DevicePath(match[1], match[2], match[0])


def device_at(domain: Domain, path: DevicePath) -> Element | None:
    """The device of a document at a path."""
    devices = getattr(domain.devices, path.list_name)
    places = item_places(devices, plan_of(Devices).stages[path.list_name])
    return next((device for device, place in zip(devices, places, strict=True) if place == path.place), None)


def disk_path(domain: Element, volume: str, file: str | None) -> str:
    """The path of the disk whose source is a volume, by its name or its file; that of all devices if there is none."""
    assert isinstance(domain, Domain)
    disks = domain.devices.disks
    for disk, place in zip(disks, item_places(disks, plan_of(Devices).stages["disks"]), strict=True):
        source = disk.source
        if source is not None and (source.volume == volume or (file is not None and source.file == file)):
            return f"devices.disks[{place}]"
    return "devices"


class CpuCounts(NamedTuple):
    """How many CPUs a machine has, and how many it can have."""

    plugged: int
    most: int


def cpu_counts(domain: Domain) -> CpuCounts:
    """The CPUs of a document of libvirt."""
    vcpu = domain.vcpu
    most = (vcpu.value if vcpu is not None else None) or 1
    return CpuCounts((vcpu.current if vcpu is not None else None) or most, most)


def is_within_limits(how: How, defined: Domain, live: Domain) -> bool:
    """Whether a running guest can have as many CPUs, or as much memory, as its definition has at the start."""
    if how == "vcpus":
        return cpu_counts(defined).plugged <= cpu_counts(live).most
    return how != "memory" or memory_bytes(defined.current_memory or defined.memory) <= memory_bytes(live.memory)


def how_live(change: Change, device: Element | None) -> How | None:
    """How libvirt changes it in a running guest; ``None`` if it waits for the next start.

    ``device``: the one that the change is about, if any.
    """
    path = _PLACE.sub("[]", change.path)
    row = next((row for row in live_rows() if row.fits(path, change) and row.allows(device)), None)
    if row is None:
        return None
    if row.how == "device":
        return "attach" if change.kind == "added" else "detach"
    return row.how  # type: ignore[return-value]


@cache
def live_rows() -> tuple[LiveRow, ...]:
    """The table."""
    return tuple(_rows(live_facts()["live"]))


@cache
def live_facts() -> Mapping[str, list[dict[str, Any]]]:
    """All tables of the file."""
    return tomllib.loads(files("libvirt_xml.apply.planning").joinpath("live_changes.toml").read_text(encoding="utf-8"))


def _rows(tables: list[dict[str, Any]]) -> Iterator[LiveRow]:
    for table in tables:
        kinds = frozenset(table.get("kinds", ("added", "removed", "changed")))
        yield LiveRow(table["path"], kinds, table["how"], table.get("unless", {}), table.get("only", {}))


def has_values(device: Element | None, values: Mapping[str, list[str]]) -> bool:
    """Whether each of these fields of a device has one of these values."""
    return all(_text(device, path) in words for path, words in values.items())


def _text(device: Any, path: str) -> str | None:
    """The text of a field of a device; the device of a disk is one if nothing is said."""
    for name in path.split("."):
        device = device.__dict__.get(name) if isinstance(device, Element) else None
    return None if device is None else str(device)
