"""Checks of devices that have no family of their own."""

from __future__ import annotations

from typing import Any

from libvirt_xml.validation.rules.derived.memory_sizes import bytes_of
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_PROXY = "spapr-tpm-proxy"
_MIB = 1024**2
_GRANULES = frozenset(kib * 1024 for kib in (0, 4, 8, 16, 64))
_SOUNDS = frozenset({"ac97", "es1370", "ich6", "ich7", "ich9", "sb16"})
_PICTURES = frozenset({"bochs", "cirrus", "qxl", "vga", "vmvga"})
_NICS = frozenset({"e1000", "e1000e", "igb", "ne2k_pci", "pcnet", "rtl8139", "vmxnet3"})
_TYPES_WITHOUT_MODEL = frozenset({"hostdev", "vdpa", "vhostuser"})
_ROOTS = frozenset({"pci-root", "pcie-root"})


def two_tpms(thing: Thing, _: Subject) -> Answer:
    """The second TPM of one sort: beside one there may be a proxy."""
    for is_proxy in (False, True):
        tpms = [tpm for tpm in thing.things("tpm") if (tpm.attributes.get("model") == _PROXY) is is_proxy]
        if len(tpms) > 1:
            return {"thing": tpms[1]}
    return None


def odd_shmem(thing: Thing, _: Subject) -> Answer:
    """A size that is no power of two, or below 1 MiB; 0 stands for the usual one."""
    size = bytes_of(thing, usual=1)
    return {"mebibytes": _power_above(size, _MIB) // _MIB} if size and _is_odd(size, _MIB) else None


def other_action(thing: Thing, _: Subject) -> Answer:
    """A watchdog whose action is not that of the first."""
    watchdogs = thing.things("watchdog")
    actions = [watchdog.attributes.get("action", "reset") for watchdog in watchdogs]
    differing = [watchdog for watchdog, action in zip(watchdogs, actions, strict=True) if action != actions[0]]
    return {"thing": differing[0], "at": "@action"} if differing else None


def odd_store(thing: Thing, _: Subject) -> Answer:
    """A size that is no power of two, or below 4 KiB."""
    size = bytes_of(thing)
    return {"kibibytes": _power_above(size, 4096) // 1024} if size is not None and _is_odd(size, 4096) else None


def _is_odd(size: int, least: int) -> bool:
    return size < least or size & (size - 1) != 0


def _power_above(size: int, least: int) -> int:
    """The next power of two that is not smaller."""
    return 1 << (max(size, least) - 1).bit_length()


def second_panic(thing: Thing, _: Subject) -> Answer:
    """The second panic device of the usual model of x86, which is written or not."""
    usual = [one for one in thing.things("panic") if one.attributes.get("model", "isa") == "isa"]
    return {"thing": usual[1]} if len(usual) > 1 and not all("model" in one.attributes for one in usual) else None


_FULL_SPEED = {"hub": "", "sound": "@model=usb", "serial": "target/@type=usb-serial", "smartcard": ""}


def too_slow_for_usb(thing: Thing, _: Subject) -> Answer:
    """Devices of USB 1 on a bus that has an EHCI controller without companions; bus 0 where none is written."""
    models: dict[int, set[str]] = {}
    for controller in thing.things("controller[@type='usb']"):
        models.setdefault(controller.number("@index") or 0, set()).add(controller.attributes.get("model", ""))
    slow: list[dict[str, Any]] = []
    for device in thing.children:
        bus = device.number("address[@type='usb']/@bus") or 0
        on_bus = models.get(bus, {""})
        if on_bus <= _HIGH_SPEED_ONLY and _is_full_speed(device):
            slow.append({"thing": device, "at": "", "name": device.name, "model": min(on_bus)})
    return slow


_HIGH_SPEED_ONLY = frozenset({"ehci", "ich9-ehci1"})


def _is_full_speed(device: Thing) -> bool:
    if device.name == "controller":
        return device.attributes.get("type") == "ccid"
    path, _, value = _FULL_SPEED.get(device.name, "none").partition("=")
    return not path or device.value(path) == value


def is_no_drive(thing: Thing, _: Subject) -> Answer:
    """A device that QEMU puts on a bus for devices: a display, a sound card, a NIC, a controller of USB or PCI."""
    of, model = thing.attributes, thing.value("model/@type")
    if thing.name == "interface":
        return model in _NICS and of.get("type") not in _TYPES_WITHOUT_MODEL
    if thing.name == "video":
        return model in _PICTURES
    if thing.name == "controller":
        return of.get("type") in {"usb", "pci"} and of.get("model") not in {*_ROOTS, "none", None}
    return thing.name == "tpm" or of.get("model") in _SOUNDS


def odd_granule(thing: Thing, _: Subject) -> Answer:
    """A size that is none of those of pages; 0 stands for the usual one."""
    size = bytes_of(thing, attribute="size")
    return size is not None and size not in _GRANULES
