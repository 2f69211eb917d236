"""What keeps a change of a device from being made at once, although libvirt makes others like it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from libvirt_xml.apply.planning.host_plan import WAITING, PlannedChange, When
from libvirt_xml.apply.planning.live_changes import device_at, device_path
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.documents import Channel, Controller, Disk, Domain

_LATER: Mapping[When, When] = {"live": "power cycle", "live only": "pending"}


def lacks_place(device: Element | None, live: Domain) -> bool:
    """Whether a running guest has no place for a new device: no PCI bus of that number, no SPICE for its channel."""
    if isinstance(device, Channel) and device.type == "spicevmc":
        return all(graphics.type != "spice" for graphics in live.devices.graphics)
    address: Any = device.__dict__.get("address") if device is not None else None
    if address is None or address.type != "pci" or not isinstance(address.bus, int):
        return False
    return address.bus not in {bridge.index for bridge in live.devices.controllers if bridge.type == "pci"}


def with_kept_controllers(planned: Iterable[PlannedChange], live: Element | None) -> Iterator[PlannedChange]:
    """The changes; a controller stays in a running guest as long as a disk on it does."""
    changes = [*planned]
    waiting = {bus for step in changes if step.when in WAITING and (bus := _bus(step.change, live))}
    for step in changes:
        is_kept = isinstance(step.change.old, Controller) and step.change.old.type in waiting
        yield replace(step, when=_LATER.get(step.when, step.when)) if is_kept else step


def _bus(change: Change, live: Element | None) -> str | None:
    """The bus of the disk of a running guest that a change is about."""
    place = device_path(change.path)
    device = device_at(live, place) if place is not None and isinstance(live, Domain) else None
    return device.target.bus if isinstance(device, Disk) and device.target is not None else None
