"""Checks of the CPU model."""

from __future__ import annotations

import re
from collections.abc import Mapping

from libvirt_xml.facts.cpus import Since, features, models
from libvirt_xml.facts.first_versions import parsed
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.words.vocabulary import PLAIN


def vector_lengths(_: Thing, subject: Subject) -> Answer:
    """A length of SVE vectors is listed, whatever its policy."""
    return subject.once(_lists_length)


def _lists_length(subject: Subject) -> bool:
    return any(re.match("sve.", one.attributes.get("name", "")) for one in subject.at("cpu/feature"))


def unknown_model(thing: Thing, _: Subject) -> Answer:
    """A model that is in no list of libvirt's."""
    return _unknown(thing.value("model"), models("x86_64"))


def unknown_feature(thing: Thing, _: Subject) -> Answer:
    """A feature that is in no list of libvirt's."""
    return _unknown(thing.attributes.get("name"), features("x86_64"))


def _unknown(name: str | None, known: Mapping[str, Since]) -> Answer:
    name = None if name is None else name.strip()
    if not name or name in known:
        return None
    meant = PLAIN.closest(name, known)
    return {"advice": f"did you mean {meant!r}?" if meant else "virsh cpu-models lists the models"}


def model_after_9(thing: Thing, _: Subject) -> Answer:
    """A model that libvirt 9.0.0 lacks."""
    return _came_after((9, 0, 0), thing.value("model"), models("x86_64"))


def model_after_11(thing: Thing, _: Subject) -> Answer:
    """A model that libvirt 11.3.0 lacks, and not only older ones."""
    return _came_after((11, 3, 0), thing.value("model"), models("x86_64"))


def feature_after_9(thing: Thing, _: Subject) -> Answer:
    """A feature that libvirt 9.0.0 lacks."""
    return _came_after((9, 0, 0), thing.attributes.get("name"), features("x86_64"))


def _came_after(version: tuple[int, ...], name: str | None, known: Mapping[str, Since]) -> bool:
    """Whether the newest release that lacks a name is this one."""
    since = known.get((name or "").strip())
    return since is not None and since.without is not None and parsed(since.without) == version
