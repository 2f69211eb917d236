"""Checks of what identifies devices."""

from __future__ import annotations

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing


def first_boot_order(thing: Thing, subject: Subject) -> Answer:
    """The first device with a boot order: one hit is enough."""
    device = next(one for one in thing.children if one.has("boot/@order"))
    return {"thing": device, "at": "boot"}


def no_console(thing: Thing, subject: Subject) -> Answer:
    """A device that is no console, as that repeats the alias of its serial port."""
    consoles = subject.at("devices/console")[:1] if thing.name == "serial" else ()
    name = thing.value("alias/@name")
    return thing.name != "console" and all(one.value("alias/@name") != name for one in consoles)
