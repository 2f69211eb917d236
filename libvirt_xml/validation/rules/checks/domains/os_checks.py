"""Checks of what a domain boots on."""

from __future__ import annotations

from libvirt_xml.facts.machines import architectures_with
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing


def machine_of_other_arch(thing: Thing, _: Subject) -> Answer:
    """The architectures that have the machine type."""
    machine, arch = thing.attributes["machine"], thing.attributes["arch"]
    return {"machine": machine, "arch": arch, "others": architectures_with(machine)}


_GIVEN_WITH_AUTO = {
    "loader/@readonly": "readonly",
    "loader/@type": "type",
    "loader/@secure": "secure",
    "nvram/@template": "template",
}


def given_with_auto(thing: Thing, _: Subject) -> Answer:
    """What is said of a firmware that libvirt is to choose."""
    firmware = thing.attributes["firmware"]
    at, what = next(((path, name) for path, name in _GIVEN_WITH_AUTO.items() if thing.has(path)), ("loader", "path"))
    return {"at": at, "what": what, "firmware": firmware}
