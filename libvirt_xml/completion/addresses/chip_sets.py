"""The slots that a chip set has for devices of its own.

Sources: libvirt, src/qemu/qemu_domain_address.c: qemuDomainValidateDevicePCISlotsPIIX3 and -Q35.
"""

from __future__ import annotations

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.addresses.pci_buses import Buses, PciPlace
from libvirt_xml.completion.addresses.pci_places import PciPlaces, is_wanted
from libvirt_xml.completion.field_paths import get
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.documents.domain import Domain


def reserve_fixed_slots(domain: Domain, machine: GuestMachine, buses: Buses, places: PciPlaces) -> None:
    """Give the devices of the chip set their slots, and take those of parts that no document names."""
    if machine.family == "q35":
        _reserve_q35(domain, buses, places)
    elif machine.family == "pc":
        _reserve_piix3(domain, buses, places)


def _reserve_piix3(domain: Domain, buses: Buses, places: PciPlaces) -> None:
    for controller in domain.devices.controllers:
        if controller.type == "ide" and controller.index == 0:
            _fix(controller, PciPlace(0, 1, 1), buses, places)
        elif controller.type == "usb" and controller.index == 0 and controller.model in {None, "piix3-uhci"}:
            _fix(controller, PciPlace(0, 1, 2), buses, places)
    for function in range(8):
        place = PciPlace(0, 1, function)
        if not buses.is_taken(place):
            buses.reserve(place)
    _reserve_display(domain, 2, buses, places)


def _reserve_q35(domain: Domain, buses: Buses, places: PciPlaces) -> None:
    for controller in domain.devices.controllers:
        if controller.type == "sata" and controller.index == 0:
            _fix(controller, PciPlace(0, 0x1F, 2), buses, places)
        elif controller.model == "ich9-uhci1":
            slot = next((slot for slot in (0x1D, 0x1A) if not buses.slot_is_taken(slot)), None)
            if slot is not None:
                _fix(controller, PciPlace(0, slot, 0), buses, places)
        elif controller.model == "dmi-to-pci-bridge" and not buses.slot_is_taken(0x1E):
            _fix(controller, PciPlace(0, 0x1E, 0), buses, places)
    for place in (PciPlace(0, 0x1F, 0), PciPlace(0, 0x1F, 3)):
        if not buses.is_taken(place):
            buses.reserve(place)
    _reserve_display(domain, 1, buses, places)
    for sound in domain.devices.sounds:
        if sound.model == "ich9" and is_wanted(sound) and not buses.slot_is_taken(0x1B):
            _fix(sound, PciPlace(0, 0x1B, 0), buses, places)
            break


def _reserve_display(domain: Domain, slot: int, buses: Buses, places: PciPlaces) -> None:
    """The first display goes to a slot of its own, unless something else is there."""
    video = next(iter(domain.devices.videos), None)
    if video is not None and get(video, "model.type") not in {"none", "ramfb"} and not buses.slot_is_taken(slot):
        _fix(video, PciPlace(0, slot, 0), buses, places)


def _fix(item: Element, place: PciPlace, buses: Buses, places: PciPlaces) -> None:
    if is_wanted(item) and places.of(item) is None and not buses.is_taken(place):
        buses.reserve(place)
        places.give(item, place)
