"""Checks of what a domain boots on."""

from __future__ import annotations

from libvirt_xml.facts.machines import architectures_with, find_machine, types_of
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_OF_ONE_EMULATOR = frozenset({"x86_64", "ppc64", "ppc64le", "s390x"})
"""Architectures whose machine types no architecture has that the table does not list."""

_EMULATED_WITH = {"i686": "x86_64", "armv6l": "aarch64", "armv7l": "aarch64", "ppc": "ppc64", "ppc64le": "ppc64"}
"""Architectures whose emulator has the machine types of another's."""


def machine_of_other_arch(thing: Thing, _: Subject) -> Answer:
    """The machine type is known of other architectures, and not of this one."""
    machine, arch = thing.attributes["machine"], thing.attributes["arch"]
    others = architectures_with(machine)
    if not others or find_machine(machine, arch) is not None or {arch, _EMULATED_WITH.get(arch)}.intersection(others):
        return None
    if not types_of(arch) and not _OF_ONE_EMULATOR.issuperset(others):
        return None
    return {"machine": machine, "arch": arch, "others": others}
