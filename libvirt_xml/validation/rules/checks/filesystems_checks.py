"""Checks of file systems."""

from __future__ import annotations

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing


def modes_without_mapping(thing: Thing, subject: Subject) -> Answer:
    """The mode that stands at a file system without mapped access."""
    return {"at": "@fmode" if thing.has("@fmode") else "@dmode"}


def option_of_9p(thing: Thing, subject: Subject) -> Answer:
    """An option of 9p at a virtiofs."""
    name = "model" if thing.has("@model") else "multidevs"
    return {"what": name, "at": f"@{name}"}
