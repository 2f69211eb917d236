"""What is known of the machine of a domain."""

from __future__ import annotations

from typing import Any

from libvirt_xml.facts.machines import family_of
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


def virt(thing: Thing, _: Any) -> str | None:
    """The type of the domain."""
    return thing.root.attributes.get("type")
