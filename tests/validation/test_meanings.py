"""A problem of a known field comes with what the field does."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import libvirt_xml
from libvirt_xml import documents
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.validation import meanings
from libvirt_xml.validation.meanings import meaning_of
from libvirt_xml.validation.problem import Problem

_DISK = "<disk type='file'><driver name='qemu'{driver}/><source file='/a'/><target dev='vda'{target}/>{more}</disk>"


def _problem(*, driver: str = "", target: str = "", more: str = "") -> Problem:
    (problem,) = libvirt_xml.validate(_DISK.format(driver=driver, target=target, more=more))
    return problem


def _sentence(owner: str, name: str) -> str:
    return json.loads(meanings._data())[owner][name][0]  # type: ignore[no-any-return]


def test_an_invalid_value() -> None:
    """The attribute at the place is explained."""
    expected = f"'cache': {_sentence('DiskDriver', '@cache')}"
    assert meaning_of(_problem(driver=" cache='wb'")) == expected


@pytest.mark.parametrize(
    ("fault", "owner", "name", "shown"),
    [
        ({"target": " buss='scsi'"}, "DiskTarget", "@bus", "'bus'"),
        ({"more": "<serail>1</serail>"}, "Disk", "serial", "<serial>"),
    ],
)
def test_a_name_that_was_meant(fault: dict[str, str], owner: str, name: str, shown: str) -> None:
    """An unknown name is explained by the one that is suggested."""
    assert meaning_of(_problem(**fault)) == f"{shown}: {_sentence(owner, name)}"


def test_an_unknown_name_without_suggestion() -> None:
    """Nothing is said of a name that nobody knows."""
    assert meaning_of(_problem(target=" zzzzz='1'")) is None


def test_what_is_missing() -> None:
    """A missing attribute or element is explained, though the place is its parent."""
    (problem,) = libvirt_xml.validate("<disk type='file'><source file='/a'/></disk>")
    assert meaning_of(problem) == f"<target>: {_sentence('Disk', 'target')}"
    (problem,) = libvirt_xml.validate("<disk type='file'><source file='/a'/><target/></disk>")
    assert meaning_of(problem) == f"'dev': {_sentence('DiskTarget', '@dev')}"


def test_a_position_in_the_path() -> None:
    """The second of several disks is explained as the first."""
    problem = _problem(driver=" cache='wb'")
    path = "/domain/devices/disk[2]/driver/@cache"
    assert meaning_of(replace(problem, path=path)) == meaning_of(problem)


def test_a_root_of_several_kinds() -> None:
    """``<cpu>`` is the guest's or the host's: the one that has the field explains it."""
    problem = replace(_problem(driver=" cache='wb'"), path="/cpu/arch")
    assert meaning_of(problem) == f"<arch>: {_sentence('HostCpu', 'arch')}"


@pytest.mark.parametrize("path", [None, "", "devices.disks[0].target.bus", "/nothing/@x", "/disk/serial/@x", "/"])
def test_a_path_without_a_field(path: str | None) -> None:
    """Nothing is said where no field is."""
    assert meaning_of(replace(_problem(driver=" cache='wb'"), path=path)) is None


def test_every_line_can_be_read_alone() -> None:
    """Each class of the data is read as it is in the whole, and has all fields of the class."""
    whole = json.loads(meanings._data())
    del whole["generated"]
    for owner, fields in whole.items():
        assert meanings._fields(owner) == fields
        if owner:
            specs = specs_of(getattr(documents, owner)).values()
            assert len(fields) == sum(spec.kind not in ("wildcard", "extra") for spec in specs), owner
            assert all(sentence.endswith(".") for sentence, _ in fields.values())
