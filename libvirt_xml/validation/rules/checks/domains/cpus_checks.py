"""Checks of the CPU model."""

from __future__ import annotations

import re

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_LENGTH = re.compile(r"sve[0-9]+")


def vector_lengths(_: Thing, subject: Subject) -> Answer:
    """A length of SVE vectors is required."""
    return subject.once(_requires_length)


def _requires_length(subject: Subject) -> bool:
    return any(
        _LENGTH.fullmatch(one.attributes.get("name", "")) and one.attributes.get("policy", "require") == "require"
        for one in subject.at("cpu/feature")
    )
