"""Checks of what a domain boots on."""

from __future__ import annotations

from libvirt_xml.facts.machines import architectures_with
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing


def machine_of_other_arch(thing: Thing, _: Subject) -> Answer:
    """The architectures that have the machine type."""
    machine, arch = thing.attributes["machine"], thing.attributes["arch"]
    return {"machine": machine, "arch": arch, "others": architectures_with(machine)}
