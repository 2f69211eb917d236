"""The machine as libvirt would complete it."""

from __future__ import annotations

from copy import deepcopy

from libvirt_xml.completion.addresses.channel_devices import assign_channel_devices
from libvirt_xml.completion.addresses.drives import assign_drives, assign_host_drives
from libvirt_xml.completion.addresses.pci_buses import NoPlaceError
from libvirt_xml.completion.addresses.pci_slots import assign_pci
from libvirt_xml.completion.addresses.serial_ports import assign_serial_ports, assign_smartcards
from libvirt_xml.completion.addresses.usb_ports import assign_usb_ports
from libvirt_xml.completion.amounts import complete_memory
from libvirt_xml.completion.devices.consoles import pair_consoles, repeat_address
from libvirt_xml.completion.devices.controllers import number_controllers, sort_devices
from libvirt_xml.completion.devices.displays import complete_displays
from libvirt_xml.completion.devices.implied_devices import add_controllers, add_devices
from libvirt_xml.completion.devices.network_disks import complete_network_disks
from libvirt_xml.completion.devices.screens import complete_screens
from libvirt_xml.completion.field_paths import get, put
from libvirt_xml.completion.guest_machine import GuestMachine, guest_machine
from libvirt_xml.completion.nvram_paths import complete_nvram
from libvirt_xml.completion.state import drop_state
from libvirt_xml.completion.value_rows import fill_values
from libvirt_xml.documents.domain import Domain


def completed(domain: Domain, *, libvirt: str | None = None) -> Domain:
    """The domain as libvirt would complete it when it is defined, as far as that is known; a copy.

    ``libvirt`` is the release that does it; without one, only what all known releases do is filled in. What depends
    on the host (the version of an unversioned machine type) or on chance (UUID, MAC addresses) is not.
    """
    whole = deepcopy(domain)
    machine = guest_machine(whole, libvirt)
    if machine is not None:
        drop_state(whole)
        complete(whole, machine)
    return whole


def complete(domain: Domain, machine: GuestMachine) -> None:
    """Fill in what is omitted, in libvirt's order."""
    if get(domain, "os.type.machine") is None:
        put(domain, "os.type.machine", machine.family)  # its version depends on the host
    if machine.emulator is not None and get(domain, "devices.emulator") is None:
        put(domain, "devices.emulator", machine.emulator)
    fill_values(domain, machine, "first")
    sort_devices(domain)
    complete_nvram(domain)
    complete_network_disks(domain)
    complete_memory(domain)
    complete_screens(domain)
    pair_consoles(domain, machine)
    number_controllers(domain)
    add_devices(domain, machine, "default")
    complete_displays(domain)
    fill_values(domain, machine, "of_devices")
    assign_drives(domain)
    assign_host_drives(domain)
    add_controllers(domain)
    add_devices(domain, machine, "implied")
    fill_values(domain, machine, "of_devices")
    try:
        assign_serial_ports(domain)
        assign_smartcards(domain)
        assign_channel_devices(domain, machine)
        assign_pci(domain, machine)
        assign_usb_ports(domain)
        repeat_address(domain)
    except NoPlaceError:
        return  # libvirt refuses the machine
