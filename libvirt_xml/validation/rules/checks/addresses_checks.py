"""Checks of addresses: PCI, USB, virtio-serial and others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from libvirt_xml.validation.rules.derived.controller_ports import PORTS_OF_HUB, numbers_of_buses, ports_of_buses
from libvirt_xml.validation.rules.derived.drive_addresses import drive_address, written_address
from libvirt_xml.validation.rules.derived.pci_bus_models import (
    BUSES,
    ENDPOINT,
    kind_of_device,
    model_of_added,
    models_of_buses,
)
from libvirt_xml.validation.rules.derived.pci_room import free_slots, is_on_pci, missing_ports, written_places
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing, whole_number

_NOWHERE = "0000:00:00."  # libvirt takes slot 0 of bus 0 for an address that is to be assigned
_IDE_OF_PC, _USB_OF_PC, _SATA_OF_Q35 = "0000:00:01.1", "0000:00:01.2", "0000:00:1f.2"
_RESERVED = {
    "pc": {"0000:00:01.0": "the ISA bridge", "0000:00:01.3": "power management"},
    "q35": {"0000:00:1f.0": "the ISA bridge", "0000:00:1f.3": "the SMBus"},
}
_CONVENTIONAL = frozenset({"dmi-to-pci-bridge", "pcie-to-pci-bridge", "pci-bridge", "pci-expander-bus"})
_OFF_PCI_BUSES = frozenset({"ide", "sata", "scsi", "fdc", "usb"})
_USUAL_SERIAL_PORTS = 31
_FEW_CONTROLLERS = 8


def pci_address_repeated(thing: Thing, subject: Subject) -> Answer:
    """A PCI address that another device has; a console repeats that of its serial port.

    Consoles are told from the document: one that is settled alone would not count as the other device either.
    """
    address, consoles = _address(thing, subject), subject.at("devices/console")
    if address is None or thing.name == "console" or _is_ignored(thing, subject):
        return None
    return thing.name != "serial" or all(subject.derived(console, "pci") != address for console in consoles[:1])


def _address(device: Thing, subject: Subject) -> str | None:
    """The PCI address of a device that libvirt takes as it is written."""
    address = subject.derived(device, "pci")
    return None if address is None or address.startswith(_NOWHERE) else address


def _is_ignored(device: Thing, subject: Subject) -> bool:
    """A USB controller of s390x, which newer releases of libvirt ignore."""
    is_usb = device.name == "controller" and device.attributes.get("type") == "usb"
    return is_usb and subject.machine["family"] == "s390"


def pci_address_counts(thing: Thing, subject: Subject) -> Answer:
    """A device whose PCI address libvirt does not ignore."""
    return subject.derived(thing, "pci") is not None


def zpci_repeated(thing: Thing, subject: Subject) -> Answer:
    """An identifier of zPCI that another device has."""
    return not _is_ignored(thing, subject)


def reserved_pci_address(thing: Thing, subject: Subject) -> Answer:
    """A PCI address that a device of the machine itself has."""
    address = subject.derived(thing, "pci")
    if address is None or thing.name == "console" or _is_at_home(thing, address):
        return None
    family = subject.machine["family"] or ""
    owner = _RESERVED[family].get(address)
    if owner is None and family == "q35" and address == _SATA_OF_Q35 and not _is_first(thing, "sata"):
        owner = "SATA controller 0"
    if owner is None and family == "pc" and address == _USB_OF_PC and not _is_piix_usb(thing):
        owner = "USB controller 0" if subject.once(_has_piix_usb) else None
    if owner is None and family == "pc" and address == _IDE_OF_PC and not _is_first(thing, "ide"):
        owner = "IDE controller 0" if subject.once(_has_ide) else None
    return None if owner is None else {"owner": owner}


def _is_at_home(thing: Thing, address: str) -> bool:
    """Whether a controller of the chip set is where it always is."""
    homes = ((_SATA_OF_Q35, "sata"), (_IDE_OF_PC, "ide"))
    return any(address == home and _is_first(thing, of_type) for home, of_type in homes) or (
        address == _USB_OF_PC and _is_piix_usb(thing)
    )


def _is_first(thing: Thing, of_type: str) -> bool:
    is_controller = thing.name == "controller" and thing.attributes.get("type") == of_type
    return is_controller and thing.number("@index") in {0, None}


def _has_index_zero(thing: Thing, subject: Subject) -> bool:
    """Whether a controller of the same type has index 0, so that one without an index gets another."""
    of_type = thing.attributes.get("type", "")
    return any(one.number("@index") == 0 for one in subject.at(f"devices/controller[@type='{of_type}']"))


def _is_piix_usb(thing: Thing) -> bool:
    return _is_first(thing, "usb") and thing.attributes.get("model", "piix3-uhci") == "piix3-uhci"


def _has_piix_usb(subject: Subject) -> bool:
    """Whether the USB controller of the chip set is there: also where none of index 0 is written."""
    controllers = [one for one in subject.at("devices/controller") if one.attributes.get("type") == "usb"]
    first = [one for one in controllers if one.number("@index") in {0, None}]
    if not first:
        return all(one.attributes.get("model") != "none" for one in controllers)
    return any(_is_piix_usb(one) for one in first)


def _has_ide(subject: Subject) -> bool:
    return any(_is_first(one, "ide") for one in subject.at("devices/controller")) or any(
        subject.derived(disk, "bus") == "ide" for disk in subject.at("devices/disk")
    )


def fixed_address(thing: Thing, subject: Subject) -> Answer:
    """A controller of the chip set at another place than its own."""
    address = _address(thing, subject)
    if address is None or ("index" not in thing.attributes and _has_index_zero(thing, subject)):
        return None
    if _is_first(thing, "ide") and address != _IDE_OF_PC:
        return {"what": "IDE controller 0", "expected": _IDE_OF_PC}
    if _is_piix_usb(thing) and address != _USB_OF_PC:
        return {"what": "the PIIX3 USB controller", "expected": _USB_OF_PC}
    if _is_first(thing, "sata") and address != _SATA_OF_Q35:
        return {"what": "SATA controller 0", "expected": _SATA_OF_Q35}
    return None


def address_of_piix(thing: Thing, subject: Subject) -> Answer:
    """A controller at the place that it has in the chip set of pc."""
    address = subject.derived(thing, "pci")
    return (_is_first(thing, "ide") and address == _IDE_OF_PC) or (_is_piix_usb(thing) and address == _USB_OF_PC)


def _numbers(device: Thing, subject: Subject) -> tuple[int, int] | None:
    """Bus and slot of a PCI address in domain 0; that of a console is not looked at."""
    address = None if device.name == "console" else _address(device, subject)
    if address is None or not address.startswith("0000:"):
        return None
    bus, slot = address.removeprefix("0000:").partition(".")[0].split(":")
    return int(bus, 16), int(slot, 16)


def slot_of_bus(thing: Thing, subject: Subject) -> Answer:
    """A slot that the bus does not have."""
    place = _numbers(thing, subject)
    models = subject.once(models_of_buses) if place else {}
    model = None
    if place and models:
        model = models.get(place[0]) or model_of_added(thing, subject)
    bus = BUSES.get(model or "")
    if place is None or bus is None or kind_of_device(thing) not in bus.takes or bus.least <= place[1] <= bus.most:
        return None
    if bus.most:
        return {"bus": place[0], "model": model, "slots": "no slot 0", "slot": place[1], "instead": "write slot='0x01'"}
    return {"bus": place[0], "model": model, "slots": "slot 0 only", "slot": place[1], "instead": "write slot='0x00'"}


def bus_of_nothing(thing: Thing, subject: Subject) -> Answer:
    """A PCI controller on a bus behind the last controller."""
    place = _numbers(thing, subject)
    models = subject.once(models_of_buses) if place else {}
    return {"bus": place[0], "last": max(models)} if place and models and place[0] > max(models) else None


def kind_of_bus(thing: Thing, subject: Subject) -> Answer:
    """A device on a bus that does not take it."""
    place = _numbers(thing, subject)
    models = subject.once(models_of_buses) if place else {}
    model = models.get(place[0]) if place else None
    bus = BUSES.get(model or "")
    kind = kind_of_device(thing)
    if place is None or bus is None or kind in bus.takes or (kind != ENDPOINT and kind not in BUSES):
        return None
    fitting = (
        [index for index, other in models.items() if kind in BUSES[other].takes]
        if set(models.values()) <= set(BUSES)
        else []
    )
    instead = f"write bus='0x{fitting[0]:02x}'" if fitting else "remove the address"
    what = f"a {kind}" if kind != ENDPOINT else "devices, but ports only"
    return {"bus": place[0], "model": model, "what": what, "instead": instead}


def device_among_ports(thing: Thing, subject: Subject) -> Answer:
    """A device on a bus that has ports alone."""
    return kind_of_bus(thing, subject) if kind_of_device(thing) == ENDPOINT else None


def bridge_without_parent(thing: Thing, subject: Subject) -> Answer:
    """A bridge without an address, and no bus of conventional PCI below its index."""
    index = thing.number("@index")
    models = subject.once(models_of_buses)
    if index is None or not models:
        return None
    return not any(model in _CONVENTIONAL for other, model in models.items() if other < index)


def register_repeated(thing: Thing, subject: Subject) -> Answer:
    """Two devices of pseries at one register; a console repeats that of its serial port."""
    devices = thing.things("controller|interface|nvram|serial|tpm")  # those that QEMU has for this bus
    places = ((device, device.number("address[@type='spapr-vio']/@reg")) for device in devices)
    return [{"thing": device, "at": "address/@reg"} for device in _repeated(places)]


def _repeated(places: Iterator[tuple[Thing, Any]]) -> list[Thing]:
    """The devices whose place an earlier one has; ``None`` is no place."""
    seen: set[Any] = set()
    repeated: list[Thing] = []
    for device, place in places:
        if place is not None and place in seen:
            repeated.append(device)
        seen.add(place)
    return repeated


def _usb_places(devices: Thing) -> Iterator[tuple[Thing, tuple[int, str]]]:
    """The devices with a USB address, each with its bus and port; hosts' own addresses stand in their sources.

    Of devices that are none of USB, libvirt keeps such an address and does not look at it.
    """
    for device in devices.children:
        address = device.thing("address")
        if address is None or address.attributes.get("type") != "usb" or not _is_of_usb(device):
            continue
        bus = whole_number(address.attributes.get("bus"))
        port = address.attributes.get("port")
        if bus is not None and port:
            yield device, (bus, port)


def _is_of_usb(device: Thing) -> bool:
    """Whether libvirt gives the device a port of USB (src/conf/domain_conf.c: virDomainUSBDeviceDefForeach)."""
    if device.name == "input" and device.attributes.get("type") == "tablet" and "bus" not in device.attributes:
        return True
    if device.name in _USB_BY:
        return device.value(_USB_BY[device.name][0]) == _USB_BY[device.name][1]
    return device.name in {"hub", "redirdev"}


_USB_BY = {
    "hostdev": ("@type", "usb"),
    "disk": ("target/@bus", "usb"),
    "input": ("@bus", "usb"),
    "serial": ("target/@type", "usb-serial"),
    "sound": ("@model", "usb"),
    "controller": ("@type", "ccid"),
}


def usb_address_repeated(thing: Thing, subject: Subject) -> Answer:
    """Two devices at one USB port."""
    places = dict(_usb_places(thing))
    return [
        {"thing": device, "at": "address", "bus": places[device][0], "port": places[device][1]}
        for device in _repeated(iter(places.items()))
    ]


def usb_bus_missing(thing: Thing, subject: Subject) -> Answer:
    """A USB bus without a controller; 0 may be added by libvirt."""
    buses = numbers_of_buses(thing)
    if buses is None:
        return None
    written = ((device, device.number("address[@type='usb']/@bus")) for device in thing.children)
    places = ((device, bus) for device, bus in written if bus and bus not in buses)
    return [{"thing": device, "at": "address/@bus", "bus": bus} for device, bus in places]


def usb_hub_missing(thing: Thing, subject: Subject) -> Answer:
    """A port of a hub that is not there."""
    hubs = {place for device, place in _usb_places(thing) if device.name == "hub"}
    missing: list[dict[str, Any]] = []
    for device, (bus, port) in _usb_places(thing):
        parts = port.split(".")
        ways = [".".join(parts[:count]) for count in range(1, len(parts))]
        hub = next((way for way in ways if (bus, way) not in hubs), None)
        if hub is not None:
            missing.append({"thing": device, "at": "address/@port", "bus": bus, "port": port, "hub": hub})
    return missing


def usb_port_out_of_range(thing: Thing, subject: Subject) -> Answer:
    """A port that the controller or the hub does not have."""
    buses = ports_of_buses(thing, subject.machine["family"])
    wrong: list[dict[str, Any]] = []
    for device, (bus, port) in _usb_places(thing):
        most = PORTS_OF_HUB if "." in port else buses.get(bus)
        number = whole_number(port.rpartition(".")[2])
        if most is not None and number is not None and number > most:
            wrong.append({"thing": device, "at": "address/@port", "bus": bus, "port": port, "most": most})
    return wrong


def _serial_places(devices: Thing) -> Iterator[tuple[Thing, tuple[int, int]]]:
    """The channels and consoles with an address on a virtio-serial controller, each with controller and port."""
    for device in devices.things("channel|console"):
        address = device.thing("address[@type='virtio-serial']")
        if address is None:
            continue
        controller = whole_number(address.attributes.get("controller", "0"))
        port = whole_number(address.attributes.get("port"))
        if controller is not None and port is not None:
            yield device, (controller, port)


def serial_port_repeated(thing: Thing, subject: Subject) -> Answer:
    """Two devices at one port of a virtio-serial controller; port 0 is assigned where a device cannot have it."""
    places = {device: place for device, place in _serial_places(thing) if place[1]}
    return [
        {"thing": device, "at": "address", "controller": places[device][0], "port": places[device][1]}
        for device in _repeated(iter(places.items()))
    ]


def serial_port_out_of_range(thing: Thing, subject: Subject) -> Answer:
    """A port that the virtio-serial controller does not have."""
    counts: dict[int | None, int | None] = {}
    for controller in thing.things("controller[@type='virtio-serial']"):
        given = controller.attributes.get("ports")
        counts[controller.number("@index")] = _USUAL_SERIAL_PORTS if given is None else whole_number(given)
    wrong: list[dict[str, Any]] = []
    for device, (controller_index, port) in _serial_places(thing):
        count = counts.get(controller_index, _USUAL_SERIAL_PORTS)
        if count is not None and port >= count:
            answer = {"thing": device, "at": "address/@port", "controller": controller_index, "port": port}
            wrong.append({**answer, "count": count})
    return wrong


def no_host_device(thing: Thing, subject: Subject) -> Answer:
    """A device that is none of the host; libvirt assigns the addresses of controllers."""
    return None if thing.name in {"hostdev", "controller"} else {"name": thing.name}


def not_on_pci(thing: Thing, subject: Subject) -> Answer:
    """A device that is known not to be on PCI."""
    written = thing.value("address/@type")
    is_off = (
        (written is not None and written not in {"pci", "unassigned"})
        or (thing.name == "disk" and subject.derived(thing, "bus") in _OFF_PCI_BUSES)
        or (thing.name in {"input", "redirdev"} and thing.attributes.get("bus") == "usb")
        or (thing.name == "hostdev" and thing.attributes.get("type") in {"usb", "scsi"})
        or thing.name in {"hub", "smartcard", "memory"}
        or thing.value("model/@type") == "usb-net"
    )
    return {"name": thing.name} if is_off else None


def scsi_address_used(thing: Thing, subject: Subject) -> Answer:
    """A drive address of a SCSI device of the host that a disk, or another such device, has."""
    used: dict[Any, str] = {}
    for disk in thing.things("disk"):
        if subject.derived(disk, "bus") == "scsi":
            used.setdefault(drive_address(disk, subject), f"disk {disk.value('target/@dev') or ''}")
    used.pop(None, None)
    wrong: list[dict[str, Any]] = []
    for hostdev in thing.things("hostdev[@type='scsi']"):
        address = hostdev.thing("address[@type='drive']")
        place = None if address is None else written_address(address)
        if place is not None and place in used:
            wrong.append({"thing": hostdev, "at": "address", "other": used[place]})
        elif place is not None:
            used[place] = "another one"
    return wrong


def too_many_on_pci(thing: Thing, subject: Subject) -> Answer:
    """More devices on PCI than the machine has places for."""
    placed = [device for device in thing.children if not device.has("address") and is_on_pci(device, subject)]
    if subject.machine["family"] == "pc":
        is_full = not free_slots(thing, subject) and not thing.has("controller[@type='pci'][@model='pci-bridge']")
        what = "all slots of PCI bus 0 are taken, and libvirt has to place more devices"
        instead = "remove an address of a device on bus 0, or add <controller type='pci' index='1' model='pci-bridge'/>"
        return {"what": what, "instead": instead} if is_full and (placed or not thing.has("memballoon")) else None
    count = missing_ports(thing, len(placed), subject)
    what = f"{count} more PCI devices or root ports than the machine has places for"
    return {"what": what, "instead": "remove devices or root ports, or addresses on bus 0"} if count else None


def far_bus(thing: Thing, subject: Subject) -> Answer:
    """The highest bus of an address, where libvirt has to add more than a few controllers below it."""
    models = subject.once(models_of_buses)
    device, bus, _ = max(written_places(thing), key=lambda place: place[1], default=(thing, 0, 0))
    count = bus - max(models, default=bus)
    return {"thing": device, "at": "address/@bus", "bus": bus, "count": count} if count > _FEW_CONTROLLERS else None


def no_free_port(thing: Thing, subject: Subject) -> Answer:
    """Each root port has a device by its address; those that libvirt places take others."""
    ports = {index for index, model in subject.once(models_of_buses).items() if model == "pcie-root-port"}
    used = {bus for _, bus, _ in written_places(thing)}
    return bool(ports) and ports <= used
