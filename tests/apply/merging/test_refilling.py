"""What is no longer asked stays if libvirt fills in the same: it is no change, and its address is kept."""

from __future__ import annotations

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import merge
from libvirt_xml.apply.merging.given.requests_as_read import as_libvirt_reads
from libvirt_xml.changes import compare
from tests.changes.reading import domain

MACHINE = """<domain type='qemu'><name>vm</name><memory>65536</memory>{}<vcpu{}>1</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type>{}</os>{}<devices>{}</devices></domain>"""
SAME, LESS = "<currentMemory>65536</currentMemory>", "<currentMemory>32768</currentMemory>"
STATIC, HD, CDROM = " placement='static'", "<boot dev='hd'/>", "<boot dev='cdrom'/>"
UTC, LOCAL = "<clock offset='utc'/>", "<clock offset='localtime'/>"
PLACE = "<address type='pci' bus='{}' slot='{}'/>"
PORT = "<controller type='pci' index='1' model='pcie-root-port'>{}</controller>"
NIC = f"<interface type='user'><mac address='52:54:00:00:00:01'/>{PLACE.format(1, 0)}</interface>"
SERIAL_BUS = "<controller type='virtio-serial' index='0'{}>{}</controller>"
AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
SERIAL = "<serial type='pty'>{}</serial>"
ISA = "<target type='isa-serial' port='0'><model name='isa-serial'/></target>"
PCI = "<target type='pci-serial' port='0'/>"
BALLOON = "<memballoon model='virtio'>{}</memballoon>"


def _machine(*parts: str) -> Domain:
    return Domain.from_xml(MACHINE.format(*parts))


PLAIN = ("", "", "", "")


@pytest.mark.parametrize(
    ("asked", "then", "gone"),
    [
        ((SAME, STATIC, HD, UTC, ""), (*PLAIN, ""), []),
        ((LESS, "", CDROM, LOCAL, ""), (*PLAIN, ""), ["current_memory", "clock", "os.boot_devices"]),
        ((*PLAIN, BALLOON.format("")), (*PLAIN, ""), []),
        (
            (*PLAIN, BALLOON.format(f"<stats period='5'/>{PLACE.format(1, 0)}")),
            (*PLAIN, ""),
            ["devices.memballoon.stats"],
        ),
        ((*PLAIN, PORT.format("") + NIC), (*PLAIN, NIC), []),
        ((*PLAIN, SERIAL_BUS.format("", "") + AGENT), (*PLAIN, AGENT), []),
        ((*PLAIN, SERIAL.format(ISA)), (*PLAIN, SERIAL.format("")), []),
        ((*PLAIN, SERIAL.format(PCI)), (*PLAIN, SERIAL.format("")), ["devices.serials[0].target"]),
        (
            (*PLAIN, SERIAL_BUS.format(" ports='8'", "") + AGENT),
            (*PLAIN, AGENT),
            ["devices.controllers[virtio-serial:0]"],
        ),
    ],
)
def test_what_libvirt_fills_in(asked: tuple[str, ...], then: tuple[str, ...], gone: list[str]) -> None:
    """What has the value that libvirt gives stays, and is nobody's any more; other values go."""
    first = _machine(*asked)
    applied = merge(first, first)
    merged = merge(_machine(*then), first, applied.owned)
    assert sorted(change.path for change in merged.changes) == sorted(gone)
    assert merge(_machine(*then), merged.document, merged.owned).changes == ()
    if not gone:
        assert compare(merged.document, first) == []


def test_a_controller_keeps_its_address() -> None:
    """libvirt would give another one to the controller that it adds in its place."""
    had = _machine(*PLAIN, SERIAL_BUS.format("", PLACE.format(3, 0)) + AGENT)
    owned = merge(_machine(*PLAIN, SERIAL_BUS.format("", "") + AGENT), had).owned
    merged = merge(_machine(*PLAIN, AGENT), had, owned)
    (controller,) = merged.document.devices.controllers
    assert controller.address is not None
    assert (merged.changes, controller.address.bus) == ((), 3)


RUNNING = """<disk type='network'><alias name='virtio-disk0'/><source protocol='iscsi' name='iqn.2024-01.a:b'>
<host name='h'/></source><target dev='vda' bus='virtio'/></disk>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>
<graphics type='vnc' port='5900' autoport='yes'/>"""


def test_what_running_guests_have() -> None:
    """libvirt ignores it in a definition, so it is not asked; and names are as libvirt writes them."""
    read = as_libvirt_reads(_machine(*PLAIN, RUNNING))
    (disk,), (channel,), (graphics,) = read.devices.disks, read.devices.channels, read.devices.graphics
    assert (disk.alias, graphics.port, channel.target and channel.target.state) == (None, None, None)
    assert disk.source is not None
    assert (disk.source.name, disk.source.hosts[0].port) == ("iqn.2024-01.a:b/0", 3260)
    assert merge(_machine(*PLAIN, RUNNING), read).changes == ()


@pytest.mark.parametrize(
    ("current", "asked", "left"),
    [
        ("5", "", None),
        ("4", "", "4"),
        ("5", "<currentMemory>5</currentMemory>", "5"),
        ("5", "<currentMemory>9</currentMemory>", "9"),
    ],
)
def test_memory_at_the_start_goes_with_the_memory(current: str, asked: str, left: str | None) -> None:
    """If it is not asked and was all: libvirt had written it, and the guest would have no more than before."""
    actual = domain(f"<memory>5</memory><currentMemory>{current}</currentMemory>")
    document = merge(domain(f"<memory>9</memory>{asked}"), actual).document
    assert (document.current_memory and str(document.current_memory.value)) == left
