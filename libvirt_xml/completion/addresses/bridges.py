"""What libvirt says of PCI bridges and of slots that several devices share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.addresses.pci_places import written_place
from libvirt_xml.completion.devices.controllers import controllers_of
from libvirt_xml.completion.field_paths import get, put
from libvirt_xml.completion.filled_in import named_facts
from libvirt_xml.documents.controller import Controller
from libvirt_xml.documents.domain import Domain


def mark_shared_slots(items: Iterable[Element]) -> None:
    """Function 0 of a slot with several devices has ``multifunction='on'``; virDomainPCIAddressSetAllMulti."""
    slots: dict[tuple[int, int], list[Element]] = defaultdict(list)
    for item in items:
        place = written_place(item)
        if place is not None:
            slots[place[:2]].append(item)
    for sharing in slots.values():
        functions = {item.__dict__["address"].function or 0 for item in sharing}
        for item in sharing if len(functions) > 1 else ():
            address = item.__dict__["address"]
            if not address.function and address.multifunction is None:
                address.multifunction = True


def describe_bridges(domain: Domain) -> None:
    """The emulated device, chassis and port of each bridge; qemuDomainAssignPCIAddresses."""
    bridges = controllers_of(domain, "pci")
    for bridge in bridges:
        name = named_facts("bridges").get(bridge.model or "")
        if name is None:
            continue
        if get(bridge, "model_element.name") is None:
            put(bridge, "model_element.name", name)
        if bridge.model in {"pcie-root-port", "pcie-switch-downstream-port"}:
            _describe_port(bridge)
        elif bridge.model == "pci-bridge" and get(bridge, "target.chassis_nr") is None:
            put(bridge, "target.chassis_nr", bridge.index)
        elif bridge.model in {"pci-expander-bus", "pcie-expander-bus"} and get(bridge, "target.bus_nr") is None:
            put(bridge, "target.bus_nr", _bus_number(bridges))


def _describe_port(bridge: Controller) -> None:
    if get(bridge, "target.chassis") is None:
        put(bridge, "target.chassis", bridge.index)
    place = written_place(bridge)
    if place is not None and get(bridge, "target.port") is None:
        is_downstream = bridge.model == "pcie-switch-downstream-port"
        put(bridge, "target.port", place.slot if is_downstream else (place.slot << 3) + place.function)


def _bus_number(bridges: list[Controller]) -> int:
    """Two below the lowest that is given; qemuDomainAddressFindNewTargetIndex counts down from 256."""
    numbers = [get(bridge, "target.bus_nr") for bridge in bridges]
    return min((number for number in numbers if number is not None), default=256) - 2
