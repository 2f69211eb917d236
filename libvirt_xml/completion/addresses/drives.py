"""Addresses of disks on their controllers, by the names of the disks.

Source: libvirt, src/conf/domain_conf.c: virDomainDiskDefAssignAddress.
"""

from __future__ import annotations

from libvirt_xml.completion.field_paths import get
from libvirt_xml.completion.filled_in import named_facts
from libvirt_xml.documents.devices import Address
from libvirt_xml.documents.domain import Domain


def assign_drives(domain: Domain) -> None:
    """Give each disk that has none its place on a controller."""
    per_controller, per_bus = named_facts("drives_of_controller"), named_facts("drives_of_bus")
    for disk in domain.devices.disks:
        bus, number = get(disk, "target.bus"), disk_number(get(disk, "target.dev") or "")
        if bus not in per_controller or number is None or disk.__dict__.get("address") is not None:
            continue
        controller, place = divmod(number, per_controller[bus])
        drive_bus, unit = divmod(place, per_bus[bus])
        disk.address = Address(type="drive", controller=controller, bus=drive_bus, target=0, unit=unit)


def disk_number(name: str) -> int | None:
    """The number that a name stands for: ``sda`` 0, ``sdz`` 25, ``sdaa`` 26; a partition's figures do not count."""
    letters = name.rstrip("0123456789")
    for prefix in ("ubd", "xvd", "fd", "hd", "sd", "vd"):
        if letters.startswith(prefix):
            letters = letters.removeprefix(prefix)
            break
    else:
        return None
    number = 0
    for letter in letters[:6]:
        if not "a" <= letter <= "z":
            return None
        number = number * 26 + ord(letter) - ord("a") + 1
    return number - 1 if letters else None
