"""Checks of disks: their buses, drive addresses, I/O threads and limits."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from libvirt_xml.facts.machines import find_family, verdict
from libvirt_xml.validation.rules.checks.storage.scsi_models import model_of_scsi, models_of_scsi
from libvirt_xml.validation.rules.derived.drive_addresses import drive_address, written_address
from libvirt_xml.validation.rules.derived.iothread_numbers import (
    iothread_numbers,
    mistake_of_queues,
    repeated_of_mapping,
    undefined_of_mapping,
)
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing, whole_number

_MOST_OF_LIMIT = 10**15
_LONGEST_PRODUCT = {"ide": 40, "sata": 40}
_USUAL_LONGEST_PRODUCT = 16
_INSTEAD_OF_IDE = ("sata", "virtio")
_OF_MEDIA = ("cdrom", "floppy")
_INSTEAD_OF_IDE_FOR_MEDIA = ("sata", "scsi")


def ide_machine(thing: Thing, subject: Subject) -> Answer:
    """The first IDE disk, or else controller, on a machine that is known to have no IDE."""
    arch, name = subject.machine["arch"], subject.machine["machine"]
    machine = find_family(name, arch) if name and arch else None
    if machine is None or verdict(machine, "disk", "ide") != "lacks":
        return None
    disk = next((one for one in thing.things("disk") if subject.derived(one, "bus") == "ide"), None)
    is_of_media = disk is not None and disk.value("@device") in _OF_MEDIA
    instead = _INSTEAD_OF_IDE_FOR_MEDIA if is_of_media else _INSTEAD_OF_IDE
    buses = " or ".join(bus for bus in instead if verdict(machine, "disk", bus) == "has")
    if disk is not None:
        what = f"disk '{disk.value('target/@dev') or ''}'"
        return {"thing": disk, "at": "target/@bus", "what": what, "buses": buses}
    controller = thing.things("controller[@type='ide']")[0]
    return {"thing": controller, "at": "@type", "what": "this controller", "buses": buses}


def drive_address_repeated(thing: Thing, subject: Subject) -> Answer:
    """The drive whose address another one on a bus of the same kind has."""
    address, other = (
        drive_address(thing, subject),
        subject.once(_first_drives).get(subject.derived(thing, "drive_place")),
    )
    if address is None or other is None or _is_of_target(thing, other):
        return None
    numbers = {"controller": address.controller, "address_bus": address.bus, "unit": address.unit}
    return {**_pair(thing, other), "target": address.target, **numbers}


def _is_of_target(disk: Thing, other: Thing) -> bool:
    """Whether two disks have the same target, and with it the same address."""
    is_written = disk.has("address") or other.has("address")
    return not is_written and disk.value("target/@dev") == other.value("target/@dev")


def _first_drives(subject: Subject) -> dict[str | None, Thing]:
    """The first drive at each place."""
    first: dict[str | None, Thing] = {}
    for disk in subject.at("devices/disk"):
        first.setdefault(subject.derived(disk, "drive_place"), disk)
    return first


def _pair(disk: Thing, other: Thing) -> dict[str, Any]:
    """Two disks by the names of their targets."""
    return {"thing": disk, "disk": disk.value("target/@dev") or "", "other": other.value("target/@dev") or ""}


def target_of_lsilogic(thing: Thing, subject: Subject) -> Answer:
    """A SCSI drive or host device has a target on a controller of model lsilogic."""
    address = thing.thing("address")
    place = None if address is None else written_address(address)
    return place is not None and model_of_scsi(place.controller, subject) == "lsilogic"


def target_of_usual_lsilogic(thing: Thing, subject: Subject) -> Answer:
    """The same on a controller that is of model lsilogic with older releases of libvirt alone."""
    address = thing.thing("address")
    place = None if address is None else written_address(address)
    if place is None:
        return None
    older, newer = models_of_scsi(place.controller, subject)
    return older == "lsilogic" != newer


def second_controller(thing: Thing, subject: Subject) -> Answer:
    """A disk on the second controller of its kind, as it is written or as its target says."""
    address = drive_address(thing, subject)
    if address is None or not address.controller:
        return None
    return {"controller": address.controller, "at": "address/@controller" if thing.has("address") else "target/@dev"}


def iothread_undefined(thing: Thing, subject: Subject) -> Answer:
    """The I/O thread of a driver is none of the domain."""
    numbers = subject.of_root(iothread_numbers)
    number = thing.number("driver/@iothread")
    return numbers is not None and number is not None and number not in numbers


def mapped_thread_undefined(thing: Thing, subject: Subject) -> Answer:
    """A mapping names a thread that the domain lacks."""
    thread = undefined_of_mapping(thing, subject.of_root(iothread_numbers))
    return None if thread is None else {"thread": thread}


def mapped_thread_repeated(thing: Thing, subject: Subject) -> Answer:
    """A mapping names a thread twice."""
    thread = repeated_of_mapping(thing)
    return None if thread is None else {"thread": thread}


def queue_map(thing: Thing, subject: Subject) -> Answer:
    """A queue has no thread or two, or there is no such queue."""
    what = mistake_of_queues(thing)
    return None if what is None else {"what": what}


def copy_on_read(thing: Thing, subject: Subject) -> Answer:
    """What keeps a disk from copying on read."""
    device = subject.derived(thing, "device")
    if device == "disk":
        return {"what": "a read-only disk"}
    return {"what": {"cdrom": "a CD-ROM drive", "floppy": "a floppy drive"}.get(device or "", f"a {device}")}


def name_of_lun(thing: Thing, subject: Subject) -> Answer:
    """The vendor or product name of a lun."""
    return {"at": "product" if thing.has("product") else "vendor"}


def product_length(thing: Thing, subject: Subject) -> Answer:
    """A product name that is too long for the bus."""
    length = len(thing.value("product") or "")
    most = _LONGEST_PRODUCT.get(subject.derived(thing, "bus") or "", _USUAL_LONGEST_PRODUCT)
    return {"length": length, "most": most} if length > most else None


def source_twice(thing: Thing, subject: Subject) -> Answer:
    """A disk that writes the image of an earlier one."""
    other = subject.once(_first_writers)[thing.value("source/@file") or ""]
    return None if other is thing else {"other": other.value("target/@dev") or ""}


def _first_writers(subject: Subject) -> dict[str, Thing]:
    """The first disk that writes each image."""
    first: dict[str, Thing] = {}
    for disk in subject.at("devices/disk"):
        image = _written_image(disk, subject)
        if image is not None:
            first.setdefault(image, disk)
    return first


def _written_image(disk: Thing, subject: Subject) -> str | None:
    if subject.derived(disk, "device") != "disk" or disk.has("readonly") or disk.has("shareable"):
        return None
    return disk.value("source/@file")


def no_limits(thing: Thing, subject: Subject) -> Answer:
    """A group without a limit on any of its disks; 0 is none."""
    return thing.value("iotune/group_name") not in subject.once(_first_limited)


def _first_limited(subject: Subject) -> dict[str | None, Thing]:
    """The first disk of each group that has limits: those of the group that have none get its limits."""
    first: dict[str | None, Thing] = {}
    for disk in subject.at("devices/disk"):
        if limits_of(disk):
            first.setdefault(disk.value("iotune/group_name"), disk)
    return first


def limits_of(disk: Thing) -> dict[str, int]:
    """The limits of a disk that are not 0, without those that are no numbers."""
    numbers = {one.name: whole_number(one.text) for one in disk.things("iotune/*") if one.name != "group_name"}
    return {name: number for name, number in numbers.items() if number}


def limits_differ(thing: Thing, subject: Subject) -> Answer:
    """Disks whose limits differ from those of the first one of their group that has any."""
    first = subject.once(_first_limited)
    wrong: list[dict[str, Any]] = []
    for disk in thing.things("disk"):
        group, limits = disk.value("iotune/group_name"), limits_of(disk)
        if group is not None and limits and limits != limits_of(first[group]):
            wrong.append({**_pair(disk, first[group]), "at": "iotune", "group": group})
    return wrong


def limit_too_high(thing: Thing, subject: Subject) -> Answer:
    """A limit that QEMU has no room for."""
    for name, number in limits_of(thing).items():
        if number > _MOST_OF_LIMIT:
            return {"limit": name, "at": f"iotune/{name}"}
    return None


def burst_without_average(thing: Thing, subject: Subject) -> Answer:
    """A burst limit whose average is not given."""
    limits = limits_of(thing)
    for burst in limits:
        average = burst.removesuffix("_max")
        if average != burst and average not in limits:
            return {"limit": burst, "base": average, "at": f"iotune/{burst}"}
    return None


def _throttle_groups(subject: Subject) -> set[str]:
    return set(subject.root.values("throttlegroups/throttlegroup/group_name"))


def throttle_group_unknown(thing: Thing, subject: Subject) -> Answer:
    """A filter of a group that the domain lacks."""
    groups = subject.once(_throttle_groups)
    for name in thing.values("throttlefilters/throttlefilter/@group"):
        if name not in groups:
            return {"group": name}
    return None


def filter_repeated(thing: Thing, _: Subject) -> Answer:
    """A filter of a group that an earlier one of the disk names."""
    seen: set[str] = set()
    for one in thing.things("throttlefilter"):
        group = one.attributes.get("group", "")
        if group in seen:
            return {"thing": one, "at": "@group", "group": group}
        seen.add(group)
    return None


_LETTERS = re.compile(r"(?:ioemu:)?(xvd|ubd|fd|hd|sd|vd)([a-z]+)[0-9]*")


def target_beyond_numbers(thing: Thing, _: Subject) -> Answer:
    """The letters of a target stand for a number above 31 bits."""
    match = _LETTERS.fullmatch(thing.value("target/@dev") or "")
    if match is None:
        return None
    number = 0
    for letter in match[2]:
        number = min(number * 26 + ord(letter) - ord("a") + 1, 2**32)
    return {"next": f"{match[1]}b"} if number > 2**31 else None


def two_histograms_of_a_type(thing: Thing, _: Subject) -> Answer:
    """The second histogram of a type, or without one."""
    seen = set[str | None]()
    for histogram in thing.things("latency-histogram"):
        of_type = histogram.attributes.get("type")
        if of_type in seen:
            return {"thing": histogram, "at": "@type"}
        seen.add(of_type)
    return None


def bins_out_of_order(thing: Thing, _: Subject) -> Answer:
    """The first part that does not begin after the one before it."""
    bins = thing.things("bin")
    for before, after in pairwise(bins):
        first, second = before.number("@start"), after.number("@start")
        if first is not None and second is not None and first >= second:
            return {"thing": after, "at": "@start"}
    return None
