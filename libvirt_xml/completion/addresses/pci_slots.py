"""Addresses of PCI: bridges and root ports that are missing, and the slot of each device.

Source: libvirt, src/qemu/qemu_domain_address.c: qemuDomainAssignPCIAddresses. libvirt goes through the devices twice:
first to learn how many buses it takes, then to give out the slots.
"""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.addresses.bridges import describe_bridges, mark_shared_slots
from libvirt_xml.completion.addresses.chip_sets import reserve_fixed_slots
from libvirt_xml.completion.addresses.pci_buses import Buses
from libvirt_xml.completion.addresses.pci_places import PciPlaces, is_wanted, write_place
from libvirt_xml.completion.device_slots import slots_of
from libvirt_xml.completion.devices.controllers import add_controller, controllers_of
from libvirt_xml.completion.field_paths import items_at
from libvirt_xml.completion.filled_in import SlotRow, slot_rows
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.completion.when import holds
from libvirt_xml.documents.controller import Controller
from libvirt_xml.documents.domain import Domain

_USB2 = {"ich9-ehci1": 7, "ich9-uhci1": 0, "ich9-uhci2": 1, "ich9-uhci3": 2}
_Lanes = list[tuple[Element, str]]  # devices and the sort of slot that they take
_ROOTS = {"pci-root", "pcie-root"}


def assign_pci(domain: Domain, machine: GuestMachine) -> None:
    """Add the buses that are missing and give each device its slot. Raises NoPlaceError."""
    devices = list(_in_order(domain, machine))
    models = _models(domain)
    if not models or not machine.root:
        return
    buses, places = _with_given(domain, machine, devices, may_grow=True)
    _assign(domain, machine, devices, buses, places)
    if machine.root == "pci-root":
        if not all(bus.is_full() for bus in buses.buses):
            buses.next("pci")
    elif max(models) == 0 and len(buses.buses) > 1:
        buses.next("pcie")  # one root port is kept free, for a device that is plugged in later
    _add_buses(domain, buses)
    buses, places = _with_given(domain, machine, devices, may_grow=False)
    _assign(domain, machine, devices, buses, places)
    for item, place in places.assigned():
        write_place(item, place)
    mark_shared_slots([*domain.devices.controllers, *(item for item, _ in devices)])
    describe_bridges(domain)


def _models(domain: Domain) -> dict[int, str]:
    return {bus.index or 0: bus.model or "" for bus in controllers_of(domain, "pci")}


def _in_order(domain: Domain, machine: GuestMachine) -> Iterator[tuple[Element, str]]:
    """The devices other than buses that take a slot, in the order in which libvirt gives them out, and their lanes."""
    for row in slot_rows():
        for item in items_at(domain, row.of):
            lane = _lane(item, row, domain, machine)
            if lane:
                yield item, lane


def _lane(item: Element, row: SlotRow, domain: Domain, machine: GuestMachine) -> str:
    lane = next((lane for condition, lane in row.lanes if holds(condition, item, domain, machine)), "")
    return "pci" if lane and machine.root == "pci-root" else lane


def _with_given(domain: Domain, machine: GuestMachine, devices: _Lanes, *, may_grow: bool) -> tuple[Buses, PciPlaces]:
    """The buses, with the places taken that the document gives and those that the chip set has."""
    buses, places = Buses(_models(domain), machine.root, may_grow=may_grow), PciPlaces()
    lanes = {id(item): lane for item, lane in devices}
    lanes |= {id(bus): bus.model or "" for bus in controllers_of(domain, "pci")}
    for (name, _), item in slots_of(domain).items():
        place = places.of(item)
        if place is not None and name != "consoles":  # the first has the address of the first serial port
            write_place(item, buses.reserve(place, lanes.get(id(item), "")))
    video = next(iter(domain.devices.videos), None)
    reserve_fixed_slots(domain, machine, buses, places, lanes.get(id(video)))
    return buses, places


def _assign(domain: Domain, machine: GuestMachine, devices: _Lanes, buses: Buses, places: PciPlaces) -> None:
    """Give a place to each device that wants one: the buses first."""
    for bus in controllers_of(domain, "pci"):
        if bus.model not in _ROOTS and is_wanted(bus) and places.of(bus) is None:
            places.give(bus, buses.next(bus.model or ""))
    for item, lane in devices:
        if not is_wanted(item) or places.of(item) is not None:
            continue
        function = _USB2.get(item.model or "") if isinstance(item, Controller) else None
        if function is None:
            places.give(item, buses.next(lane))
        else:
            _assign_usb2(item, function, lane, devices, buses, places)


def _assign_usb2(item: Element, function: int, lane: str, devices: _Lanes, buses: Buses, places: PciPlaces) -> None:
    """The parts of a USB 2 controller share one slot."""
    assert isinstance(item, Controller)
    for other, _ in devices:
        if isinstance(other, Controller) and other.model in _USB2 and other.index == item.index:
            place = places.of(other)
            if place is not None:
                buses.reserve(place._replace(function=function), lane)
                places.give(item, place._replace(function=function))
                return
    places.give(item, buses.next(lane, function))


def _add_buses(domain: Domain, buses: Buses) -> None:
    """Add a controller for each bus that has none; the bus needs a slot itself, and so maybe another bus."""
    known = set(_models(domain))
    index = 1
    while index < len(buses.buses):
        if index not in known:
            bus = add_controller(domain, "pci", index, buses.buses[index].model)
            buses.next(bus.model or "")
        index += 1
