"""Which devices have a place in a running guest."""

from __future__ import annotations

import pytest

from libvirt_xml import Channel, Console, Domain, Watchdog
from libvirt_xml.apply.planning.live_places import has_place

BUS = "<controller type='pci' index='4' model='pcie-root-port'/>"
OTHER = "<controller type='usb' index='4'/>"


def _live(machine: str, more: str = "", devices: str = "") -> Domain:
    os = f"<os><type arch='x86_64' machine='{machine}'>hvm</type></os>"
    return Domain.from_xml(f"<domain type='kvm'><name>a</name>{os}{more}<devices>{devices}</devices></domain>")


@pytest.mark.parametrize(
    ("address", "live", "expected"),
    [
        ("type='pci' bus='0x04' slot='0'", _live("pc-q35-7.2", devices=BUS), True),
        ("type='pci' bus='0x05' slot='0'", _live("pc-q35-7.2", devices=BUS), False),
        ("type='pci' bus='0x04' slot='0'", _live("pc-q35-7.2", devices=OTHER), False),
        ("type='virtio-serial' controller='4'", _live("pc-q35-7.2", devices=BUS), False),
        ("type='virtio-serial' controller='4'", _live("q35", devices=BUS.replace("'pci'", "'virtio-serial'")), True),
        ("type='drive' controller='4' bus='0'", _live("q35"), True),
        ("type='pci' slot='3'", _live("q35"), True),
        ("type='pci' bus='0' slot='3'", _live("pc-i440fx-7.2", devices=BUS.replace("4", "0")), False),
        ("type='pci' bus='4' slot='3'", _live("pc-i440fx-7.2", devices=BUS), True),
        ("type='usb' bus='0'", _live("pc-i440fx-7.2"), True),
        (
            "type='pci' bus='0' slot='3'",
            _live("pc", "<features><acpi/></features>", BUS.replace("4", "0")),
            True,
        ),
    ],
)
def test_has_place(address: str, live: Domain, expected: bool) -> None:
    """The controller is there, and the bus takes devices."""
    device = Watchdog.from_xml(f"<watchdog model='i6300esb'><address {address}/></watchdog>")
    assert has_place(device, live) == expected


@pytest.mark.parametrize(
    ("channel", "display", "expected"),
    [("spicevmc", "vnc", False), ("spicevmc", "spice", True), ("unix", "vnc", True)],
)
def test_a_channel_of_a_display(channel: str, display: str, expected: bool) -> None:
    """That of SPICE comes to a guest that has such a display."""
    assert (
        has_place(
            Channel.from_xml(f"<channel type='{channel}'/>"), _live("q35", devices=f"<graphics type='{display}'/>")
        )
        == expected
    )


@pytest.mark.parametrize(("controllers", "expected"), [("", False), ("<controller type='virtio-serial'/>", True)])
def test_a_console_without_an_address(controllers: str, expected: bool) -> None:
    """libvirt shows none of a virtio console, and adds no controller for it: "no virtio-serial controllers"."""
    console = Console.from_xml("<console type='pty'><target type='virtio'/></console>")
    assert has_place(console, _live("q35", devices=controllers)) == expected


def test_a_device_without_an_address() -> None:
    """Nothing is known of it; applying tries."""
    assert has_place(Watchdog(model="i6300esb"), _live("pc"))
