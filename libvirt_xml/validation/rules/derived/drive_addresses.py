"""The addresses of drives, as libvirt takes them from the names of targets where none is written."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from libvirt_xml.validation.rules.thing import Thing, whole_number

_NAME = re.compile(r"(?:ioemu:)?(?:fd|hd|sd|vd|xvd|ubd)([a-z]{1,5})[0-9]*")
_UNITS_OF_CONTROLLER = {"fdc": 2, "sata": 6}
_WIDE, _NARROW = 15, 7  # places of a SCSI bus beside the controller: of QEMU, and of other drivers
_UNIT_OF_CONTROLLER = 7


class DriveAddress(NamedTuple):
    """Where a drive is; drives on different buses never meet."""

    controller: int
    bus: int
    target: int
    unit: int


def drive_address(disk: Thing, subject: Any) -> DriveAddress | None:
    """The address of a disk on ide, fdc, scsi or sata: written, or by its target; ``None`` where it is not known."""
    address = disk.thing("address")
    if address is not None:
        return written_address(address)
    target = disk.thing("target")
    index = None if target is None else target_index(target.attributes.get("dev", ""))
    return None if index is None else _of_index(subject.derived(disk, "bus"), index, is_wide=subject.is_for("qemu"))


def drive_place(disk: Thing, subject: Any) -> str | None:
    """The kind of bus and the address of a drive: what two drives cannot have in common."""
    address = drive_address(disk, subject)
    return None if address is None else f"{subject.derived(disk, 'bus')} {' '.join(map(str, address))}"


def written_address(address: Thing) -> DriveAddress | None:
    """The drive address that an element says; what it leaves out is 0."""
    if address.attributes.get("type") != "drive":
        return None
    numbers = [whole_number(address.attributes.get(part, "0")) for part in DriveAddress._fields]
    known = [number for number in numbers if number is not None]
    return DriveAddress(*known) if len(known) == len(numbers) else None


def target_index(name: str) -> int | None:
    """The number that the letters of a target stand for: 0 for sda, 26 for sdaa.

    Source: src/util/virutil.c, virDiskNameParse.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("a") + 1
    return number - 1


def _of_index(bus: str | None, index: int, *, is_wide: bool) -> DriveAddress | None:
    """Source: src/conf/domain_conf.c, virDomainDiskDefAssignAddress."""
    if bus == "ide":
        return DriveAddress(index // 4, index % 4 // 2, 0, index % 2)
    if bus == "scsi":
        places = _WIDE if is_wide else _NARROW
        unit = index % places
        return DriveAddress(index // places, 0, 0, unit + (is_wide and unit >= _UNIT_OF_CONTROLLER))
    if bus in _UNITS_OF_CONTROLLER:
        places = _UNITS_OF_CONTROLLER[bus]
        return DriveAddress(index // places, 0, 0, index % places)
    return None
