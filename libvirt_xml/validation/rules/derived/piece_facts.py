"""Derived facts that the gate can tell from one element alone, and keys that two elements may have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from libvirt_xml.facts.machines import family_of
from libvirt_xml.validation.rules.derived.address_facts import pci_key, place_of, role_of
from libvirt_xml.validation.rules.derived.disk_facts import bus_of_target
from libvirt_xml.validation.rules.derived.machine_facts import foreign_machine_of, possible_arches
from libvirt_xml.validation.rules.derived.memory_sizes import size_in_bytes

Attributes = Mapping[str, str]


class PieceFact(NamedTuple):
    """A fact, and the element that decides it: ``of_attributes`` gives all values that it may have."""

    element: str
    of_attributes: Callable[[Attributes], tuple[str | None, ...]]


def _family(attributes: Attributes) -> tuple[str | None, ...]:
    name = attributes.get("machine")
    return ("pc", None) if name is None else (family_of(name),)


def _machine(attributes: Attributes) -> tuple[str | None, ...]:
    name = attributes.get("machine")
    return ("pc", None) if name is None else (name,)


def _bus(attributes: Attributes) -> tuple[str | None, ...]:
    return (bus_of_target(attributes), "fdc")  # a floppy without a bus is on fdc, whatever its name


PIECE_FACTS: Mapping[str, PieceFact] = {
    "arch": PieceFact("type", possible_arches),
    "machine": PieceFact("type", _machine),
    "family": PieceFact("type", _family),
    "virt": PieceFact("domain", lambda attributes: (attributes.get("type"),)),
    "bus": PieceFact("target", _bus),
    "pci_of_address": PieceFact("address", lambda attributes: (pci_key(attributes),)),
    "pci_place": PieceFact("address", lambda attributes: (place_of(attributes),)),
    "pci_role": PieceFact("controller", lambda attributes: (role_of(attributes),)),
    "foreign_machine": PieceFact("type", lambda attributes: (foreign_machine_of(attributes),)),
    "device": PieceFact("disk", lambda attributes: (attributes.get("device", "disk"),)),
}
"""Facts that the attributes of one element decide. Others have no tokens: rules that ask for them are looked at more
often."""


class RepeatFact(NamedTuple):
    """A fact that two elements may have in common, and how the gate tells it."""

    element: str | None
    """The element that has it; ``None`` for one that every element has."""
    key: Callable[[Attributes], object]


ANY_OF_NAME = "name"
"""What all elements of one name have in common; no trigger names it."""

REPEAT_FACTS: Mapping[str, RepeatFact] = {
    "pci": RepeatFact("address", pci_key),
    ANY_OF_NAME: RepeatFact(None, lambda _: True),
}


def _memory(attributes: Attributes, text: str) -> object:
    """A size of the domain's memory; a memory device is none."""
    return None if "model" in attributes else size_in_bytes(text, attributes.get("unit"))


def _type(attributes: Attributes, _: str) -> object:
    return attributes.get("type")


DIFFERENCES: Mapping[str, Mapping[str, Callable[[Attributes, str], object]]] = {
    "memory_differs": {"memory": _memory, "currentMemory": _memory},
    "ports_differ": {"serial": _type, "console": _type},
}
"""Facts that hold where the values of some elements are not the same."""
