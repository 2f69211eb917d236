"""What libvirt gave to a domain, and that what is asked leaves no room for.

A device that stays gets a new place from libvirt if its old one is asked for another device, or is no longer there;
libvirt refuses doubles. What it made of the number of CPUs and of the memory, it makes again of other ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from libvirt_xml.apply.merging.equalities import memory_bytes
from libvirt_xml.apply.merging.given.device_places import copy_character, drop_places, is_serial
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.identities import keys_of, reader
from libvirt_xml.changes.matching import item_name
from libvirt_xml.completion.addresses.usb_ports import devices_without_port, is_full, usb_devices
from libvirt_xml.documents import Address, Controller, Devices, Domain

_OF_CELLS = ("memory", "vcpu", "max_memory")


def drop_given_parts(document: Element, asked: Mapping[int, Element], changes: Collection[Change]) -> list[Change]:
    """Take such parts out of a merged document; of controllers the changes, as people see these.

    ``asked`` is what is asked of its elements, by their id, ``changes`` what the merge changed.
    """
    if not isinstance(document, Domain):
        return []
    _drop_current_memory(document, asked, changes)
    changed = {change.path.partition(".")[0] for change in changes}
    if not changed.isdisjoint(_OF_CELLS) and (document.max_memory is not None or "max_memory" in changed):
        _drop_cells(document, asked)
    devices = document.__dict__.get("devices")
    if not isinstance(devices, Devices):
        return []
    if any(change.path.startswith("devices.serials") for change in changes):
        _drop_copied_console(devices, asked)
    if any(change.path.startswith("devices.watchdogs") for change in changes):
        _align_watchdogs(devices, asked)
    _put_serial_console_first(devices)
    if any(change.path.startswith("devices.consoles") for change in changes):
        _change_made_port(devices, asked)
    _drop_port_types(devices, asked)
    drop_places(devices, asked, changes)
    return _drop_controllers_and_ports(document, devices, asked)


def _drop_current_memory(document: Domain, asked: Mapping[int, Element], changes: Collection[Change]) -> None:
    """The memory at the start, where it is not asked and was all: libvirt writes it beside the memory, and keeps it."""
    former = next((change.old for change in changes if change.path == "memory"), None)
    request = asked.get(id(document))
    is_asked = request is not None and request.__dict__.get("current_memory") is not None
    if former is not None and not is_asked and memory_bytes(document.current_memory) == memory_bytes(former):
        del document.current_memory


def _drop_cells(document: Domain, asked: Mapping[int, Element]) -> None:
    """The one NUMA cell that libvirt makes of all CPUs and all memory where memory can be added: 12.8.0 does."""
    cpu = document.cpu
    numa = cpu.numa if cpu is not None else None
    if cpu is None or numa is None or id(numa) in asked or len(numa.cells) != 1:
        return
    if numa.cells[0].__dict__.keys() <= {"id", "cpus", "memory", "unit"} and numa.__dict__.keys() == {"cells"}:
        del cpu.numa


def _drop_copied_console(devices: Devices, asked: Mapping[int, Element]) -> None:
    """What the first console has of a serial port that changes: it is a copy, and libvirt makes a port of one alone."""
    console = next(iter(devices.__dict__.get("consoles", ())), None)
    if console is None or not is_serial(console):
        return
    if id(console) not in asked and not devices.serials:
        devices.consoles.remove(console)
    elif _address(asked.get(id(console))) is None:
        console.__dict__.pop("address", None)


def _change_made_port(devices: Devices, asked: Mapping[int, Element]) -> None:
    """A serial port that nobody asks for is as the console that is asked: libvirt made it of that, and looks at it."""
    console = next(iter(devices.__dict__.get("consoles", ())), None)
    port = next(iter(devices.__dict__.get("serials", ())), None)
    if (
        console is not None
        and port is not None
        and id(console) in asked
        and is_serial(console)
        and id(port) not in asked
    ):
        copy_character(console, port)


def _align_watchdogs(devices: Devices, asked: Mapping[int, Element]) -> None:
    """What libvirt added to another watchdog does the same: "watchdogs with different actions are not supported"."""
    first = next((watchdog for watchdog in devices.watchdogs if id(watchdog) in asked), None)
    for watchdog in devices.watchdogs:
        if first is not None and id(watchdog) not in asked and watchdog.action != first.action:
            watchdog.action = first.action


def _put_serial_console_first(devices: Devices) -> None:
    """libvirt demands it: "Only the first console can be a serial port"."""
    consoles = devices.__dict__.get("consoles", [])
    if any(is_serial(console) for console in consoles[1:]):
        devices.consoles = sorted(consoles, key=is_serial, reverse=True)


def _drop_port_types(devices: Devices, asked: Mapping[int, Element]) -> None:
    """The type that libvirt gave to ISA ports of one number: it takes two of them only if not both have one."""
    ports = [serial.target for serial in devices.__dict__.get("serials", ()) if serial.target is not None]
    numbers = Counter(port.port for port in ports if port.type == "isa-serial")
    for port in ports:
        request = asked.get(id(port))
        if port.type == "isa-serial" and numbers[port.port] > 1 and not (request and "type" in request.__dict__):
            del port.type
            port.__dict__.pop("model", None)


def _drop_controllers_and_ports(document: Domain, devices: Devices, asked: Mapping[int, Element]) -> list[Change]:
    changes = list(_drop_controllers(devices, asked))
    _drop_ports(document, asked)
    return changes


def _drop_controllers(devices: Devices, asked: Mapping[int, Element]) -> Iterator[Change]:
    """USB controllers of which nothing is asked, where one of the same number is: but for the parts of one, ich9."""
    (key,) = keys_of(Controller)
    name = reader(key)
    numbers = {
        named[:-1]: bool(named[-1]) for item in devices.controllers if id(item) in asked and (named := name(item))
    }
    for controller in list(devices.__dict__.get("controllers", ())):
        named = name(controller)
        if id(controller) in asked or named is None or numbers.get(named[:-1], bool(named[-1])) == bool(named[-1]):
            continue
        devices.controllers.remove(controller)
        yield Change("removed", f"devices.controllers[{item_name(named)}]", controller, None)


def _drop_ports(document: Domain, asked: Mapping[int, Element]) -> None:
    """Take the ports of a USB bus that lost some of them, and one where all are taken: libvirt adds a hub there."""
    buses = {_bus(device) for device in devices_without_port(document)}
    given = [device for device in usb_devices(document) if _is_given_port(device, asked)]
    lost = [device for device in given if _bus(device) in buses]
    if not lost and is_full(document):
        lost = [device for device in given if "." not in str(device.address.port)][-1:]
    for device in lost:
        del device.address


def _is_given_port(device: Any, asked: Mapping[int, Element]) -> bool:
    """Whether libvirt gave a device its port."""
    return _bus(device) is not None and _address(asked.get(id(device))) is None


def _bus(device: Any) -> object:
    """The USB bus on which a device has a port."""
    address = _address(device)
    return (address.bus or 0) if address is not None and address.type == "usb" else None


def _address(device: Any) -> Address | None:
    address = device.__dict__.get("address") if isinstance(device, Element) else None
    return address if isinstance(address, Address) else None
