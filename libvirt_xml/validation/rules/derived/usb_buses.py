"""The USB buses of a domain and their ports.

Source: src/conf/domain_addr.c, virDomainUSBAddressControllerModelToPorts.
"""

from __future__ import annotations

from libvirt_xml.validation.rules.thing import Thing, whole_number

PORTS_OF_HUB = 8
PORTS_OF_PIIX = 2
_USUAL_PORTS_OF_XHCI = 4
_PORTS = {"piix3-uhci": PORTS_OF_PIIX, "piix4-uhci": PORTS_OF_PIIX, "ehci": 6, "ich9-ehci1": 6, "pci-ohci": 3}
_XHCI = frozenset({"qemu-xhci", "nec-xhci"})


def ports_of_buses(devices: Thing) -> dict[int, int | None]:
    """The number of ports of each USB bus by the index of its controller; ``None`` where the model is not written."""
    ports: dict[int, int | None] = {}
    for controller in devices.things("controller"):
        index = whole_number(controller.attributes.get("index"))
        if controller.attributes.get("type") == "usb" and index is not None:
            count = _ports(controller)
            ports[index] = count if ports.get(index) is None else ports[index]
    return ports


def _ports(controller: Thing) -> int | None:
    model = controller.attributes.get("model", "")
    if model in _XHCI:
        given = controller.attributes.get("ports")
        return _USUAL_PORTS_OF_XHCI if given is None else whole_number(given)
    return _PORTS.get(model)
