"""The table of synonyms: each leads to a word of its place."""

from __future__ import annotations

import pkgutil
import tomllib
from importlib import import_module
from typing import get_args

import pytest

from libvirt_xml.cli.main import COMMANDS
from libvirt_xml.words.vocabulary import _FILE, Section
from libvirt_xml.yaml_forms import vm
from libvirt_xml.yaml_forms.shapes.composites import Record

_MODULES = [
    import_module(found.name)
    for found in pkgutil.walk_packages(vm.__path__, f"{vm.__name__}.")
    if ".back" not in found.name
]
_RECORDS = {
    record.synonyms: record
    for module in _MODULES
    for record in vars(module).values()
    if isinstance(record, Record) and record.synonyms
}
_TABLE = tomllib.loads(_FILE.read_text("utf-8"))


def test_sections_are_listed() -> None:
    """``Section`` names those of the file."""
    assert set(get_args(Section)) == set(_TABLE)


def test_words_are_in_lower_case() -> None:
    """A word is looked up in lower case."""
    assert [word for section in _TABLE.values() for word in section if word != word.lower()] == []


@pytest.mark.parametrize("section", sorted(_RECORDS))
def test_keys_exist(section: Section) -> None:
    """Each synonym of a key means keys of the map, and is not one itself."""
    known = _RECORDS[section].keys
    assert [
        word for word, meanings in _TABLE[section].items() if word in known or not set(meanings) <= set(known)
    ] == []


def test_commands_exist() -> None:
    """Each word for a command means one, and is not one itself."""
    assert [
        word
        for word, meanings in _TABLE["commands"].items()
        if word in COMMANDS or not {meaning.split()[0] for meaning in meanings} <= set(COMMANDS)
    ] == []


def test_every_section_of_keys_is_used() -> None:
    """A section that no map names is forgotten."""
    assert set(_RECORDS) == {
        "vm", "disks", "nics", "shares", "graphics", "video", "memory", "cpus", "cloud-init", "sources-of-randomness",
        "hostdevs", "iotune", "firmware", "booting",
    }  # fmt: skip
