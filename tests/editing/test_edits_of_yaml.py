"""What each kind of change does to a YAML text; each case says what it shows."""

from __future__ import annotations

import copy
import difflib
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import Disk, Domain, Memory, ParseError
from libvirt_xml.editing.texts.encoded_text import decoded_text
from libvirt_xml.editing.yaml.edited_yaml import YamlText
from libvirt_xml.yaml_forms import SpecError

_CASES = tomllib.loads((Path(__file__).parent / "yaml_edits.toml").read_text("utf-8"))
_TEXTS = _CASES.pop("texts")
_DISK = "<disk type='file'><target dev='vda'/></disk>"


def _read(text: str) -> Any:
    return copy.deepcopy(YamlText(decoded_text(text), {}).documents[0].element)


def _set(path: str, *values: Any) -> Callable[[Any], None]:
    """Set a field of an object, and of several objects one after the other."""

    def change(domain: Any) -> None:
        *steps, name = path.split(".")
        holders = [domain]
        for step in steps:
            holders = [item for holder in holders for item in _items(getattr(holder, step))]
        for holder, value in zip(holders, values, strict=False):
            setattr(holder, name, value)

    return change


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _all(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    return lambda domain: [change(domain) for change in changes] and None


_CHANGES: dict[str, Callable[[Any], object]] = {
    "an alias becomes what is asked": _set("devices.disks.driver.cache", "none"),
    "a key of its own beside a merge key": lambda domain: setattr(domain.devices.disks[1].target, "bus", "sata"),
    "what a merge key says is taken back with null": lambda domain: setattr(
        domain.devices.disks[1].target, "bus", None
    ),
    "an anchor changes alone: its aliases are written out": _set("devices.disks.target.bus", "scsi"),
    "an anchor and its aliases change together": _set("devices.disks.target.bus", "scsi", "scsi"),
    "two aliases change": _set("devices.disks.driver.cache", "none", "none"),
    "an anchor goes: its aliases are written out": lambda domain: domain.devices.disks.pop(0),
    "a number and its unit": _set("memory", Memory(5)),
    "lines become one": _set("description", "x"),
    "lines stay lines": _set("description", "three\nfour\n"),
    "a folded text": _set("title", "c"),
    "items in brackets move": lambda domain: domain.os.boot_devices.reverse(),
    "an item in brackets goes": lambda domain: domain.os.boot_devices.pop(0),
    "all items go": _set("os.boot_devices", []),
    "a key in brackets": _set("features.pae", True),
    "an empty map is opened": lambda domain: domain.devices.disks.append(Disk.from_xml(_DISK)),
    "keys with lines go": _all(_set("description", None), _set("title", None)),
    "all keys go": _all(_set("features.acpi", False), _set("features.apic", None)),
    "a map and its comment go, the comment before it stays": _set("memory", None),
}


def test_a_text_that_looks_like_a_size() -> None:
    """It is written as it is asked, not in the unit of the old one."""
    text = "domain: {type: kvm, name: 2GiB}\n"
    domain: Any = Domain.from_dict({"type": "kvm", "name": "2048MiB"})
    assert libvirt_xml.edited(text, domain) == text.replace("2GiB", "2048MiB")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("case", _CASES)
def test_edits(case: str, newline: str) -> None:
    """The lines that go, and those that come."""
    text = _TEXTS[_CASES[case]["text"]].replace("\n", newline)
    domain = _read(text)
    _CHANGES[case](domain)
    result = libvirt_xml.edited(text, domain)
    lines = list(difflib.unified_diff(text.split(newline), result.split(newline), n=0, lineterm=""))[2:]
    assert [line[1:] for line in lines if line[0] == "-"] == _CASES[case]["removed"]
    assert [line[1:] for line in lines if line[0] == "+"] == _CASES[case]["added"]


def test_cases_and_changes() -> None:
    """Every case has a change, and every change a case."""
    assert _CASES.keys() == _CHANGES.keys()


def test_documents() -> None:
    """The document of the object's name is changed; a byte order mark, a bare tail and other documents stay."""
    text = "domain: {name: a, memory: 1}\n---\ndomain:\n    name: b\n    memory: 1\n..."
    domain = _read("domain: {name: b, memory: 2, vcpu: 3}")
    result = libvirt_xml.edited(text.encode("utf-16"), domain)
    assert result == text.replace("    memory: 1", "    memory: 2\n    vcpu: 3").encode("utf-16")


def test_variables() -> None:
    """A variable stays where its value does."""
    text = "domain: {name: '${name}', memory: 1, title: '$${x}'}"
    domain = _read("domain: {name: web, memory: 2, title: '${x}y'}".replace("${", "$${"))
    result = libvirt_xml.edited(text, domain, variables={"name": "web"})
    assert result == "domain: {name: '${name}', memory: 2, title: '$${x}y'}"


def test_refusals() -> None:
    """A text with problems, and one without the document, are errors."""
    with pytest.raises(SpecError, match="nam"):
        libvirt_xml.edited("domain: {nam: a}", _read("domain: {name: a}"))
    with pytest.raises(ParseError, match="no domain named 'c'"):
        libvirt_xml.edited("domain: {name: a}\n---\ndomain: {name: b}", _read("domain: {name: c}"))


def test_files(tmp_path: Path) -> None:
    """The document of a file, the one of several by its name."""
    file = tmp_path / "vm.yaml"
    file.write_text("domain: {name: a}  # one\n---\nnetwork: {name: b}\n---\nnetwork: {name: c}\n")
    with libvirt_xml.edit(file, libvirt_xml.Domain) as domain:
        domain.title = "A"
    with libvirt_xml.edit(file, name="c") as network:
        network.title = "C"
    assert (
        file.read_text()
        == "domain: {name: a, title: A}  # one\n---\nnetwork: {name: b}\n---\nnetwork: {name: c, title: C}\n"
    )
    with pytest.raises(ParseError, match="domain a, network b and network c"), libvirt_xml.edit(file):
        pass


def test_a_file_without_an_end_of_line() -> None:
    """Several keys that come to its end and go again leave no end of line."""
    text = "domain:\n  name: web1\n  memory: 4"
    more = libvirt_xml.edited(text, _read("domain: {name: web1, memory: 4, title: a, description: b}"))
    assert more.count("\n") == 4
    assert libvirt_xml.edited(more, _read(text)) == text
