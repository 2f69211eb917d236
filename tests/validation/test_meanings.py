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

_OTHER = ("wildcard", "extra")
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


def test_a_known_name_in_place_of_another() -> None:
    """The one that is meant is explained, though the other exists."""
    problem = replace(_problem(driver=" cache='wb'"), code="unknown-element", path="/domain/vcpus", suggestion="vcpu")
    assert meaning_of(problem) == f"<vcpu>: {_sentence('Domain', 'vcpu')}"
    assert meaning_of(replace(problem, suggestion=None)) == f"<vcpus>: {_sentence('Domain', 'vcpus')}"


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


@pytest.mark.parametrize("path", [None, "", "target.bus", "vm.name", "/nothing/@x", "/disk/serial/@x", "/"])
def test_a_path_without_a_field(path: str | None) -> None:
    """Nothing is said where no field is."""
    assert meaning_of(replace(_problem(driver=" cache='wb'"), path=path)) is None


@pytest.mark.parametrize(
    ("path", "owner", "name"),
    [
        ("network.forward.mode", "NetworkForward", "@mode"),
        ("network.ips[0].dhcp.ranges[1].start", "NetworkIpDhcpRange", "@start"),
        ("disk.backing_store.backing_store.type", "DiskBackingStore", "@type"),
        ("storage_pool.name", "StoragePool", "name"),
        ("domain.memory.unit", "Memory", "@unit"),
        ("domain.memory.value", "Domain", "memory"),
        ("domain.qemu_commandline.args[0].value", "QemuCommandlineArg", "@value"),
        ("host_cpu.arch", "HostCpu", "arch"),
    ],
)
def test_a_path_in_yaml(path: str, owner: str, name: str) -> None:
    """Fields by their names in Python; the text of an element is explained by the element."""
    meaning = meaning_of(replace(_problem(driver=" cache='wb'"), path=path)) or ""
    assert meaning.partition(": ")[2] == _sentence(owner, name)


def test_an_unknown_key_in_yaml() -> None:
    """It is explained by the one that is suggested."""
    problem = replace(_problem(driver=" cache='wb'"), code="unknown-key", path="network.ips[0].addres")
    assert meaning_of(problem) is None
    assert meaning_of(replace(problem, suggestion="address")) == f"'address': {_sentence('NetworkIp', '@address')}"
    problem = replace(problem, path="network.nmae", suggestion="name")
    assert meaning_of(problem) == f"'name': {_sentence('Network', 'name')}"


def test_every_line_can_be_read_alone() -> None:
    """Each class of the data is read as it is in the whole, and has all fields of the class."""
    whole = json.loads(meanings._data())
    del whole["generated"]
    for owner, fields in whole.items():
        assert meanings._fields(owner) == fields
        if owner:
            specs = [spec for spec in specs_of(getattr(documents, owner)).values() if spec.kind not in _OTHER]
            assert [meanings._key(step, entry) for step, entry in fields.items()] == [spec.name for spec in specs], (
                owner
            )
            assert all(entry[0].endswith(".") for entry in fields.values())
