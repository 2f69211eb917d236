"""The SCSI controllers that disks need, with the threads that these share."""

from __future__ import annotations

from libvirt_xml.facts.driver import disks_of_scsi
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.rows import VmSpec


def expand_scsi(draft: Draft) -> None:
    """``controller`` of the type ``scsi``: without it libvirt makes one of another model."""
    on_scsi = [disk for disk in draft.devices_in("disks") if text_at(disk, "target", "bus") == "scsi"]
    if not on_scsi:
        return
    shared = {name: _shared(draft, on_scsi, name) for name in ("queues", "iothread")}
    driver = shared if any(node is not None for node in shared.values()) else None
    for index in range(1 + max(_number(text_at(disk, "target", "dev")) // disks_of_scsi() for disk in on_scsi)):
        content = {"type": "scsi", "index": index, "model": "virtio-scsi", "driver": driver}
        draft.add("controllers", content, on_scsi[0].origin)
    held = draft.devices["disks"]
    assert isinstance(held, list)
    draft.devices["disks"] = [_without_threads(disk) for disk in held]


def guess_threads(domain: Mapping, disk: Mapping) -> VmSpec:
    """What a disk says for its controller: that is where the driver has its queues and its thread."""
    if text_at(disk, "target", "bus") != "scsi":
        return {}
    index = _number(text_at(disk, "target", "dev")) // disks_of_scsi()
    for controller in devices_of(domain, "controllers"):
        if text_at(controller, "type") == "scsi" and value(controller, "index") == index:
            return {name: value(controller, "driver", name) for name in ("queues", "iothread")}
    return {}


def _shared(draft: Draft, disks: list[Mapping], name: str) -> Node | None:
    """What disks say of the controller that they have in common."""
    values = [node for disk in disks if isinstance(node := _driver(disk, name), Scalar)]
    for node in values[1:]:
        if node.text != values[0].text:
            message = render("impossible-combination", "scsi-shared", key=name, first=values[0].text)
            draft.complain(message, node, "disks")
    return values[0] if values else None


def _number(target: str | None) -> int:
    """The number of a device name: 0 for ``sda``, 26 for ``sdaa``."""
    number = 0
    for letter in (target or "")[2:]:
        number = number * 26 + ord(letter) - ord("a") + 1 if letter.isalpha() else number
    return max(0, number - 1)


def _driver(disk: Mapping, name: str) -> Node | None:
    driver = disk.get("driver")
    return driver.get(name) if isinstance(driver, Mapping) else None


def _without_threads(disk: Node) -> Node:
    """A disk on SCSI has its queues and its thread at the controller."""
    if not isinstance(disk, Mapping) or text_at(disk, "target", "bus") != "scsi":
        return disk
    driver = disk.get("driver")
    if not isinstance(driver, Mapping):
        return disk
    items = {name: item for name, item in driver.items.items() if name not in ("queues", "iothread")}
    return Mapping({**disk.items, "driver": Mapping(items, driver.origin, driver.keys)}, disk.origin, disk.keys)
