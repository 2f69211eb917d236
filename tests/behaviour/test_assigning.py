"""What is assigned to a field: taken if it means the same, else refused at once with what to write."""

from __future__ import annotations

import dataclasses
import inspect
import ipaddress
import typing
import uuid
from pathlib import Path
from typing import Any

import pytest

from libvirt_xml import Disk, Domain, GiB, Interface, InterfaceIp, Memory, NwfilterRule, WriteError
from libvirt_xml.binding.writing.assigning import AssignmentError

DOMAIN = """<domain type='kvm'><name>a</name><memory>1</memory>
  <cpu><topology sockets='1' cores='2' threads='1'/></cpu></domain>"""


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("memory", "4GiB", "Domain.memory: expected Memory, got str '4GiB'; write Memory(4, unit='GiB')"),
        ("memory", GiB, "Domain.memory: expected Memory, got int 1073741824; write Memory(1073741824, unit='bytes')"),
        ("memory", 4096, "Domain.memory: expected Memory, got int 4096; write Memory(4096, unit='KiB')"),
        ("os", "hvm", "Domain.os: expected Os, got str 'hvm'; write Os(type=OsType('hvm'))"),
        ("vcpu", 4, "Domain.vcpu: expected Vcpu, got int 4; write Vcpu(4)"),
        ("devices", [], "Domain.devices: expected Devices, got list []"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_and_nothing_changes(name: str, value: Any, reason: str) -> None:
    domain = Domain.from_xml(DOMAIN)
    before = domain.to_xml()
    with pytest.raises(AssignmentError) as refused:
        setattr(domain, name, value)
    assert str(refused.value) == reason
    assert domain.to_xml() == before


def test_a_constructor_refuses_it_too() -> None:
    """At once, in the same words."""
    wrong: Any = "4GiB"
    with pytest.raises(AssignmentError) as refused:
        Domain(type="kvm", name="a", memory=wrong)
    assert str(refused.value) == "Domain.memory: expected Memory, got str '4GiB'; write Memory(4, unit='GiB')"


def test_an_element_of_one_attribute_is_named() -> None:
    card = Interface.for_network("lan")
    for name, value, advice in (
        ("mac", "52:54:00:00:00:01", "InterfaceMac(address='52:54:00:00:00:01')"),
        ("mtu", 1500, "InterfaceMtu(size=1500)"),
        ("ips", ["10.0.0.1"], "InterfaceIp(address='10.0.0.1')"),
    ):
        with pytest.raises(AssignmentError) as refused:
            setattr(card, name, value)
        assert str(refused.value).endswith(f"; write {advice}")


def test_a_list_is_a_list() -> None:
    domain = Domain.from_xml(DOMAIN)
    with pytest.raises(AssignmentError, match=r"^Devices.disks: expected a list, got Disk$"):
        domain.devices.disks = Disk.for_file("/a.qcow2")  # type: ignore[assignment]
    disks = [Disk.for_file("/a.qcow2")]
    domain.devices.disks = disks
    assert domain.devices.disks is disks


def test_what_is_there_changes_by_itself() -> None:
    domain = Domain.from_xml(DOMAIN)
    assert domain.cpu is not None
    assert domain.cpu.topology is not None
    domain.cpu.topology.cores = 4
    assert "cores='4'" in domain.to_xml()


def test_objects_that_are_text_in_xml() -> None:
    """As assigned and as given to a constructor."""
    number = uuid.UUID("b2f6b7d0-1d7a-4c5e-9c1a-5d9b1c2d3e4f")
    domain = Domain(type="kvm", name="a", uuid=number)
    assert domain.uuid == str(number)
    domain.uuid = None
    domain.uuid = number
    assert domain.uuid == str(number)
    domain.devices.emulator = Path("/usr/bin/qemu")
    assert domain.devices.emulator == "/usr/bin/qemu"
    address = InterfaceIp(address=ipaddress.ip_address("fd00::1"))
    assert address.address == "fd00::1"
    assert "fd00::1" in address.to_xml()


def test_texts_and_numbers_are_refused_when_they_are_written() -> None:
    """As those are that stand in an object already; what was read is kept."""
    other = Memory(1)
    other.value = Memory.from_xml("<memory>many</memory>").value
    assert other.to_xml(indent=None) == "<memory>many</memory>"
    other.value = "many"  # type: ignore[assignment]
    with pytest.raises(WriteError, match="expected an int, got str 'many'"):
        other.to_xml()


def test_none_and_del_are_allowed() -> None:
    rule = NwfilterRule(action="accept", direction="in", priority=5)
    rule.priority = None
    assert "priority" not in rule.to_xml()


def test_help_says_what_is_taken_and_dataclasses_what_is_read() -> None:
    parameters = inspect.signature(InterfaceIp).parameters
    assert parameters["address"].annotation == "str | IPv4Address | IPv6Address"
    assert inspect.signature(Domain).parameters["uuid"].annotation == "str | None | UUID"
    types = {field.name: field.type for field in dataclasses.fields(Domain)}
    assert (types["uuid"], types["title"]) == ("str | None", "str | None")
    assert typing.get_type_hints(InterfaceIp)["address"] is str
