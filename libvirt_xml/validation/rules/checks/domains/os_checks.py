"""Checks of what a domain boots on."""

from __future__ import annotations

from libvirt_xml.facts.machines import architectures_with, family_of, find_machine, types_of
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_OF_SEVERAL = {"virt", "none", "nitro", "x-remote"}
"""Families of which architectures that the table does not list have machines, too."""

_SAME = {"i686": "x86_64", "ppc64le": "ppc64"}
"""Architectures whose emulator has the machine types of another one."""


_EMULATED_WITH = {"i686": "x86_64", "armv6l": "aarch64", "armv7l": "aarch64", "ppc": "ppc64", "ppc64le": "ppc64"}
"""Architectures whose emulator has the machine types of another's."""


def machine_of_other_arch(thing: Thing, _: Subject) -> Answer:
    """The machine type is known of other architectures, and not of this one."""
    machine, written = thing.attributes["machine"], thing.attributes["arch"]
    arch = _SAME.get(written, written)
    usual, others = types_of(arch), architectures_with(machine)
    if not others or find_machine(machine, arch) is not None or {arch, _EMULATED_WITH.get(arch)}.intersection(others):
        return None
    if not usual and family_of(machine) in _OF_SEVERAL:
        return None
    return {"machine": machine, "arch": written, "others": others, "usual": [one.names[0] for one in usual[:2]]}
