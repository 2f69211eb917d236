"""Checks of devices on machines that have no bus for them."""

from __future__ import annotations

from collections.abc import Mapping

from libvirt_xml.validation.rules.derived.address_facts import is_switched_off
from libvirt_xml.validation.rules.derived.pci_room import is_on_pci
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_NEEDING_VIRTIO_SERIAL = frozenset({"virtio", None})
_ADDRESS_OF_ITS_OWN = frozenset({"watchdog", "panic", "redirdev", "hub"})
_OF_CHIP_SET = {"ide": "pc", "sata": "q35"}
_GRAPHICS_WITHOUT_VIDEO = frozenset({"desktop"})


def device_on_pci(thing: Thing, subject: Subject) -> Answer:
    """The devices on PCI of a machine that has none."""
    return [{"thing": device, "name": device.name} for device in thing.children if _on_pci(device, subject)]


def _on_pci(device: Thing, subject: Subject) -> bool:
    """Whether a device, or a controller that libvirt adds for it, is known to be on PCI where the machine has it."""
    if is_on_pci(device, subject):
        return True
    if device.has("address"):
        return False
    if device.name == "controller" and device.attributes.get("type") == "usb":
        return device.attributes.get("model") != "none"
    if device.name in _BY_ATTRIBUTE:
        path, values = _BY_ATTRIBUTE[device.name]
        return device.value(path) in values
    if device.name == "channel":
        return device.value("target/@type") in _NEEDING_VIRTIO_SERIAL
    return device.name in _ALWAYS or (device.name == "graphics" and _shows_pictures(device))


def takes_ccw(thing: Thing, subject: Subject) -> Answer:
    """A device whose address could be of that type; of others, rules of their own ask for the right one."""
    if thing.name in _ADDRESS_OF_ITS_OWN or is_switched_off(thing):
        return False
    if thing.name == "disk":
        return subject.derived(thing, "bus") in {"virtio", "usb", "sd"}
    if thing.name == "channel":
        return thing.value("target/@type") == "guestfwd"
    if thing.name == "memory":
        return thing.attributes["model"] == "virtio-mem"
    if thing.name == "controller":
        return not _is_of_chip_set(thing, subject)
    return thing.name != "input" or thing.attributes.get("bus") in {"virtio", "ps2"}


def _is_of_chip_set(controller: Thing, subject: Subject) -> bool:
    """Whether the machine has a controller at an address that libvirt writes in place of any other."""
    is_first = controller.number("@index") in {None, 0}
    return is_first and _OF_CHIP_SET.get(controller.attributes.get("type", "")) == subject.machine["family"]


def _shows_pictures(device: Thing) -> bool:
    """Graphics without video: libvirt adds a video device, on PCI."""
    parent = device.parent
    return (
        parent is not None
        and not parent.has("video")
        and parent.thing("graphics") is device
        and device.attributes.get("type") not in _GRAPHICS_WITHOUT_VIDEO
    )


_ALWAYS = frozenset({"interface", "rng", "filesystem", "shmem", "vsock", "crypto", "pstore"})
_BY_ATTRIBUTE: Mapping[str, tuple[str, frozenset[str]]] = {
    "input": ("@bus", frozenset({"virtio"})),
    "controller": ("@type", frozenset({"scsi", "sata", "virtio-serial"})),
    "disk": ("target/@bus", frozenset({"scsi", "sata"})),
    "hostdev": ("@type", frozenset({"pci", "scsi"})),
    "memballoon": ("@model", frozenset({"virtio", "virtio-transitional", "virtio-non-transitional"})),
    "serial": ("target/@type", frozenset({"pci-serial"})),
    "console": ("target/@type", frozenset({"virtio"})),
    "panic": ("@model", frozenset({"pvpanic"})),
    "sound": ("@model", frozenset({"virtio"})),
    "watchdog": ("@model", frozenset({"i6300esb"})),
}
"""What puts further devices on PCI, or on a controller there that libvirt adds."""
