"""Where devices are on their buses: who keeps a place that libvirt gave, and which PCI buses are needed."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.completion.addresses.pci_buses import new_bus
from libvirt_xml.documents import Address, Console, Controller, Devices, Domain, Serial

_PARTS: dict[str | None, tuple[str, ...]] = {
    "pci": ("domain", "bus", "slot", "function"),
    "usb": ("bus", "port"),
    "virtio-serial": ("controller", "bus", "port"),
    "ccid": ("controller", "slot"),
    "ccw": ("cssid", "ssid", "devno"),
    "dimm": ("slot",),
}
"""What makes a place, by the type of the address; no two devices have the same one."""
_NEEDED = {"pci": "bus"}  # what an address must say to be a place; of the others, the last part
_BUS_MODEL = re.compile(r"devices\.controllers\[pci:(\d+)\]\.model")


def buses_in_use(document: Element) -> frozenset[int]:
    """The PCI buses on which there are devices."""
    devices = document.__dict__.get("devices") if isinstance(document, Domain) else None
    placed = _placed(devices) if devices is not None else ()
    return frozenset(item.address.bus for item in placed if item.address.type == "pci")


def drop_places(devices: Devices, asked: Mapping[int, Element], changes: Collection[Change]) -> None:
    """Take addresses that are asked away from other devices, and those on PCI buses that are of another kind now.

    Also an address that is asked of a slot that its bus does not have: libvirt gave that bus another kind for another
    device, and refuses the slot now. ``asked`` is what is asked of devices, by their id, ``changes`` what a merge
    changed.
    """
    _drop_slots(devices, asked)
    held = [*_placed(devices)]
    is_asked = {id(item): _place(asked.get(id(item))) is not None for item in held}
    taken = {_place(item) for item in held if is_asked[id(item)]}
    buses = _lost_buses(devices, changes)
    given = [item for item in held if not is_asked[id(item)]]
    lost = {id(item): _usb_number(item) for item in given if _place(item) in taken or _pci_bus(item) in buses}
    numbers = {*lost.values()} - {None}
    for item in given:
        if id(item) in lost or _usb_number(item) in numbers:
            del item.address


def _drop_slots(devices: Devices, asked: Mapping[int, Element]) -> None:
    """Take the addresses of slots that are not there on buses that nobody asks for; on those asked, libvirt says so."""
    given = [item for item in devices.controllers if item.type == "pci" and id(item) not in asked and item.index]
    buses = {item.index: new_bus(item.model or "") for item in given}
    for item in [item for item in _placed(devices) if _place(asked.get(id(item))) is not None]:
        bus = buses.get(_pci_bus(item))
        if bus is not None and not bus.first <= (item.address.slot or 0) <= bus.last:
            del item.address


def _placed(devices: Devices) -> Iterator[Any]:
    """The devices that have a place, but for the console that is a copy of a serial port."""
    for value in devices.__dict__.values():
        for item in value if isinstance(value, list) else [value]:
            if _place(item) and not (isinstance(item, Console) and is_serial(item)):
                yield item


def is_serial(console: Console) -> bool:
    """Whether a console is a serial port."""
    return console.target is None or console.target.type in (None, "serial")


def copy_character(source: Serial | Console, target: Serial | Console) -> None:
    """Make a console the same as a serial port, or a port as its console, but for what it is in the machine."""
    for name in ("type", "sources", "protocol", "log", "tty"):
        target.__dict__.pop(name, None)
        if name in source.__dict__:
            setattr(target, name, copy.deepcopy(source.__dict__[name]))


def _usb_number(item: Element) -> int | None:
    """The number of a USB controller: its parts are functions of one slot."""
    return item.index if isinstance(item, Controller) and item.type == "usb" else None


def _lost_buses(devices: Devices, changes: Collection[Change]) -> set[int | None]:
    """PCI buses of another kind than before; for one that has no controller any more, libvirt adds the usual kind."""
    has_root = any(controller.model == "pcie-root" for controller in devices.controllers)
    usual = "pcie-root-port" if has_root else "pci-bridge"
    gone = [change.old for change in changes if change.kind == "removed" and isinstance(change.old, Controller)]
    lost = {controller.index for controller in gone if controller.type == "pci" and controller.model != usual}
    return lost | {int(place[1]) for change in changes if (place := _BUS_MODEL.fullmatch(change.path))}


def _pci_bus(device: Any) -> int | None:
    return device.address.bus if device.address.type == "pci" else None


def _place(device: Any) -> tuple[object, ...] | None:
    """Where a device is."""
    address = device.__dict__.get("address") if isinstance(device, Element) else None
    parts = _PARTS.get(address.type) if isinstance(address, Address) else None
    if address is None or parts is None or getattr(address, _NEEDED.get(address.type, parts[-1])) is None:
        return None
    return (address.type, *(getattr(address, part) or 0 for part in parts))
