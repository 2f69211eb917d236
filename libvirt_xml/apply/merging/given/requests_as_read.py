"""What is asked as libvirt reads it: what it ignores is not asked, and what names an item is as libvirt writes it.

Documents of other programs are often those of running guests: aliases, the paths of terminals, the state of channels.
USB controllers without a number get the one that libvirt gives them: it says which parts make one controller. Servers
of disks have ports, and iSCSI targets a unit. Of several displays the first one is the primary one. The console at the
serial port is that port, whatever else is asked of it.
"""

from __future__ import annotations

import copy
from typing import TypeVar

from libvirt_xml.apply.merging.given.device_places import copy_character, is_serial
from libvirt_xml.binding.element import Element
from libvirt_xml.completion.devices.controllers import controllers_of, number_controllers, sort_devices
from libvirt_xml.completion.devices.network_disks import complete_network_disks
from libvirt_xml.completion.state import drop_state
from libvirt_xml.documents import Controller, Devices, Domain

RequestType = TypeVar("RequestType", bound=Element)


def as_libvirt_reads(asked: RequestType) -> RequestType:
    """A copy of a domain as libvirt reads it; any other document itself."""
    if not isinstance(asked, Domain):
        return asked
    read = copy.deepcopy(asked)
    drop_state(read)
    complete_network_disks(read)
    _choose_display(read)
    _read_serial_console(read)
    if not has_usb_numbers(read):
        _number_usb(read)
    return read


def has_usb_numbers(document: Element) -> bool:
    """Whether all USB controllers have a number, as in each document that libvirt wrote."""
    return all(controller.index is not None for controller in _usb_controllers(document))


def _choose_display(domain: Domain) -> None:
    """Make the first of several displays the primary one if none is: the order of a merged list says nothing."""
    displays = domain.devices.videos
    models = [display.model for display in displays if display.model is not None]
    if len(displays) > 1 and displays[0].model is not None and not any(model.primary for model in models):
        displays[0].model.primary = True


def _read_serial_console(domain: Domain) -> None:
    """The first console at a serial port is the first port: libvirt takes all that it is from there, and its number.

    Without a port it makes one of the console.
    """
    devices = domain.devices
    for console in devices.consoles:
        if is_serial(console) and console.target is not None:
            console.target.__dict__.pop("port", None)
    if devices.consoles and devices.serials and is_serial(devices.consoles[0]):
        copy_character(devices.serials[0], devices.consoles[0])


def _number_usb(domain: Domain) -> None:
    alone = Domain(type="qemu", name="", devices=Devices(controllers=_usb_controllers(domain)))
    sort_devices(alone)
    number_controllers(alone)


def _usb_controllers(document: Element) -> list[Controller]:
    devices = document.__dict__.get("devices")
    if not isinstance(document, Domain) or not isinstance(devices, Devices) or "controllers" not in devices.__dict__:
        return []
    return controllers_of(document, "usb")
