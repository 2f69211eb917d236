"""What a ``vm`` fills in for its devices, and so changes when one comes or goes."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from libvirt_xml.binding.element import Element
from libvirt_xml.changes.compare import changed_fields, same
from libvirt_xml.changes.matching import counterpart
from libvirt_xml.documents.devices import Devices
from libvirt_xml.documents.disk import Disk
from libvirt_xml.documents.domain import Domain
from libvirt_xml.yaml_forms.vm.topics.cloud_init.cloud_init import LABEL

_E = TypeVar("_E", bound=Element)
_SEED = f"ua-disk-{LABEL}"
_BOOTED = ("disks", "interfaces", "hostdevs", "redirdevs")


def with_following(asked: Domain, old: Domain, meaning: Domain) -> Domain:
    """The asked domain with what another one fills in for its devices, where nobody asked for something else.

    These are the ports and other controllers, the memory that the guest shares with a daemon of the host, the numbers
    of the boot order, whose sequence stays, and the file with the data of cloud-init.
    """
    expected = _following(asked, old, meaning, "memory_backing")
    if asked.devices is None or old.devices is None or meaning.devices is None:
        return expected
    devices = _following(asked.devices, old.devices, meaning.devices, "controllers")
    devices = _numbered_alike(devices, old.devices, meaning.devices)
    devices = _seeded_alike(devices, old.devices, meaning.devices)
    if devices is not asked.devices:
        expected = copy.copy(expected) if expected is asked else expected
        expected.devices = devices
    return expected


def _following(asked: _E, old: _E, meaning: _E, name: str) -> _E:
    """The element with the field of another, if it has that of the old one."""
    if name in changed_fields(old, asked) or name not in changed_fields(asked, meaning):
        return asked
    expected = copy.copy(asked)
    if name in meaning.__dict__:
        setattr(expected, name, meaning.__dict__[name])
    else:
        delattr(expected, name)
    return expected


def _numbered_alike(asked: Devices, old: Devices, meaning: Devices) -> Devices:
    """The devices with the numbers of others that are booted in the same order, if they have their old numbers."""
    numbers: list[tuple[int, int]] = []
    lists: dict[str, list[Any]] = {}
    for name in _BOOTED:
        lists[name] = [
            _numbered(item, getattr(old, name), getattr(meaning, name), numbers) for item in getattr(asked, name)
        ]
    numbers.sort()
    others = [other for _, other in numbers]
    if others != sorted(others) or all(number == other for number, other in numbers):
        return asked
    expected = copy.copy(asked)
    for name, items in lists.items():
        setattr(expected, name, items)
    return expected


def _seeded_alike(asked: Devices, old: Devices, meaning: Devices) -> Devices:
    """The devices with the drive of cloud-init as others have it, if it is the old one."""
    drives = [_seed_of(devices) for devices in (asked, old, meaning)]
    if any(drive is None for drive in drives) or not same(drives[0], drives[1]):  # type: ignore[arg-type]
        return asked
    expected = copy.copy(asked)
    expected.disks = [drives[2] if disk is drives[0] else disk for disk in asked.disks]  # type: ignore[misc]
    return expected


def _seed_of(devices: Devices) -> Disk | None:
    return next((disk for disk in devices.disks if disk.alias is not None and disk.alias.name == _SEED), None)


def _numbered(item: Any, olds: list[Any], others: list[Any], numbers: list[tuple[int, int]]) -> Any:
    """A device with the number of another that is the same one, if its number is its old one; both are noted."""
    if item.boot is None:
        return item
    old, other = counterpart(item, olds), counterpart(item, others)
    is_old = old is not None and old.boot is not None and old.boot.order == item.boot.order
    number = other.boot.order if is_old and other is not None and other.boot is not None else item.boot.order
    numbers.append((item.boot.order, number))
    if number == item.boot.order:
        return item
    renumbered = copy.copy(item)
    renumbered.boot = copy.copy(item.boot)
    renumbered.boot.order = number
    return renumbered
