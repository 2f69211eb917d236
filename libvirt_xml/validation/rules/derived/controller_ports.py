"""Controllers by their numbers, and the USB buses of a domain with their ports.

Source: src/conf/domain_conf.c, virDomainControllerFindUnusedIndex; src/conf/domain_addr.c,
virDomainUSBAddressControllerModelToPorts.
"""

from __future__ import annotations

from itertools import count

from libvirt_xml.validation.rules.thing import Thing, whole_number

PORTS_OF_HUB = 8
_PORTS_OF_PIIX = 2
_USUAL_PORTS_OF_XHCI = 4
_ADDED = {"pc": _PORTS_OF_PIIX, "q35": _USUAL_PORTS_OF_XHCI}
"""The ports of the controller that libvirt adds where there is none."""
_CHOSEN = {"pc": _PORTS_OF_PIIX, "q35": _PORTS_OF_PIIX}
"""Those of a controller whose model is not written."""
_PORTS = {"piix3-uhci": _PORTS_OF_PIIX, "piix4-uhci": _PORTS_OF_PIIX, "ehci": 6, "ich9-ehci1": 6, "pci-ohci": 3}
_XHCI = frozenset({"qemu-xhci", "nec-xhci"})


def controllers_by_number(devices: Thing, kind: str) -> dict[int, Thing]:
    """The controllers of a type, the first of each number; one without a number has the lowest that is free."""
    controllers: dict[int, Thing] = {}
    waiting: list[Thing] = []
    for controller in devices.things("controller"):
        if controller.attributes.get("type") != kind:
            continue
        number = controller.number("@index")
        if number is not None:
            controllers.setdefault(number, controller)
        elif "index" not in controller.attributes:
            waiting.append(controller)
    free_numbers = (number for number in count() if number not in controllers)
    for controller in waiting:
        controllers[next(free_numbers)] = controller
    return controllers


def ports_of_buses(devices: Thing, family: str | None) -> dict[int, int | None]:
    """The number of ports of each USB bus by the index of its controller; ``None`` where it is not known."""
    controllers = devices.things("controller[@type='usb']")
    if not controllers:
        return {0: _ADDED.get(family or "")}
    ports: dict[int, int | None] = {}
    for controller in controllers:
        index = whole_number(controller.attributes.get("index"))
        if index is not None and ports.get(index) is None:
            ports[index] = _ports(controller)
    if ports.get(0) is None and not any("model" in controller.attributes for controller in controllers):
        ports[0] = _CHOSEN.get(family or "")
    return ports


def numbers_of_buses(devices: Thing) -> set[int] | None:
    """The numbers of the USB buses; ``None`` where there is no USB, or a companion has the number of its master."""
    models = devices.values("controller[@type='usb'][not(@index)]/@model")
    if devices.has("controller[@model='none']") or any(model.startswith("ich9-") for model in models):
        return None
    return set(controllers_by_number(devices, "usb")) or {0}


def _ports(controller: Thing) -> int | None:
    model = controller.attributes.get("model", "")
    if model in _XHCI:
        given = controller.attributes.get("ports")
        return _USUAL_PORTS_OF_XHCI if given is None else whole_number(given)
    return _PORTS.get(model)
