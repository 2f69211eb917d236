"""Checks of checkpoints and backups."""

from __future__ import annotations

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing


def none_selected(thing: Thing, _: Subject) -> Answer:
    """All disks that are listed say that they are not selected."""
    return all(disk.attributes.get("backup") == "no" for disk in thing.things("disk"))
