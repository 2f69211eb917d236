"""Ports of virtio serial controllers.

Source: libvirt, src/qemu/qemu_domain_address.c: qemuDomainAssignVirtioSerialAddresses.
"""

from __future__ import annotations

from libvirt_xml.completion.devices.controllers import controllers_of, ensure_controller
from libvirt_xml.completion.field_paths import get
from libvirt_xml.documents.character import Channel, Console
from libvirt_xml.documents.devices import Address
from libvirt_xml.documents.domain import Domain

_PORTS = 31  # of a controller that says nothing


def assign_serial_ports(domain: Domain) -> None:
    """Give each virtio channel the first free port, on a new controller if all are full; port 0 is for consoles."""
    controllers = controllers_of(domain, "virtio-serial")
    sizes = {controller.index or 0: controller.ports or _PORTS for controller in controllers}
    taken: dict[int, set[int]] = {index: set() for index in sizes}
    ports: list[Channel | Console] = [*domain.devices.consoles, *domain.devices.channels]
    ports = [port for port in ports if get(port, "target.type") == "virtio"]
    for port in ports:
        number = get(port, "address.port")
        if isinstance(number, int):
            taken.setdefault(get(port, "address.controller") or 0, set()).add(number)
    for port in (port for port in ports if isinstance(port, Channel)):
        if not get(port, "address.port"):
            _assign(port, domain, taken, sizes)


def _assign(port: Channel, domain: Domain, taken: dict[int, set[int]], sizes: dict[int, int]) -> None:
    wanted = get(port, "address.controller")
    for index in [*sorted(taken), max(taken, default=-1) + 1] if wanted is None else [wanted]:
        used = taken.setdefault(index, set())
        number = next((at for at in range(1, sizes.get(index, _PORTS)) if at not in used), None)
        if number is not None:
            ensure_controller(domain, "virtio-serial", index)
            used.add(number)
            port.address = Address(type="virtio-serial", controller=index, bus=0, port=number)
            return


def assign_smartcards(domain: Domain) -> None:
    """Give each smart card the first free slot of the first reader."""
    cards = domain.devices.__dict__.get("smartcards") or []
    taken = {get(card, "address.slot") for card in cards}
    for card in cards:
        if card.address is None:
            slot = next(at for at in range(len(taken) + 1) if at not in taken)
            taken.add(slot)
            card.address = Address(type="ccid", controller=0, slot=slot)
