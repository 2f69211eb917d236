"""How much room the root of the PCI buses has for what libvirt places by itself."""

from __future__ import annotations

from typing import Any

from libvirt_xml.validation.rules.derived.address_facts import is_switched_off, pci
from libvirt_xml.validation.rules.derived.pci_bus_models import models_of_buses
from libvirt_xml.validation.rules.thing import Thing

_PORT = "pcie-root-port"
_FUNCTIONS = 8
_SLOTS_OF_ROOT = {"q35": range(1, 31), "virt": range(1, 32), "pc": range(2, 32)}  # beside those of the chip set


def is_on_pci(device: Thing, subject: Any) -> bool:
    """Whether a device is known to be on PCI where the machine has it, at a place of its own."""
    if is_switched_off(device):
        return False
    if device.has("address"):
        return device.value("address/@type") == "pci"
    if device.name == "disk":
        return bool(subject.derived(device, "bus") == "virtio")
    if device.name == "interface":
        return (device.value("model/@type") or "").startswith(("virtio", "e1000", "rtl8139"))
    if device.name == "video":
        return device.value("model/@type") in {"vga", "cirrus", "qxl", "virtio", "bochs", "vmvga"}
    return device.name == "sound" and device.attributes.get("model") in {"ich6", "ich9", "ac97", "es1370"}


def written_places(devices: Thing) -> list[tuple[Thing, int, int]]:
    """The devices with a PCI address in domain 0, each with its bus and slot."""
    places = []
    for device in devices.children:
        key = pci(device, None)
        if key is not None and key.startswith("0000:"):
            bus, slot = key.removeprefix("0000:").partition(".")[0].split(":")
            places.append((device, int(bus, 16), int(slot, 16)))
    return places


def missing_ports(devices: Thing, placed: int, subject: Any) -> int:
    """How many root ports find no place on a machine of PCI Express, where libvirt has to place some devices.

    Only what surely takes a slot is counted; 0 where the buses are not known.
    """
    models: dict[int, str] = subject.once(models_of_buses)
    if not models:
        return _unnumbered_ports(devices, subject)
    if set(models.values()) - {"pcie-root", _PORT}:
        return 0
    places = written_places(devices)
    last = max([*models, *(bus for _, bus, _ in places)])
    ports = sum(models.get(index, _PORT) == _PORT for index in range(1, last + 1))
    used = {bus for _, bus, _ in places if bus}
    needed = ports + max(0, placed - (ports - len(used)))
    return max(0, needed - _FUNCTIONS * len(free_slots(devices, subject)))


def _unnumbered_ports(devices: Thing, subject: Any) -> int:
    """How many root ports find no place where libvirt numbers the controllers; 0 where there are others than ports."""
    controllers = devices.things("controller[@type='pci']")
    models = [one.attributes.get("model") for one in controllers]
    if set(models) - {"pcie-root", _PORT}:
        return 0
    return max(0, models.count(_PORT) - _FUNCTIONS * len(free_slots(devices, subject)))


def free_slots(devices: Thing, subject: Any) -> set[int]:
    """The slots of bus 0 that no device but a root port takes by its address."""
    taken = {
        slot for device, bus, slot in written_places(devices) if not bus and device.attributes.get("model") != _PORT
    }
    return set(_SLOTS_OF_ROOT[subject.machine["family"]]) - taken
