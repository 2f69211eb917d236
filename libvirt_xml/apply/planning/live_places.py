"""Whether a running guest has a place for a device: libvirt adds neither a bus nor a serial controller to it."""

from __future__ import annotations

from libvirt_xml.apply.planning.live_changes import has_values, live_facts
from libvirt_xml.binding.element import Element
from libvirt_xml.documents import Address, Domain
from libvirt_xml.facts.machines import family_of


def has_place(device: Element, live: Domain) -> bool:
    """Whether a device with the address of its definition can come into a running guest, and leave it."""
    if not _has_needs(device, live):
        return False
    address = device.__dict__.get("address")
    return not isinstance(address, Address) or (_has_holder(address, live) and _is_pluggable(address, live))


def _has_needs(device: Element, live: Domain) -> bool:
    """Whether the guest has the other device that one needs, such as the display of a channel of SPICE."""
    return all(
        any(has_values(other, need["has"]) for other in getattr(live.devices, need["list"]))
        for need in live_facts()["needs"]
        if need["in"] == type(device).__name__ and has_values(device, need["when"])
    )


def _has_holder(address: Address, live: Domain) -> bool:
    """Whether the guest has the controller that an address is on."""
    for holder in live_facts()["holder"]:
        number = address.__dict__.get(holder["field"])
        if address.type == holder["address"] and number is not None:
            indexes = (bus.index for bus in live.devices.controllers if bus.type == holder["controller"])
            return number in indexes
    return True


def _is_pluggable(address: Address, live: Domain) -> bool:
    """Whether the bus of an address takes devices while the guest runs."""
    if live.features is not None and live.features.acpi:
        return True
    machine = live.os.type.machine if live.os is not None and live.os.type is not None else None
    place = (family_of(machine or ""), address.type, address.bus)
    return place not in [(row["machine"], row["address"], row["bus"]) for row in live_facts()["acpi_only"]]
