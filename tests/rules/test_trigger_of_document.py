"""What a trigger asks of the whole document is asked once, and decides which of its tables count."""

from __future__ import annotations

from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing_reading import read_things
from libvirt_xml.validation.rules.triggers.trigger_conditions import Trigger

_TABLES = [{"/$family": ["q35"], "@model": ["ich9"]}, {"/$family": ["pc"], "@model": ["ich6"]}]


def _sounds_that_fit(machine: str, when: object) -> list[str] | None:
    devices = '<devices><sound model="ich6"/><sound model="ich9"/></devices>'
    root = read_things(f'<domain type="qemu"><os><type machine="{machine}">hvm</type></os>{devices}</domain>')
    subject = Subject(root)
    test = Trigger(when).within(subject)  # type: ignore[arg-type]
    sounds = subject.at("devices/sound")
    return None if test is None else [sound.attributes["model"] for sound in sounds if test(sound, subject)]


def test_tables_of_a_document() -> None:
    """Of each machine, only its own table holds; of another, none."""
    assert _sounds_that_fit("pc-q35-9.0", _TABLES) == ["ich9"]
    assert _sounds_that_fit("pc", _TABLES) == ["ich6"]
    assert _sounds_that_fit("virt-9.0", _TABLES) is None


def test_several_tables_hold() -> None:
    """Where several tables hold for a document, one of them must hold for an element."""
    tables = [{"/$family": ["pc"], "@model": ["ich6"]}, {"@model": ["ich9"]}]
    assert _sounds_that_fit("pc", tables) == ["ich6", "ich9"]


def test_only_of_the_document() -> None:
    """Without a condition on elements, all of them fit."""
    assert _sounds_that_fit("pc", {"/$family": ["pc"]}) == ["ich6", "ich9"]
    assert _sounds_that_fit("pc", {}) == ["ich6", "ich9"]


def test_comparison_with_the_document() -> None:
    """A condition that compares with a place of the element is one of the element."""
    assert _sounds_that_fit("ich9", {"/os/type/@machine": {"equals": "@model"}}) == ["ich9"]
