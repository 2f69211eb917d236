"""Addresses of disks on their controllers, by the names of the disks.

Source: libvirt, src/conf/domain_conf.c: virDomainDiskDefAssignAddress.
"""

from __future__ import annotations

from libvirt_xml.completion.devices.disk_names import disk_number
from libvirt_xml.completion.field_paths import get
from libvirt_xml.completion.filled_in import named_facts
from libvirt_xml.documents.devices import Address
from libvirt_xml.documents.domain import Domain


def assign_drives(domain: Domain) -> None:
    """Give each disk that has none its place on a controller."""
    per_controller, per_bus = named_facts("drives_of_controller"), named_facts("drives_of_bus")
    for disk in domain.devices.disks:
        bus, number = get(disk, "target.bus"), disk_number(get(disk, "target.dev") or "")
        address = disk.__dict__.get("address")
        if bus not in per_controller:
            continue
        if address is not None and address.type == "drive":
            fill_drive(address)
        if number is None or address is not None:
            continue
        controller, place = divmod(number, per_controller[bus])
        drive_bus, unit = divmod(place, per_bus[bus])
        disk.address = Address(type="drive", controller=controller, bus=drive_bus, target=0, unit=unit)


def assign_host_drives(domain: Domain) -> None:
    """Give each SCSI device of the host the first free place; virDomainHostdevAssignAddress."""
    size = named_facts("drives_of_controller")["scsi"]
    disks = domain.devices.__dict__.get("disks", ())
    taken = {_place(disk.address) for disk in disks if get(disk, "target.bus") == "scsi"}
    hosts = [host for host in domain.devices.__dict__.get("hostdevs", ()) if host.type == "scsi"]
    taken |= {_place(host.address) for host in hosts}
    for host in hosts:
        if host.__dict__.get("address") is None:
            number = next(at for at in range(len(taken) + 1) if (at // size, at % size) not in taken)
            host.address = Address(type="drive", controller=number // size, bus=0, target=0, unit=number % size)
            taken.add(_place(host.address))


def fill_drive(address: Address) -> None:
    """What an address of a drive leaves out is 0."""
    for name in ("controller", "bus", "target", "unit"):
        if getattr(address, name) is None:
            setattr(address, name, 0)


def _place(address: Address | None) -> tuple[int, int] | None:
    return None if address is None else (address.controller or 0, address.unit or 0)
