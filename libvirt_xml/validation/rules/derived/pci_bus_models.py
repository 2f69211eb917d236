"""The buses of PCI controllers: what can be plugged into them, and how many slots they have.

Source: src/conf/domain_addr.c, virDomainPCIAddressBusSetModel and virDomainPCIAddressFlagsCompatible.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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
    family = subject.machine["family"]
    if family == "pc":
        return "pci-bridge"
    kinds = subject.once(_kinds_behind) if family in {"q35", "virt"} else frozenset()
    return _ADDED_FOR.get(next(iter(kinds))) if kinds == {_kind_of_slot(device)} else None


def _kinds_behind(subject: Any) -> frozenset[str | None]:
    """The kinds of slot that the devices on buses behind the last controller are for."""
    last = max(subject.once(models_of_buses), default=0)
    devices = subject.at("devices/*")
    return frozenset(_kind_of_slot(one) for one in devices if (one.number("address[@type='pci']/@bus") or 0) > last)


_ADDED_FOR: dict[str | None, str] = {"express": "pcie-root-port", "conventional": "pci-bridge"}
_MODELS_OF_SLOTS = {
    "express": {
        "interface": frozenset({"virtio", "virtio-non-transitional", "e1000e"}),
        "controller": frozenset({"virtio-scsi", "qemu-xhci", "nec-xhci"}),
        "rng": frozenset({"virtio", "virtio-non-transitional"}),
        "memballoon": frozenset({"virtio", "virtio-non-transitional"}),
        "video": frozenset({"virtio"}),
    },
    "conventional": {
        "interface": frozenset({"e1000", "rtl8139", "pcnet", "ne2k_pci"}),
        "sound": frozenset({"ich6", "ac97", "es1370"}),
    },
}


def _kind_of_slot(device: Thing) -> str | None:
    """The kind of slot that a device is for, of those whose kind is known."""
    if (device.name, device.attributes.get("model")) == ("disk", None) and device.value("target/@bus") == "virtio":
        return "express"
    if (device.name, device.attributes.get("bus")) == ("input", "virtio") and not device.has("@model"):
        return "express"
    model = device.attributes.get("model") or device.value("model/@type")
    return next((kind for kind, models in _MODELS_OF_SLOTS.items() if model in models.get(device.name, ())), None)


def kind_of_device(device: Thing) -> str:
    """What a device is to the bus that it is plugged into."""
    if device.name == "controller" and device.attributes.get("type") == "pci":
        return device.attributes.get("model", ENDPOINT)
    return ENDPOINT
