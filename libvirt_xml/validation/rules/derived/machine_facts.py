"""What is known of the machine of a domain."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from libvirt_xml.facts.machines import architectures_with, family_of, find_machine, types_of
from libvirt_xml.validation.rules.derived.memory_sizes import bytes_of
from libvirt_xml.validation.rules.thing import Thing

_X86 = {"x86_64", "i686"}
_EMULATOR_OF_X86 = "qemu-system-x86_64"


def arch(thing: Thing, _: Any) -> str | None:
    """The architecture: as written, or x86_64 where the machine type or the emulator is of no other.

    Without any of them it is that of the host. A host of another refuses such a machine type or emulator.
    """
    root = thing.root
    written = root.value("os/type/@arch")
    return _unwritten_arch(root) if written is None else written


def _unwritten_arch(root: Thing) -> str | None:
    name = root.value("os/type/@machine")
    if name is not None:
        return "x86_64" if _is_of_x86(name) else None
    emulator = root.value("devices/emulator") or ""
    return "x86_64" if emulator.rpartition("/")[2] == _EMULATOR_OF_X86 else None


@lru_cache(maxsize=1024)
def _is_of_x86(machine: str) -> bool:
    """Whether a machine type is one of x86 alone."""
    architectures = architectures_with(machine)
    return bool(architectures) and _X86.issuperset(architectures)


def possible_arches(attributes: Mapping[str, str]) -> tuple[str | None, ...]:
    """What ``arch`` may be by the attributes of ``<os><type>``: another element may tell that it is x86_64."""
    written, name = attributes.get("arch"), attributes.get("machine")
    if written is not None:
        return (written,)
    return (None, "x86_64") if name is None or _is_of_x86(name) else (None,)


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
