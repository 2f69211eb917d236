"""Checks of the clock."""

from __future__ import annotations

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing


def first_of_hyperv(thing: Thing, _: Subject) -> Answer:
    """The first feature that is on: one hit is enough."""
    return thing.parent is not None and thing is next(
        one for one in thing.parent.children if one.attributes.get("state") == "on"
    )
