"""What rules ask of elements that no attribute says: the bus of a disk, the family of a machine.

A fact is a function of an element and the subject that gives a text, or ``None`` where it is not known. Triggers name
it with ``$``: ``$bus`` of an element, ``/$family`` of the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from libvirt_xml.validation.rules.derived import address_facts, disk_facts, drive_addresses, machine_facts

if TYPE_CHECKING:
    from libvirt_xml.validation.rules.thing import Thing

Fact = Callable[["Thing", Any], "str | None"]

FACTS: Mapping[str, Fact] = {
    "name": lambda thing, _: thing.name,
    "arch": machine_facts.arch,
    "machine": machine_facts.machine,
    "family": machine_facts.family,
    "virt": machine_facts.virt,
    "foreign_machine": machine_facts.foreign_machine,
    "memory_differs": machine_facts.memory_differs,
    "ports_differ": machine_facts.ports_differ,
    "pci": address_facts.pci,
    "pci_of_address": address_facts.pci_of_address,
    "pci_place": address_facts.pci_place,
    "pci_role": address_facts.pci_role,
    "bus": disk_facts.bus,
    "drive_place": drive_addresses.drive_place,
    "device": disk_facts.device,
    "format": disk_facts.written_format,
}
"""All facts by their names."""
