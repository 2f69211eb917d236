"""Ports of virtio serial and USB controllers."""

from __future__ import annotations

from libvirt_xml.completion.controllers import controllers_of
from libvirt_xml.completion.field_paths import get
from libvirt_xml.documents.character import Channel, Console
from libvirt_xml.documents.devices import Address
from libvirt_xml.documents.domain import Domain

_PORTS = 31  # of a virtio serial controller


def assign_serial_ports(domain: Domain) -> None:
    """Ports of virtio consoles and channels; qemuDomainAssignVirtioSerialAddresses."""
    taken: dict[int, set[int]] = {
        controller.index or 0: set() for controller in controllers_of(domain, "virtio-serial")
    }
    sizes = {
        controller.index or 0: controller.ports or _PORTS for controller in controllers_of(domain, "virtio-serial")
    }
    consoles = [console for console in domain.devices.consoles if get(console, "target.type") == "virtio"]
    channels = [channel for channel in domain.devices.channels if get(channel, "target.type") == "virtio"]
    for port in (*consoles, *channels):
        number = get(port, "address.port")
        if isinstance(number, int):
            taken.setdefault(get(port, "address.controller") or 0, set()).add(number)
    port: Channel | Console
    for port, first in [*((console, 0) for console in consoles), *((channel, 1) for channel in channels)]:
        if get(port, "address.port"):
            continue
        wanted = get(port, "address.controller")
        for index in sorted(taken) if wanted is None else [wanted]:
            number = next((at for at in range(first, sizes.get(index, _PORTS)) if at not in taken.get(index, ())), None)
            if number is not None:
                taken[index].add(number)
                port.address = Address(type="virtio-serial", controller=index, bus=0, port=number)
                break
