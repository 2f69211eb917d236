"""Controllers: finding, adding and numbering them, in libvirt's order."""

from __future__ import annotations

from libvirt_xml.documents.controller import Controller
from libvirt_xml.documents.domain import Domain


def controllers_of(domain: Domain, kind: str) -> list[Controller]:
    """All controllers of a type."""
    return [controller for controller in domain.devices.controllers if controller.type == kind]


def has_controller(domain: Domain, kind: str, index: int) -> bool:
    """Whether there is a controller of a type and number."""
    return any(controller.index == index for controller in controllers_of(domain, kind))


def add_controller(domain: Domain, kind: str, index: int, model: str | None = None) -> Controller:
    """Add a controller where libvirt does: by its number among those of its type, else at the end.

    Source: src/conf/domain_conf.c: virDomainControllerInsertPreAlloced.
    """
    controller = Controller(type=kind, index=index, model=model)  # type: ignore[arg-type]
    others = domain.devices.controllers
    place = len(others)
    for at in range(len(others) - 1, -1, -1):
        if others[at].type != kind:
            continue
        if (others[at].index or 0) > index:
            place = at
        else:
            place = at + 1 if place == len(others) else place
            break
    others.insert(place, controller)
    return controller


def ensure_controller(domain: Domain, kind: str, index: int, model: str | None = None) -> None:
    """Add a controller unless there is one of this type and number."""
    if not has_controller(domain, kind, index):
        add_controller(domain, kind, index, model)


def number_controllers(domain: Domain) -> None:
    """Give those without a number the first free one of their type.

    Source: src/conf/domain_conf.c: virDomainAssignControllerIndexes. The parts of a USB 2 controller share a number.
    """
    for controller in domain.devices.controllers:
        if controller.index is not None:
            continue
        taken = {other.index for other in controllers_of(domain, controller.type)}
        controller.index = next(number for number in range(len(taken) + 1) if number not in taken)
