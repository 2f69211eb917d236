"""Devices that libvirt adds: what every machine of a family has, and controllers of the buses that are used."""

from __future__ import annotations

from collections.abc import Iterable

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.devices.controllers import add_controller, ensure_controller
from libvirt_xml.completion.field_paths import get, items_at, put
from libvirt_xml.completion.filled_in import DeviceRow, device_rows
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.completion.when import holds
from libvirt_xml.documents.domain import Domain

_DISK_CONTROLLERS = {"scsi": "scsi", "fdc": "fdc", "ide": "ide", "sata": "sata"}  # in libvirt's order


def add_devices(domain: Domain, machine: GuestMachine, stage: str) -> None:
    """Add the devices that the rows of a stage say."""
    for row in device_rows(stage):
        if machine.has(row.since, row.until) and holds(row.when, domain, domain, machine) and _is_missing(row, domain):
            _add(row, domain)


def _is_missing(row: DeviceRow, domain: Domain) -> bool:
    return not any(
        all(get(item, path) == value for path, value in row.unless.items()) for item in items_at(domain, row.of)
    )


def _add(row: DeviceRow, domain: Domain) -> None:
    if row.of == "devices.controllers":
        for fields in row.devices:
            controller = add_controller(domain, fields["type"], fields["index"], fields.get("model"))
            _set(controller, fields)
        return
    first = next(iter(items_at(domain, row.of)), None)
    alike = {path: value for path in row.like_first if first is not None and (value := get(first, path)) is not None}
    for fields in row.devices:
        put(domain, row.of, {**fields, **alike})


def _set(item: Element, fields: dict[str, object]) -> None:
    for path, value in fields.items():
        put(item, path, value)


def add_controllers(domain: Domain) -> None:
    """Add the controllers that addresses name.

    Source: src/conf/domain_conf.c: virDomainDefAddImplicitControllers.
    """
    devices = domain.devices
    for bus, kind in _DISK_CONTROLLERS.items():
        _up_to(domain, kind, (get(disk, "address.controller") for disk in devices.disks if _bus(disk) == bus))
    _serial_controllers(domain)
    for smartcard in devices.smartcards:
        ensure_controller(domain, "ccid", get(smartcard, "address.controller") or 0)
    _up_to(domain, "scsi", (get(host, "address.controller") for host in devices.hostdevs if host.type == "scsi"))


def _bus(disk: Element) -> object:
    return get(disk, "target.bus")


def _up_to(domain: Domain, kind: str, numbers: Iterable[int | None]) -> None:
    most = max((number for number in numbers if number is not None), default=-1)
    for index in range(min(most + 1, 256)):
        ensure_controller(domain, kind, index)


def _serial_controllers(domain: Domain) -> None:
    """A controller of virtio serial ports for each that a channel or console names, else the first."""
    for port in (*domain.devices.channels, *domain.devices.consoles):
        if get(port, "target.type") == "virtio":
            number = get(port, "address.controller") if get(port, "address.type") == "virtio-serial" else None
            ensure_controller(domain, "virtio-serial", number or 0)
