"""Serial ports and consoles: the first console is the first serial port by another name.

Source: libvirt, src/conf/domain_postparse.c: virDomainDefAddConsoleCompat.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from libvirt_xml.completion.field_paths import get, put
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.documents.character import CharacterTarget, Console, Parallel, Serial
from libvirt_xml.documents.domain import Domain

_SHARED = ("tty", "type", "sources", "protocol", "log", "alias", "acpi", "address")
_NUMBERED_AGAIN = "12.8.0"  # the release known to number consoles after the first was added; 9.0.0 numbers them before
_PLUGGED = {"pci-serial", "usb-serial", "isa-debug"}  # no console of the machine itself
_FIRST_CONSOLE = {None, "serial"}


def pair_consoles(domain: Domain, machine: GuestMachine) -> None:
    """Number the ports, and give the first serial port and the first console each other's form."""
    devices = domain.devices
    for ports in (devices.serials, devices.parallels):
        _number(ports)
    consoles, serials = devices.consoles, devices.serials
    for at, console in enumerate(consoles):
        put(console, "target.port", at)
    is_first = bool(consoles) and get(consoles[0], "target.type") in _FIRST_CONSOLE
    if is_first and not serials:
        serials.append(_serial_of(consoles[0]))
    if is_first:
        _copy(serials[0], consoles[0])
        consoles[0].target = _target_of(serials[0])
    elif serials and get(serials[0], "target.type") not in _PLUGGED:
        consoles.insert(0, _console_of(serials[0]))
    if machine.has(_NUMBERED_AGAIN, None):
        for at, console in enumerate(consoles):
            if get(console, "target.type") != "serial":
                put(console, "target.port", at)


def repeat_address(domain: Domain) -> None:
    """The first console has the address of the first serial port, when that has got one."""
    consoles, serials = domain.devices.consoles, domain.devices.serials
    if consoles and serials and get(consoles[0], "target.type") == "serial":
        consoles[0].address = deepcopy(serials[0].address)


def _number(ports: Sequence[Serial | Parallel]) -> None:
    for port in ports:
        if get(port, "target.port") is None:
            taken = [get(other, "target.port") for other in ports]
            put(port, "target.port", max((number for number in taken if isinstance(number, int)), default=-1) + 1)


def _serial_of(console: Console) -> Serial:
    serial = Serial(type=console.type or "pty")
    _copy(console, serial)
    serial.target = CharacterTarget(port=0)
    return serial


def _console_of(serial: Serial) -> Console:
    console = Console(type=serial.type)
    _copy(serial, console)
    console.target = _target_of(serial)
    return console


def _target_of(serial: Serial) -> CharacterTarget:
    return CharacterTarget(type="serial", port=get(serial, "target.port"))


def _copy(one: Serial | Console, other: Serial | Console) -> None:
    for name in _SHARED:
        value = one.__dict__.get(name)
        if value is not None:
            setattr(other, name, deepcopy(value))
        elif name in other.__dict__:
            delattr(other, name)
