"""What a ``vm`` fills in for its devices, and so changes when one comes or goes."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from libvirt_xml.binding.element import Element
from libvirt_xml.changes.compare import changed_fields, same
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.matching import item_places
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


def with_first_numbers(domain: Domain) -> Domain:
    """The domain with the numbers of its boot order from 1: the first may have gone."""
    if domain.devices is None:
        return domain
    numbers = _boot_numbers(domain.devices)
    places = sorted(numbers, key=numbers.__getitem__)
    numbered = copy.copy(domain)
    numbered.devices = _with_numbers(domain.devices, {place: at for at, place in enumerate(places, 1)})
    return numbered


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
    numbers, olds, others = _boot_numbers(asked), _boot_numbers(old), _boot_numbers(meaning)
    if numbers == others or numbers.keys() != others.keys() or not numbers.items() <= olds.items():
        return asked
    if sorted(numbers, key=numbers.__getitem__) != sorted(others, key=others.__getitem__):
        return asked
    return _with_numbers(asked, others)


def _with_numbers(devices: Devices, numbers: dict[tuple[str, str], int]) -> Devices:
    expected = copy.copy(devices)
    for name in _BOOTED:
        items = [_renumbered(item, numbers.get((name, place))) for place, item in _places(devices, name)]
        setattr(expected, name, items)
    return expected


def _boot_numbers(devices: Devices) -> dict[tuple[str, str], int]:
    """The numbers of devices in the boot order, by list and what names them there."""
    return {
        (name, place): item.boot.order
        for name in _BOOTED
        for place, item in _places(devices, name)
        if item.boot is not None
    }


def _places(devices: Devices, name: str) -> list[tuple[str, Any]]:
    items = getattr(devices, name)
    return list(zip(item_places(items, plan_of(Devices).stages.get(name, ())), items, strict=True))


def _renumbered(item: Any, number: int | None) -> Any:
    """A device with another number in the boot order."""
    if item.boot is None or number is None or item.boot.order == number:
        return item
    renumbered = copy.copy(item)
    renumbered.boot = copy.copy(item.boot)
    renumbered.boot.order = number
    return renumbered


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
