"""Addresses on the channel subsystem of s390x.

Source: libvirt, src/qemu/qemu_domain_address.c: qemuDomainAssignS390Addresses; the order is that of
virDomainDeviceInfoIterate.
"""

from __future__ import annotations

from typing import Any

from libvirt_xml.completion.device_slots import slots_of
from libvirt_xml.completion.field_paths import get, items_at
from libvirt_xml.completion.filled_in import channel_rows
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.completion.when import holds
from libvirt_xml.documents.devices import Address
from libvirt_xml.documents.domain import Domain

_VIRTIO = 0xFE  # the channel subsystem of virtual devices
_MOST = 0xFFFF


def assign_channel_devices(domain: Domain, machine: GuestMachine) -> None:
    """Give each device that has no address the first free number."""
    if machine.family != "s390":
        return
    devices: list[Any] = [
        item for row in channel_rows() for item in items_at(domain, row.of) if holds(row.when, item, domain, machine)
    ]
    taken = {get(item, "address.devno") for item in slots_of(domain).values()}
    number = 0
    for item in devices:
        if item.__dict__.get("address") is None or (item.address.type == "ccw" and item.address.devno is None):
            number = next(at for at in range(number, _MOST) if at not in taken)
            taken.add(number)
            item.address = Address(type="ccw", cssid=_VIRTIO, ssid=0, devno=number)
