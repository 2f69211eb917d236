"""Controllers: finding, adding and numbering them, in libvirt's order."""

from __future__ import annotations

from libvirt_xml.completion.devices.disk_names import disk_number
from libvirt_xml.completion.field_paths import get
from libvirt_xml.documents.controller import Controller
from libvirt_xml.documents.disk import Disk
from libvirt_xml.documents.domain import Domain


def controllers_of(domain: Domain, kind: str) -> list[Controller]:
    """All controllers of a type."""
    return [controller for controller in domain.devices.controllers if controller.type == kind]


def has_controller(domain: Domain, kind: str, index: int) -> bool:
    """Whether there is a controller of a type and number."""
    return any(controller.index == index for controller in controllers_of(domain, kind))


def sort_devices(domain: Domain) -> None:
    """Put controllers and disks in the order in which libvirt keeps them."""
    controllers = domain.devices.__dict__.get("controllers") or []
    given, controllers[:] = list(controllers), []
    for controller in given:
        _insert_controller(domain, controller)
    disks = domain.devices.__dict__.get("disks") or []
    given_disks, disks[:] = list(disks), []
    for disk in given_disks:
        _insert_disk(disks, disk)


def add_controller(domain: Domain, kind: str, index: int, model: str | None = None) -> Controller:
    """Add a controller after all others, as libvirt does; only when it reads a document does it sort them."""
    controller = Controller(type=kind, index=index, model=model)  # type: ignore[arg-type]
    domain.devices.controllers.append(controller)
    return controller


def _insert_controller(domain: Domain, controller: Controller) -> None:
    """Insert by number among those of its type, else at the end; virDomainControllerInsertPreAlloced."""
    others = domain.devices.controllers
    place = None
    for at in range(len(others) - 1, -1, -1):
        other = others[at]
        if other.type != controller.type:
            continue
        if controller.index is None:
            place = at + 1
            break
        number = -1 if other.index is None else other.index
        is_master = controller.master is None and other.master is not None and number == controller.index
        if number > controller.index or is_master:
            place = at
        elif place is None:
            place = at + 1
    others.insert(len(others) if place is None else place, controller)


def _insert_disk(others: list[Disk], disk: Disk) -> None:
    """Insert by name among those of its bus, else at the end; virDomainDiskInsertPreAlloced."""
    place = None
    for at in range(len(others) - 1, -1, -1):
        other = others[at]
        if get(other, "target.bus") != get(disk, "target.bus"):
            continue
        if _number(other) > _number(disk):
            place = at
        elif place is None:
            place = at + 1
    others.insert(len(others) if place is None else place, disk)


def _number(disk: Disk) -> int:
    number = disk_number(get(disk, "target.dev") or "")
    return -1 if number is None else number


def ensure_controller(domain: Domain, kind: str, index: int, model: str | None = None) -> None:
    """Add a controller unless there is one of this type and number."""
    if not has_controller(domain, kind, index):
        add_controller(domain, kind, index, model)


def number_controllers(domain: Domain) -> None:
    """Give those without a number the first free one of their type; virDomainAssignControllerIndexes.

    The parts of a USB 2 controller that follow each other share a number.
    """
    for controller in domain.devices.controllers:
        if controller.index is None:
            others = controllers_of(domain, controller.type)
            taken = {other.index for other in others}
            first = next(number for number in range(len(taken) + 1) if number not in taken)
            shared = _shared_number(controller, others)
            controller.index = first if shared is None else shared


def _shared_number(controller: Controller, others: list[Controller]) -> int | None:
    """The number of the part of a USB 2 controller just before, unless that has such a part already."""
    at = next(place for place, other in enumerate(others) if other is controller)
    if not at or not _is_usb2(controller) or not _is_usb2(others[at - 1]):
        return None
    number = others[at - 1].index
    is_there = any(other.model == controller.model and other.index == number for other in others)
    return None if is_there else number


def _is_usb2(controller: Controller) -> bool:
    return (controller.model or "").startswith("ich9-")
