"""What is known of the machine of a domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libvirt_xml.facts.machines import architectures_with, family_of, find_machine, types_of
from libvirt_xml.validation.rules.derived.memory_sizes import bytes_of
from libvirt_xml.validation.rules.thing import Thing

_X86 = {"x86_64", "i686"}


def arch(thing: Thing, _: Any) -> str | None:
    """The architecture, where it is written."""
    return thing.root.value("os/type/@arch")


def machine(thing: Thing, subject: Any) -> str | None:
    """The machine type: as written, or the usual one of x86."""
    written = thing.root.value("os/type/@machine")
    if written is not None:
        return written
    return "pc" if subject.derived(thing.root, "arch") in _X86 else None


def family(thing: Thing, subject: Any) -> str | None:
    """The family of the machine type: ``q35`` for ``pc-q35-9.0``."""
    name = subject.derived(thing.root, "machine")
    return None if name is None else family_of(name)


def usual_scsi_model(subject: Any) -> str | None:
    """The model of a SCSI controller whose model is not written, or ``auto``; ``None`` where it is not known."""
    return "lsilogic" if subject.machine["arch"] in _X86 else None


def virt(thing: Thing, _: Any) -> str | None:
    """The type of the domain."""
    return thing.root.attributes.get("type")


def memory_differs(thing: Thing, _: Any) -> str | None:
    """``yes`` where the current memory is not the whole memory."""
    whole, current = bytes_of(thing.root.thing("memory")), bytes_of(thing.root.thing("currentMemory"))
    return "yes" if whole is not None and current is not None and whole != current else None


def foreign_machine(thing: Thing, _: Any) -> str | None:
    """``yes`` for an ``<os><type>`` whose machine type other architectures have, and its own does not."""
    return foreign_machine_of(thing.attributes)


_OF_ONE_EMULATOR = frozenset({"x86_64", "ppc64", "ppc64le", "s390x"})
"""Architectures whose machine types no architecture has that the table does not list."""

_EMULATED_WITH = {"i686": "x86_64", "armv6l": "aarch64", "armv7l": "aarch64", "ppc": "ppc64", "ppc64le": "ppc64"}
"""Architectures whose emulator has the machine types of another's."""


def foreign_machine_of(attributes: Mapping[str, str]) -> str | None:
    """``foreign_machine`` by the attributes of the element."""
    machine, arch = attributes.get("machine"), attributes.get("arch")
    if machine is None or arch is None:
        return None
    others = architectures_with(machine)
    if not others or find_machine(machine, arch) is not None or {arch, _EMULATED_WITH.get(arch)}.intersection(others):
        return None
    return "yes" if types_of(arch) or _OF_ONE_EMULATOR.issuperset(others) else None


def ports_differ(thing: Thing, _: Any) -> str | None:
    """Whether serial ports and consoles are of several types."""
    types = {port.attributes.get("type") for port in thing.root.things("/devices/serial|console")}
    return "yes" if len(types - {None}) > 1 else None
