"""Buses, slots and ports of devices, as rules look at them."""

from __future__ import annotations

import pytest

from libvirt_xml.validation.rules.derived.controller_ports import ports_of_buses
from libvirt_xml.validation.rules.derived.pci_bus_models import models_of_buses
from libvirt_xml.validation.rules.derived.pci_room import free_slots, missing_ports, written_places
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing_reading import read_things


def _subject(machine: str, *controllers: str) -> Subject:
    os = f'<os><type arch="x86_64" machine="{machine}">hvm</type></os>'
    return Subject(read_things(f'<domain type="qemu">{os}<devices>{"".join(controllers)}</devices></domain>'))


@pytest.mark.parametrize(
    ("machine", "models"),
    [
        ("q35", {0: "pcie-root", 1: "pcie-root-port", 2: "dmi-to-pci-bridge"}),
        ("pc-i440fx-7.2", {0: "pci-root", 1: "pci-bridge", 2: "dmi-to-pci-bridge"}),
        ("homebrew", {}),
    ],
)
def test_models_of_buses(machine: str, models: dict[int, str]) -> None:
    """The root is that of the machine, and libvirt adds what is missing between the written controllers."""
    subject = _subject(machine, '<controller type="pci" index="2" model="dmi-to-pci-bridge"/>')
    assert models_of_buses(subject) == models


def test_unknown_index() -> None:
    """Where an index is missing, nothing is known of the buses."""
    assert models_of_buses(_subject("q35", '<controller type="pci" model="pcie-root-port"/>')) == {}


def test_ports_of_buses() -> None:
    """A companion does not change the ports of its master; a controller without a model has unknown ones."""
    subject = _subject(
        "q35",
        '<controller type="usb" index="0" model="ich9-ehci1"/>',
        '<controller type="usb" index="0" model="ich9-uhci1"/>',
        '<controller type="usb" index="1" model="qemu-xhci" ports="8"/>',
        '<controller type="usb" index="2"/>',
    )
    assert ports_of_buses(subject.at("devices")[0], "q35") == {0: 6, 1: 8, 2: None}


@pytest.mark.parametrize(
    ("controllers", "family", "ports"),
    [([], "q35", 4), ([], "pc", 2), (['<controller type="usb" index="0"/>'], "q35", 2), ([], None, None)],
)
def test_ports_of_the_usual_bus(controllers: list[str], family: str | None, ports: int | None) -> None:
    """The controller that libvirt adds, or the model that it chooses, has the ports that a real one was asked for."""
    subject = _subject("q35", *controllers)
    assert ports_of_buses(subject.at("devices")[0], family) == {0: ports}


@pytest.mark.parametrize(("count", "missing"), [(240, 0), (241, 1), (243, 3)])
def test_missing_ports(count: int, missing: int) -> None:
    """A q35 machine has 30 free slots with 8 root ports each, as a real libvirt said."""
    ports = [f'<controller type="pci" index="{index}" model="pcie-root-port"/>' for index in range(1, count + 1)]
    subject = _subject("q35", *ports)
    assert missing_ports(subject.at("devices")[0], 0, subject) == missing


def test_free_slots() -> None:
    """What has an address takes its slot; root ports share theirs."""
    port = '<controller type="pci" index="1" model="pcie-root-port"><address type="pci" bus="0" slot="2"/></controller>'
    sound = '<sound model="ich9"><address type="pci" bus="0" slot="3"/></sound>'
    subject = _subject("q35", port, sound)
    assert set(range(1, 31)) - free_slots(subject.at("devices")[0], subject) == {3}


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ('type="pci" bus="0x00" slot="0x02"', "root"),
        ('type="pci" bus="0x01" slot="0x00"', "slot 0 behind the root"),
        ('type="pci" bus="1" slot="31"', "slot of a bridge"),
        ('type="usb" bus="1" port="1"', None),
    ],
)
def test_pci_place(address: str, place: str | None) -> None:
    """Where an address is, in words that rules can ask for."""
    subject = _subject("q35", f'<sound model="ich9"><address {address}/></sound>')
    assert subject.derived(subject.at("devices/sound/address")[0], "pci_place") == place


@pytest.mark.parametrize(
    ("controller", "role"),
    [
        ('type="pci" index="0" model="pcie-root"', "root"),
        ('type="pci" index="0x3" model="pci-root"', "root with another index"),
        ('type="pci" index="0" model="pci-bridge"', "another model with index 0"),
        ('type="pci" index="1" model="pci-bridge"', None),
        ('type="usb" index="0" model="qemu-xhci"', None),
    ],
)
def test_pci_role(controller: str, role: str | None) -> None:
    """Whether a controller is the root, and in its place."""
    subject = _subject("q35", f"<controller {controller}/>")
    assert subject.derived(subject.at("devices/controller")[0], "pci_role") == role


def test_written_places() -> None:
    """Only PCI addresses of domain 0 are places; a part that is omitted is 0."""
    sound = '<sound model="ich9"><address type="pci" bus="0x02"/></sound>'
    far = '<sound model="ich6"><address type="pci" domain="1" bus="2" slot="1"/></sound>'
    tablet = "<input type='tablet' bus='usb'><address type='usb' bus='0'/></input>"
    devices = _subject("q35", sound, far, tablet).at("devices")
    assert [place[1:] for place in written_places(devices[0])] == [(2, 0)]
