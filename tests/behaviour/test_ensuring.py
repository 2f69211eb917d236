"""``element.ensure(Class)``: the child of a class, made if an empty one means nothing, else an error with Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import documents
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import child_class
from libvirt_xml.binding.writing.assigning import AssignmentError

DATA: dict[str, Any] = json.loads(Path(documents.__file__).with_name("building.json").read_text("utf-8"))
CLASSES: dict[str, type[Any]] = {
    name: cls
    for name in documents._MODULES
    if isinstance(cls := getattr(documents, name), type) and issubclass(cls, Element)
}
NEUTRAL = [(CLASSES[owner], field) for owner, fields in DATA["neutral"].items() for field in fields]


def domain() -> libvirt_xml.Domain:
    """A domain without anything."""
    return libvirt_xml.Domain(type="kvm", name="a")


def test_what_is_missing_is_made_and_set() -> None:
    """The chain of an element that is not there works in one line."""
    guest = domain()
    guest.ensure(libvirt_xml.Cpu).ensure(libvirt_xml.CpuTopology).cores = 4
    assert "<cpu>\n    <topology sockets='1' cores='4' threads='1'/>\n  </cpu>" in guest.to_xml()


def test_what_is_there_is_given() -> None:
    """Nothing is made beside it, and nothing in it changes."""
    guest = domain()
    guest.cpu = libvirt_xml.Cpu(mode="host-passthrough")
    before = guest.to_xml()
    assert guest.ensure(libvirt_xml.Cpu) is guest.cpu
    assert guest.ensure(libvirt_xml.Devices) is guest.devices
    assert guest.to_xml() == before


@pytest.mark.parametrize(
    ("owner", "cls", "reason"),
    [
        (
            domain(),
            libvirt_xml.Os,
            "<domain> has no <os>, which needs content; write for example "
            "domain.os = Os(type=OsType('hvm', arch='x86_64', machine='q35'))",
        ),
        (
            libvirt_xml.Features(),
            libvirt_xml.FeaturesPmu,
            "<features> has no <pmu>, and an empty one has a meaning; write features.pmu = FeaturesPmu()",
        ),
        (
            domain(),
            libvirt_xml.CpuTopology,
            "CpuTopology is not the class of an element directly in <domain>; write "
            "domain.ensure(Cpu).ensure(CpuTopology)",
        ),
        (
            domain(),
            libvirt_xml.Disk,
            "Disk is not the class of an element directly in <domain>; write "
            "domain.devices.disks.append(Disk(target=DiskTarget(dev='vdh', bus='virtio')))",
        ),
        (
            libvirt_xml.Interface(type="network"),
            libvirt_xml.VlanTag,
            "VlanTag is not the class of an element directly in <interface>; write "
            "interface.vlan = Vlan(trunk=True, tags=[VlanTag(id=42), VlanTag(id=47, native_mode='untagged')])",
        ),
        (domain(), libvirt_xml.NetworkIp, "NetworkIp is not the class of an element in <domain>"),
    ],
)
def test_what_cannot_be_empty_is_refused_with_what_to_write(owner: Element, cls: type[Any], reason: str) -> None:
    """At once, and nothing changes."""
    before = owner.to_xml()
    with pytest.raises(AssignmentError) as refused:
        owner.ensure(cls)
    assert str(refused.value) == reason
    assert owner.to_xml() == before


def test_a_wrong_value_without_a_likely_meaning_gets_an_example() -> None:
    """A number says nothing of a topology, so the message has one of the documents."""
    cpu = libvirt_xml.Cpu()
    with pytest.raises(AssignmentError, match=r"; write for example CpuTopology\(sockets=1, .*cores=4"):
        cpu.topology = 4  # type: ignore[assignment]


@pytest.mark.parametrize(("owner", "name"), NEUTRAL, ids=[f"{owner.__name__}.{name}" for owner, name in NEUTRAL])
def test_every_neutral_element_can_be_made(owner: type[Any], name: str) -> None:
    """With the values that it begins with, and it is written."""
    parent = owner.from_xml(f"<{owner.tag_} xmlns='{owner.namespace_}'/>")
    child = parent.ensure(child_class(specs_of(owner)[name]))
    assert getattr(parent, name) is child
    assert parent.to_xml().count("<") > 1


def test_no_class_has_two_children_of_one_class() -> None:
    """So that the class says which child is meant."""
    for cls in CLASSES.values():
        children = [child_class(spec) for spec in specs_of(cls).values() if spec.kind == "child"]
        assert len(children) == len({*children}), cls


def test_expressions_are_python() -> None:
    """Each makes an object of its class that is written and read back; most classes have one."""
    assert len(DATA["expressions"]) > 0.9 * len(CLASSES)
    for name, expression in DATA["expressions"].items():
        made = eval(expression, dict(CLASSES))
        assert type(made) is CLASSES[name]
        assert type(made).from_xml(made.to_xml()) == made, expression


def test_a_text_is_no_class() -> None:
    """The error says what is taken."""
    name: Any = "cpu"
    with pytest.raises(TypeError, match=r"ensure\(\) takes a class such as libvirt_xml.Cpu, got str"):
        libvirt_xml.Domain(type="kvm", name="a").ensure(name)
