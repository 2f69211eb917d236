"""Ports of USB controllers and hubs.

Source: libvirt, src/qemu/qemu_domain_address.c: qemuDomainAssignUSBAddresses; src/conf/domain_addr.c.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from libvirt_xml.completion.devices.controllers import controllers_of
from libvirt_xml.completion.field_paths import get
from libvirt_xml.completion.filled_in import named_facts
from libvirt_xml.documents.devices import Address, Hub
from libvirt_xml.documents.domain import Domain

_HUB_PORTS = 8
_COMPANIONS = {"ich9-uhci1", "ich9-uhci2", "ich9-uhci3"}

_Ports = dict[str, bool]  # each port by its path (``1.4``), and whether it is taken


def assign_usb_ports(domain: Domain) -> None:
    """Give each USB device a port: first on the controllers, then on the hubs; hubs that are missing are added."""
    buses, wanting = _taken_ports(domain)
    if not buses:
        return
    hubs = [hub for hub in domain.devices.__dict__.get("hubs", ()) if get(hub, "address.port") is None]
    free = _count_free(buses) + len(hubs) * (_HUB_PORTS - 1)
    for _ in range(-(-(len(wanting) - free + 1) // (_HUB_PORTS - 1)) if len(wanting) > free else 0):
        hub = Hub(type="usb")
        domain.devices.hubs.append(hub)
        hubs.append(hub)
    for hub in hubs:
        _give(hub, buses, is_hub=True)
    for device in wanting:
        _give(device, buses, is_hub=False)


def is_full(domain: Domain) -> bool:
    """Whether USB devices need a port, and there is none left, not even for a hub."""
    buses, wanting = _taken_ports(domain)
    return bool(buses and wanting) and not _count_free(buses)


def _taken_ports(domain: Domain) -> tuple[dict[int, _Ports], list[Any]]:
    """The ports, those taken that the document gives, and the devices that have none."""
    buses = _buses(domain)
    for hub in domain.devices.__dict__.get("hubs", ()):
        _take(hub, buses, is_hub=True)
    wanting = []
    for device in _devices(domain):
        if device.__dict__.get("address") is None or (device.address.type == "usb" and device.address.port is None):
            wanting.append(device)
        else:
            _take(device, buses, is_hub=False)
    return buses, wanting


def _count_free(buses: dict[int, _Ports]) -> int:
    return sum(not is_taken for ports in buses.values() for is_taken in ports.values())


def devices_without_port(domain: Domain) -> list[Any]:
    """The USB devices, and hubs, whose port the controllers and hubs of the domain do not have."""
    buses = _buses(domain)
    buses.setdefault(0, _free_ports(named_facts("usb_ports")["usual"]))  # libvirt adds this bus, and no other
    hubs = domain.devices.__dict__.get("hubs", ())
    for hub in sorted(hubs, key=lambda hub: str(get(hub, "address.port")).count(".")):
        if _has_port(hub, buses):
            _take(hub, buses, is_hub=True)
    return [device for device in usb_devices(domain) if not _has_port(device, buses)]


def usb_devices(domain: Domain) -> list[Any]:
    """The hubs and USB devices of a domain."""
    return [*domain.devices.__dict__.get("hubs", ()), *_devices(domain)]


def _has_port(device: Any, buses: dict[int, _Ports]) -> bool:
    """Whether the port of a device is there; one without a port has none to miss."""
    port, ports = get(device, "address.port"), buses.get(get(device, "address.bus") or 0, {})
    return port is None or get(device, "address.type") != "usb" or str(port) in ports


def _buses(domain: Domain) -> dict[int, _Ports]:
    """The ports of each bus."""
    counts = named_facts("usb_ports")
    buses: dict[int, _Ports] = {}
    for controller in controllers_of(domain, "usb"):
        if controller.model == "none" or controller.model in _COMPANIONS:
            continue
        count = controller.ports or counts.get(controller.model or "", counts["usual"])
        buses.setdefault(controller.index or 0, _free_ports(count))
    return buses


def _free_ports(count: int) -> _Ports:
    return {str(port): False for port in range(1, count + 1)}


def _devices(domain: Domain) -> Iterator[Any]:
    """The USB devices other than hubs, in the order in which they get their ports."""
    devices = domain.devices.__dict__
    yield from (host for host in devices.get("hostdevs", ()) if host.type == "usb")
    yield from (disk for disk in devices.get("disks", ()) if get(disk, "target.bus") == "usb")
    yield from controllers_of(domain, "ccid")
    yield from (item for item in devices.get("inputs", ()) if item.bus == "usb")
    yield from (item for item in devices.get("serials", ()) if get(item, "target.type") == "usb-serial")
    yield from (sound for sound in devices.get("sounds", ()) if sound.model == "usb")
    yield from devices.get("redirdevs", ())


def _take(device: Any, buses: dict[int, _Ports], *, is_hub: bool) -> None:
    """Mark the port that the document gives."""
    port = get(device, "address.port")
    ports = buses.get(get(device, "address.bus") or 0)
    if port is None or ports is None or get(device, "address.type") != "usb":
        return
    ports[str(port)] = True
    if is_hub:
        ports |= {f"{port}.{number}": False for number in range(1, _HUB_PORTS + 1)}


def _give(device: Any, buses: dict[int, _Ports], *, is_hub: bool) -> None:
    """Assign the first free port of the bus that is asked for, or of any."""
    wanted = get(device, "address.bus")
    for index in sorted(buses) if wanted is None else [wanted]:
        port = _first_free(buses.get(index, {}), "")
        if port is not None:
            device.address = Address(type="usb", bus=index, port=port if "." in port else int(port))
            _take(device, buses, is_hub=is_hub)
            return


def _first_free(ports: _Ports, hub: str) -> str | None:
    """The first free port of a hub, else of the hubs at it, one after the other."""
    level = hub.count(".")
    level_ports = [port for port in ports if port.startswith(hub) and port.count(".") == level]
    free = next((port for port in level_ports if not ports[port]), None)
    below = (_first_free(ports, f"{port}.") for port in level_ports if f"{port}.1" in ports)
    return free or next((port for port in below if port is not None), None)
