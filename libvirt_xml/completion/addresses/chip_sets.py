"""The slots that a chip set has for devices of its own.

Sources: libvirt, src/qemu/qemu_domain_address.c: qemuDomainValidateDevicePCISlotsPIIX3 and -Q35.
"""

from __future__ import annotations

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.addresses.pci_buses import Buses, PciPlace
from libvirt_xml.completion.addresses.pci_places import PciPlaces, is_wanted
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.documents.domain import Domain


def reserve_fixed_slots(
    domain: Domain, machine: GuestMachine, buses: Buses, places: PciPlaces, video_lane: str | None
) -> None:
    """Give the devices of the chip set their slots, and take those of parts that no document names.

    ``video_lane`` is that of the first display, if it takes a slot.
    """
    if machine.family == "q35":
        _reserve_q35(domain, buses, places, video_lane)
    elif machine.family == "pc":
        _reserve_piix3(domain, buses, places, video_lane)


def _reserve_piix3(domain: Domain, buses: Buses, places: PciPlaces, video_lane: str | None) -> None:
    for controller in domain.devices.controllers:
        if controller.type == "ide" and controller.index == 0:
            _fix(controller, PciPlace(0, 1, 1), buses, places)
        elif controller.type == "usb" and controller.index == 0 and controller.model in {None, "piix3-uhci"}:
            _fix(controller, PciPlace(0, 1, 2), buses, places)
    for function in range(8):
        place = PciPlace(0, 1, function)
        if not buses.is_taken(place):
            buses.reserve(place)
    _reserve_display(domain, 2, buses, places, video_lane)


def _reserve_q35(domain: Domain, buses: Buses, places: PciPlaces, video_lane: str | None) -> None:
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
    _reserve_display(domain, 1, buses, places, video_lane)
    for sound in domain.devices.sounds:
        if sound.model == "ich9" and is_wanted(sound) and not buses.slot_is_taken(0x1B):
            _fix(sound, PciPlace(0, 0x1B, 0), buses, places)
            break


def _reserve_display(domain: Domain, slot: int, buses: Buses, places: PciPlaces, video_lane: str | None) -> None:
    """The first display goes to a slot of its own; if something else is there, to the first that is free."""
    video = next(iter(domain.devices.videos), None)
    if video is None or video_lane is None or not is_wanted(video):
        return
    if buses.slot_is_taken(slot):
        places.give(video, buses.next(video_lane))
    else:
        _fix(video, PciPlace(0, slot, 0), buses, places)


def _fix(item: Element, place: PciPlace, buses: Buses, places: PciPlaces) -> None:
    if is_wanted(item) and places.of(item) is None and not buses.is_taken(place):
        buses.reserve(place)
        places.give(item, place)
