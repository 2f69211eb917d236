"""Disks on a bus that the machine does not have, or with the name of another kind of drive."""

from __future__ import annotations

import re
from collections.abc import Callable

from libvirt_xml.editing.xml.xml_edits import XmlEdits
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.facts.driver import disk_names, disk_prefix
from libvirt_xml.fixing.element_order import attributes_before
from libvirt_xml.fixing.guest_devices.disk_targets import all_disks, bus_for, name_of_disk
from libvirt_xml.validation.problem import Problem

_IDE_NAME = re.compile("hd[a-z]+")


def ide_to_sata(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Put all drives of the IDE bus on the SATA bus, and remove the controllers of IDE."""
    moved = [disk for disk in all_disks(edits) if _bus_of(edits, disk) == "ide"]
    _rename(edits, moved, "sata")
    for disk in moved:
        edits.set_attribute(_target_of(disk), "bus", "sata", attributes_before(_target_of(disk), "bus"))
        for address in disk.named("address"):
            edits.remove_element(address)
    for controller in edits.everywhere("controller"):
        if "type" in controller.attributes and edits.value_of(controller, "type") == "ide":
            edits.remove_element(controller)


def name_of_its_kind(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Give a drive a name of its own bus."""
    disk = element.parent
    if disk is not None:
        _rename(edits, [disk], _bus_of(edits, disk) or bus_for(edits, disk))


def _rename(edits: XmlEdits, disks: list[XmlElement], bus: str) -> None:
    taken = {name_of_disk(edits, disk) for disk in all_disks(edits) if disk not in disks}
    free = (name for name in disk_names(disk_prefix(bus)) if name not in taken)
    for disk, name in zip(disks, free, strict=False):
        edits.set_attribute(_target_of(disk), "dev", name)


def _bus_of(edits: XmlEdits, disk: XmlElement) -> str:
    """The bus of a drive, which libvirt takes from its name where none is written."""
    targets = disk.named("target")
    if targets and "bus" in targets[0].attributes:
        return edits.value_of(targets[0], "bus")
    return "ide" if _IDE_NAME.fullmatch(name_of_disk(edits, disk)) and bus_for(edits, disk) != "fdc" else ""


def _target_of(disk: XmlElement) -> XmlElement:
    return disk.named("target")[0]


UNSAFE_BUSES: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    "disk-ide-machine.rule": ide_to_sata,
    "disk-target-prefix.rule": name_of_its_kind,
}
"""The repairs, by the problem that they are for."""
