"""The buses of PCI controllers: what can be plugged into them, and how many slots they have.

Source: src/conf/domain_addr.c, virDomainPCIAddressBusSetModel and virDomainPCIAddressFlagsCompatible.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from libvirt_xml.facts.machines import port_devices
from libvirt_xml.validation.rules.thing import Thing, whole_number

ENDPOINT = "endpoint"
_LAST_SLOT = 31
_MOST_BUSES = 256

ROOT_OF_FAMILY = {"q35": "pcie-root", "virt": "pcie-root", "pc": "pci-root", "pseries": "pci-root", "s390": "pci-root"}
"""The root of the PCI buses by the family of the machine type."""
_DEFAULT_BELOW = {"pcie-root": "pcie-root-port", "pci-root": "pci-bridge"}


class PciBus(NamedTuple):
    """The bus of a controller: the kinds of device that it takes, and its slots."""

    takes: frozenset[str]
    least: int
    most: int


def _bus(takes: str, least: int = 0, most: int = _LAST_SLOT) -> PciBus:
    return PciBus(frozenset(takes.split()), least, most)


_OF_PORT = "endpoint pci-bridge pcie-switch-upstream-port pcie-to-pci-bridge"
BUSES = {
    "pci-root": _bus("endpoint pci-bridge pci-expander-bus", 1),
    "pci-bridge": _bus("endpoint pci-bridge", 1),
    "pci-expander-bus": _bus("endpoint pci-bridge"),
    "pcie-root": _bus("endpoint pci-bridge pcie-root-port dmi-to-pci-bridge pcie-expander-bus", 1),
    "dmi-to-pci-bridge": _bus("endpoint pci-bridge"),
    "pcie-to-pci-bridge": _bus("endpoint pci-bridge", 1),
    "pcie-root-port": _bus(_OF_PORT, most=0),
    "pcie-switch-downstream-port": _bus(_OF_PORT, most=0),
    "pcie-switch-upstream-port": _bus("pcie-switch-downstream-port"),
    "pcie-expander-bus": _bus("pcie-root-port dmi-to-pci-bridge"),
}
"""The buses by the models of their controllers."""


def models_of_buses(subject: Any) -> dict[int, str]:
    """The models of the controllers by their indexes, with those that libvirt adds between them.

    Empty where the root of the machine, or an index, is not known.
    """
    root = ROOT_OF_FAMILY.get(subject.machine["family"] or "")
    if root is None:
        return {}
    models = {0: root}
    for controller in subject.at("devices/controller"):
        if controller.attributes.get("type") == "pci":
            index = whole_number(controller.attributes.get("index"))
            model = controller.attributes.get("model")
            if index is None or model is None or not 0 <= index < _MOST_BUSES:
                return {}
            models[index] = model
    below = "pci-root" if subject.machine["family"] == "pseries" else _DEFAULT_BELOW[root]
    return {index: models.get(index, below) for index in range(max(models) + 1)}


def model_of_added(device: Thing, subject: Any) -> str | None:
    """The model of the controller that libvirt surely adds for the bus of a device, which is behind the last one."""
    if subject.machine["family"] == "pc":
        return "pci-bridge"
    if subject.machine["family"] not in {"q35", "virt"}:
        return None
    bus = device.number("address[@type='pci']/@bus")
    return None if bus is None else subject.once(_models_behind).get(bus)


_LIBVIRTS_ORDER = (
    *("disk", "interface", "sound", "hostdev", "video", "controller", "smartcard", "serial", "parallel", "channel"),
    *("console", "input", "filesystem", "watchdog", "memballoon", "rng", "shmem", "memory", "vsock"),
)
"""The order in which libvirt goes through the devices: each adds the buses up to its own. Asked of libvirt 12.8.0."""


def _models_behind(subject: Any) -> dict[int, str]:
    """The models of the buses that libvirt adds behind the last controller for the addresses of devices.

    Up to the first device of which it is not known what it needs.
    """
    known: dict[int, str] = subject.once(models_of_buses)
    models, last = dict(known), max(known, default=0)
    for device in sorted(subject.at("devices/*"), key=_place_in_order):
        bus = device.number("address[@type='pci']/@bus") or 0
        if bus <= last:
            continue
        kind = _kind_of_slot(device)
        if kind is None:
            break
        models |= _added_buses(kind, last, bus, has_bridge=not _TAKE_BRIDGES.isdisjoint(models.values()))
        last = max(models)
    return {index: model for index, model in models.items() if index not in known}


def _place_in_order(device: Thing) -> int:
    return _LIBVIRTS_ORDER.index(device.name) if device.name in _LIBVIRTS_ORDER else len(_LIBVIRTS_ORDER)


_TAKE_BRIDGES = frozenset({"dmi-to-pci-bridge", "pcie-to-pci-bridge", "pci-bridge"})


def _added_buses(kind: str, last: int, bus: int, *, has_bridge: bool) -> dict[int, str]:
    """The buses behind the last one up to the bus of a device; a bridge gets a root port where none takes it."""
    if kind == "express":
        return dict.fromkeys(range(last + 1, bus + 1), "pcie-root-port")
    added = dict.fromkeys(range(last + 1, bus + 1), "pci-bridge")
    return added if has_bridge or bus == last + 1 else added | {last + 1: "pcie-root-port"}


def _kind_of_slot(device: Thing) -> str | None:
    """The kind of slot that a device is for; ``None`` where that is not known."""
    name, model = device.name, device.attributes.get("model", "")
    if name == "interface":
        return _kind_of_nic(device.value("model/@type"))
    if name == "video":
        return {"virtio": "express", "bochs": "express", "ramfb": None, "none": None}.get(
            device.value("model/@type") or "none", "conventional"
        )
    if name == "controller":
        return _kind_of_controller(device.attributes.get("type"), model)
    if name == "sound":
        return "express" if model == "virtio" else "conventional"
    if name in {"watchdog", "shmem"} or (name == "input" and device.attributes.get("bus") == "ps2"):
        return "conventional"
    is_virtio = name in {"rng", "memballoon", "vsock", "filesystem"} or (
        (name, device.value("target/@bus")) == ("disk", "virtio") or device.attributes.get("bus") == "virtio"
    )
    return _kind_of_virtio(model) if is_virtio else None


def _kind_of_nic(model: str | None) -> str | None:
    if model is None or model in port_devices("nics_without"):
        return None
    return "conventional" if model in port_devices("conventional_nics") else "express"


def _kind_of_virtio(model: str) -> str:
    return "conventional" if model.endswith("-transitional") and "non" not in model else "express"


def _kind_of_controller(of_type: str | None, model: str) -> str | None:
    if of_type == "virtio-serial" or model in {"virtio-scsi", "virtio-transitional", "virtio-non-transitional"}:
        return _kind_of_virtio(model)
    if model in port_devices("controllers"):
        return "express"
    return "conventional" if of_type in {"scsi", "usb", "sata"} else None


def kind_of_device(device: Thing) -> str:
    """What a device is to the bus that it is plugged into."""
    if device.name == "controller" and device.attributes.get("type") == "pci":
        return device.attributes.get("model", ENDPOINT)
    return ENDPOINT
