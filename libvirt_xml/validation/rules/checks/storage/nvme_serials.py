"""The serial numbers of NVMe controllers, which libvirt takes from disks too.

Asked of libvirt 12.8.0: it adds the controllers up to the greatest number of a disk.
"""

from __future__ import annotations

import re

from libvirt_xml.validation.rules.derived.controller_ports import controllers_by_number
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing import Thing

_NVME_TARGET = re.compile(r"nvme([0-9]+)n[0-9]+")


def nvme_controller(disk: Thing) -> int | None:
    """The number of the controller of a disk: by its address, or by its target; other names are on controller 0."""
    if disk.has("address"):
        return disk.number("address[@type='drive']/@controller")
    match = _NVME_TARGET.fullmatch(disk.value("target/@dev") or "")
    return 0 if match is None else int(match[1])


def written_nvme_controllers(subject: Subject) -> dict[int, Thing]:
    """The NVMe controllers of the document by their numbers."""
    devices = subject.root.thing("devices")
    return {} if devices is None else controllers_by_number(devices, "nvme")


def nvme_serials(subject: Subject) -> dict[int | None, str]:
    """The serial numbers of NVMe controllers: their own, or that of the first of their disks that has one."""
    serials: dict[int | None, str] = {}
    for number, controller in subject.once(written_nvme_controllers).items():
        if controller.has("serial"):
            serials[number] = controller.value("serial") or ""
    for disk in _nvme_disks(subject):
        if disk.has("serial"):
            serials.setdefault(nvme_controller(disk), disk.value("serial") or "")
    return serials


def disk_without_serial(subject: Subject) -> tuple[Thing, int] | None:
    """The first disk for which libvirt adds a controller without a serial number, with the controller's number."""
    known = subject.once(nvme_serials).keys() | subject.once(written_nvme_controllers).keys()
    for disk in _nvme_disks(subject):
        last = nvme_controller(disk)
        lacking = [] if last is None else [number for number in range(min(last, len(known)) + 1) if number not in known]
        if lacking:
            return disk, lacking[0]
    return None


def _nvme_disks(subject: Subject) -> list[Thing]:
    return [disk for disk in subject.at("devices/disk") if subject.derived(disk, "bus") == "nvme"]
