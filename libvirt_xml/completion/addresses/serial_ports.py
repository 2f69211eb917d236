"""Ports of virtio serial controllers.

Source: libvirt, src/qemu/qemu_domain_address.c: qemuDomainAssignVirtioSerialAddresses.
"""

from __future__ import annotations

from libvirt_xml.completion.controllers import controllers_of
from libvirt_xml.completion.field_paths import get
from libvirt_xml.documents.character import Channel, Console
from libvirt_xml.documents.devices import Address
from libvirt_xml.documents.domain import Domain

_PORTS = 31  # of a controller that says nothing
_FIRST = {"Console": 0, "Channel": 1}  # port 0 is for consoles


def assign_serial_ports(domain: Domain) -> None:
    """Give each virtio console, then each channel, the first free port."""
    controllers = controllers_of(domain, "virtio-serial")
    sizes = {controller.index or 0: controller.ports or _PORTS for controller in controllers}
    taken: dict[int, set[int]] = {index: set() for index in sizes}
    ports: list[Channel | Console] = [*domain.devices.consoles, *domain.devices.channels]
    ports = [port for port in ports if get(port, "target.type") == "virtio"]
    for port in ports:
        number = get(port, "address.port")
        if isinstance(number, int):
            taken.setdefault(get(port, "address.controller") or 0, set()).add(number)
    for port in ports:
        if not get(port, "address.port"):
            _assign(port, taken, sizes)


def _assign(port: Channel | Console, taken: dict[int, set[int]], sizes: dict[int, int]) -> None:
    wanted = get(port, "address.controller")
    for index in sorted(taken) if wanted is None else [wanted]:
        used = taken.setdefault(index, set())
        first = _FIRST[type(port).__name__]
        number = next((at for at in range(first, sizes.get(index, _PORTS)) if at not in used), None)
        if number is not None:
            used.add(number)
            port.address = Address(type="virtio-serial", controller=index, bus=0, port=number)
            return
