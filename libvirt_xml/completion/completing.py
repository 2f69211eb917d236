"""The machine as libvirt would complete it."""

from __future__ import annotations

from copy import deepcopy

from libvirt_xml.completion.addresses.drives import assign_drives
from libvirt_xml.completion.addresses.pci_buses import NoPlaceError
from libvirt_xml.completion.addresses.pci_slots import assign_pci
from libvirt_xml.completion.addresses.serial_ports import assign_serial_ports
from libvirt_xml.completion.controllers import number_controllers
from libvirt_xml.completion.guest_machine import GuestMachine, guest_machine
from libvirt_xml.completion.implied_devices import add_controllers, add_devices
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
    fill_values(domain, machine, "first")
    number_controllers(domain)
    add_devices(domain, machine, "default")
    fill_values(domain, machine, "of_devices")
    assign_drives(domain)
    add_controllers(domain)
    add_devices(domain, machine, "implied")
    fill_values(domain, machine, "then")
    try:
        assign_serial_ports(domain)
        assign_pci(domain, machine)
    except NoPlaceError:
        return  # libvirt refuses the machine
