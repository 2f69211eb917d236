"""Checks of devices of the host."""

from __future__ import annotations

import re
from collections.abc import Mapping

from libvirt_xml.validation.rules.derived.address_facts import pci_key
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing


def same_source(thing: Thing, subject: Subject) -> Answer:
    """An earlier device has the same source."""
    key = _source(thing)
    return key is not None and subject.once(_first_of_sources)[key] is not thing


def _first_of_sources(subject: Subject) -> dict[object, Thing]:
    """The first device of each source."""
    first: dict[object, Thing] = {}
    for device in (*subject.at("devices/interface"), *subject.at("devices/hostdev")):
        first.setdefault(_source(device), device)
    return first


def _source(thing: Thing) -> object:
    """What tells the device of the host, if that is known."""
    source = thing.thing("source")
    if source is None or thing.attributes.get("mode", "subsystem") != "subsystem":
        return None
    kind, address = thing.attributes.get("type"), source.thing("address")
    if thing.name == "interface":
        kind = address.attributes.get("type") if kind == "hostdev" and address is not None else None
    if kind == "pci" and address is not None:
        return kind, pci_key({"type": "pci", **address.attributes})
    if kind == "mdev" and address is not None:
        return kind, address.attributes.get("uuid")
    if kind == "usb":
        ids = source.value("vendor/@id"), source.value("product/@id")
        bus = None if address is None else (address.number("@bus"), address.number("@device"))
        return kind, ids, bus
    if kind == "scsi_host":
        return kind, source.attributes.get("wwpn")
    return _of_scsi(source) if kind == "scsi" else None


def _of_scsi(source: Thing) -> object:
    """What tells a SCSI device of the host, or the unit of an iSCSI target."""
    address = source.thing("address")
    if source.attributes.get("protocol") == "iscsi":
        return "iscsi", source.attributes.get("name"), source.value("host/@name"), source.number("host/@port")
    if address is None or not source.has("adapter"):
        return None
    numbers = tuple(address.number(f"@{name}") or 0 for name in ("bus", "target", "unit"))
    return "scsi", source.value("adapter/@name"), numbers


def two_ramfbs(thing: Thing, _: Subject) -> Answer:
    """The second device with ramfb."""
    devices = thing.things("hostdev[@ramfb='on']")
    return {"thing": devices[1], "at": "@ramfb"} if len(devices) > 1 else None


def not_one_host(thing: Thing, _: Subject) -> Answer:
    """There is no host, or more than one."""
    return len(thing.things("host")) != 1


_PCI, _USB = ("domain", "bus", "slot", "function"), ("bus", "device")
_is_number_of_c = re.compile(r"0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*").fullmatch
_is_hexadecimal = re.compile(r"[0-9a-fA-F]+").fullmatch


def unreadable_number(thing: Thing, _: Subject) -> Answer:
    """A number as ``lspci`` or ``lsusb`` prints it that C does not read."""
    for name in _parts(thing.attributes):
        number = thing.attributes.get(name)
        if number is not None and not _is_number_of_c(number) and _is_hexadecimal(number):
            right = _as_printed(thing.attributes, number)
            return {"at": f"@{name}", "attribute": name, "number": number, "right": right}
    return None


def number_read_otherwise(thing: Thing, _: Subject) -> Answer:
    """A number as ``lspci`` or ``lsusb`` prints it that C reads as another."""
    for name in _parts(thing.attributes):
        number = thing.attributes.get(name, "")
        if not (number.isdecimal() and _is_number_of_c(number)) or not _is_of_listing(thing.attributes, number):
            continue
        right, base = _as_printed(thing.attributes, number), 8 if number.startswith("0") else 10
        if int(number, base) != int(right, 0):
            words = "an octal" if base == 8 else "a decimal"
            at = {"at": f"@{name}", "attribute": name, "number": number}
            return {**at, "base": words, "meant": int(number, base), "right": right}
    return None


def _parts(address: Mapping[str, str]) -> tuple[str, ...]:
    return _USB if "device" in address else _PCI if "slot" in address else ()


def _as_printed(address: Mapping[str, str], number: str) -> str:
    """What a listing means: ``lspci`` prints hexadecimal numbers, ``lsusb`` decimal ones."""
    is_decimal = "device" in address and number.isdecimal()
    return str(int(number)) if is_decimal else f"0x{number}"


def _is_of_listing(address: Mapping[str, str], number: str) -> bool:
    """Whether a number begins with a zero, or one beside it does that is not 0x.

    ``lspci`` prints four digits of the domain, or none: beside another form, 10 is what somebody counted.
    """
    if _has_leading_zero(number):
        return True
    numbers = [address.get(name, "") for name in _parts(address)]
    is_counted = "slot" in address and len(address.get("domain", "0000")) != len("0000")
    return not is_counted and any(map(_has_leading_zero, numbers))


def _has_leading_zero(number: str) -> bool:
    return len(number) > 1 and number[0] == "0" and number[1] not in "xX"
