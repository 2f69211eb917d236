"""Names for disks that have none, or one that another disk has: the next that is free."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from libvirt_xml.editing.xml.xml_edits import XmlEdits, tag_writer
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.facts.driver import disk_names, disk_prefix
from libvirt_xml.fixing.element_order import attributes_before, element_before, is_astray
from libvirt_xml.validation.problem import Problem

_BUSES = {"disk": "virtio", "cdrom": "sata", "floppy": "fdc"}
_PREFIX = re.compile("(fd|hd|sd|vd|xvd|ubd)[a-z]+")


def add_target(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the element that says which disk of the guest it is."""
    bus = _BUSES.get(_kind_of(edits, element))
    if problem.parameters["names"] == ("target",) and element.name == "disk" and bus is not None:
        target = {"dev": _new_names(edits)[element], "bus": bus}
        edits.insert_element(element, element_before(element, "target"), tag_writer("target", target))


def add_name(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the name of a disk of which the bus is known."""
    disk = element.parent
    if (
        problem.parameters["attribute"] == "dev"
        and element.name == "target"
        and disk is not None
        and not is_astray(element, "dev")
    ):
        name = _new_names(edits).get(disk)
        if name is not None:
            edits.set_attribute(element, "dev", name, attributes_before(element, "dev"))


def rename_target(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Give a disk another name that has that of an earlier one, unless both are the same image."""
    disk = element.parent
    name = None if disk is None else _new_names(edits).get(disk)
    if disk is None or name is None:
        return
    same = [
        other
        for other in all_disks(edits)
        if name_of_disk(edits, other) == name_of_disk(edits, disk) and other is not disk
    ]
    if not any(_source_of(edits, other) == _source_of(edits, disk) for other in same):
        edits.set_attribute(element, "dev", name)


def _new_names(edits: XmlEdits) -> dict[XmlElement, str]:
    """The names of the disks that need another one, in their order."""
    disks = [*all_disks(edits)]
    taken = {name for disk in disks if (name := name_of_disk(edits, disk))}
    kept: set[str] = set()
    names: dict[str, Iterator[str]] = {}
    new: dict[XmlElement, str] = {}
    for disk in disks:
        name = name_of_disk(edits, disk)
        if name and name not in kept:
            kept.add(name)
            continue
        prefix = _prefix_of(edits, disk)
        free = names.setdefault(prefix, disk_names(prefix))
        new[disk] = next(name for name in free if name not in taken)
    return new


def _prefix_of(edits: XmlEdits, disk: XmlElement) -> str:
    match = _PREFIX.fullmatch(name_of_disk(edits, disk))
    if match is not None:
        return match[1]
    targets = disk.named("target")
    has_bus = bool(targets) and "bus" in targets[0].attributes
    return disk_prefix(edits.value_of(targets[0], "bus") if has_bus else bus_for(edits, disk))


def all_disks(edits: XmlEdits) -> Iterator[XmlElement]:
    """The disks of a machine, in their order."""
    return (disk for disk in edits.everywhere("disk") if disk.parent is not None and disk.parent.name == "devices")


def _kind_of(edits: XmlEdits, disk: XmlElement) -> str:
    return edits.value_of(disk, "device") if "device" in disk.attributes else "disk"


def bus_for(edits: XmlEdits, disk: XmlElement) -> str:
    """The bus on which a drive of its kind usually is."""
    return _BUSES.get(_kind_of(edits, disk), "virtio")


def name_of_disk(edits: XmlEdits, disk: XmlElement) -> str:
    """The name of a disk, empty where it has none."""
    targets = disk.named("target")
    return edits.value_of(targets[0], "dev") if targets and "dev" in targets[0].attributes else ""


def _source_of(edits: XmlEdits, disk: XmlElement) -> object:
    """What a disk is an image of; a place of its own where it has none."""
    sources = disk.named("source")
    return {name: edits.value_of(sources[0], name) for name in sources[0].attributes} if sources else disk


UNSAFE_TARGETS: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    "disk-target-repeated.rule": rename_target,
    "missing-attribute.required": add_name,
    "missing-element.required": add_target,
    "missing-element.required-such": add_target,
}
"""The repairs, by the problem that they are for."""
