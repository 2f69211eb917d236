"""Comparing is total: whatever reads can be compared, and what was built wrongly too."""

from __future__ import annotations

import sys
import time

import pytest

from libvirt_xml import AnyElement, Devices, Disk, Domain, Element
from libvirt_xml.changes import compare, same
from tests.changes.reading import devices, domain, lines
from tests.cost import calls_of

WRONG: list[object] = [None, "", "x", 0, 1.5, True, [], ["x"], [None], (), (Disk,), {}, object(), AnyElement("a"), Disk]


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("name", ["type", "name", "memory", "devices", "metadata", "seclabels", "vcpu", "id"])
def test_wrong_values(name: str, value: object) -> None:
    """A value that does not belong there compares as a value."""
    wrong, again, right = domain(""), domain(""), domain("<memory>1</memory><devices><disk/></devices>")
    for each in (wrong, again):
        each.__dict__[name] = value  # as an unpickled one may have it: assigning refuses some
    assert compare(wrong, again) == []
    compare(wrong, right)
    compare(right, wrong)
    assert all(str(change) for change in (*compare(wrong, right), *compare(right, wrong)))


@pytest.mark.parametrize("value", WRONG)
def test_wrong_items(value: object) -> None:
    """So does an item of a list."""
    wrong, again, right = devices(""), devices(""), devices("<disk><target dev='vda'/></disk>")
    for each in (wrong, again):
        each.devices.__dict__["disks"] = [value]
    assert compare(wrong, again) == []
    if value is not None:
        assert compare(wrong, right)
        assert compare(right, wrong)


@pytest.mark.parametrize("value", WRONG)
def test_wrong_names(value: object) -> None:
    """So does what should name an item."""
    wrong, again, right = (devices("<disk><target dev='vda'/></disk><disk/>") for _ in range(3))
    for each in (wrong, again):
        each.devices.disks[0].target.dev = value  # type: ignore[assignment]
    assert compare(wrong, again) == []
    assert compare(wrong, right)
    assert compare(right, wrong)


@pytest.mark.parametrize("value", WRONG)
def test_wrong_units(value: object) -> None:
    """So does a unit."""
    wrong, again, right = (domain("<memory unit='KiB'>1</memory>") for _ in range(3))
    for each in (wrong, again):
        each.memory.unit = value  # type: ignore[union-attr]
    assert compare(wrong, again) == []
    assert bool(compare(wrong, right)) is not (value is None or (isinstance(value, str) and not value))


def test_an_element_of_another_class() -> None:
    """An element where another belongs is another value, though it may hold the same."""
    wrong, right = domain(""), devices("<disk/>")
    wrong.__dict__["devices"] = Disk.from_xml("<disk/>")
    assert lines(wrong, right) == ["changed devices: <disk/> -> <devices>...</devices>"]


def test_what_is_required_is_missing() -> None:
    """Documents that break the schema."""
    for text in ("<domain/>", "<domain><devices><disk/><hostdev/><interface/></devices></domain>"):
        assert lines(Domain.from_xml(text), Domain.from_xml(text)) == []
    assert lines(Domain.from_xml("<domain/>"), Domain.from_xml("<domain type='kvm'/>")) == ["added type: 'kvm'"]
    assert lines(object.__new__(Devices), Devices.from_xml("<devices/>")) == []


def _chain(depth: int, leaf: str) -> Element:
    inside = "<backingStore>" * depth + leaf + "</backingStore>" * depth
    return Disk.from_xml(f"<disk>{inside}</disk>")


@pytest.mark.parametrize("depth", [100, 250])
def test_depth(depth: int) -> None:
    """As deep as reading goes, with little of Python's own stack left."""
    old, new, other = (
        _chain(depth, leaf) for leaf in ("<format type='raw'/>", "<format type='raw'/>", "<format type='qcow2'/>")
    )
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(_frames() + 60)
    try:
        assert compare(old, new) == []
        (change,) = compare(old, other)
        (whole,) = compare(Disk.from_xml("<disk/>"), other)
        shown = str(change), str(whole)
    finally:
        sys.setrecursionlimit(limit)
    assert change.path == "backing_store." * depth + "format.type"
    assert shown[1] == "added backing_store: <backingStore>...</backingStore>"


def test_deep_items_of_lists() -> None:
    """So too where items have to be aligned to be compared."""
    text = "<disk>{}<target dev='a'/></disk>"
    inside = "<backingStore>" * 240 + "<format type='{}'/>" + "</backingStore>" * 240
    first, second, third = (text.format(inside.format(kind)) for kind in ("raw", "qcow2", "vdi"))
    found = compare(devices(first + second), devices(third + first + second))
    assert [(change.kind, change.path) for change in found] == [("added", "devices.disks[0]")]


def _frames() -> int:
    frame, count = sys._getframe(), 0
    while frame is not None:
        frame, count = frame.f_back, count + 1  # type: ignore[assignment]
    return count


def test_many_devices() -> None:
    """Thousands of devices, shuffled and with another address each, compare in seconds."""
    count = 3000
    text = "<interface type='user'><mac address='52:54:00:00:{:02x}:{:02x}'/><mtu size='{}'/></interface>"
    numbers = list(range(count))
    old = devices("".join(text.format(number // 256, number % 256, 1500) for number in numbers))
    new = devices("".join(text.format(number // 256, number % 256, 9000) for number in reversed(numbers)))
    began = time.perf_counter()
    assert len(compare(old, new)) == count
    assert len(compare(old, devices(""))) == count
    assert not same(devices(""), new)
    assert time.perf_counter() - began < 10


def test_speed() -> None:
    """To compare two equal domains takes some eighteen calls of functions for each element."""
    text = (
        "<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid><memory unit='KiB'>1048576</memory><vcpu>2</vcpu>"
        "<os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os><features><acpi/></features>"
        "<devices><emulator>/usr/bin/qemu-system-x86_64</emulator>"
        + "".join(
            f"<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/{dev}'/>"
            f"<target dev='{dev}' bus='virtio'/>"
            "<address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/></disk>"
            for dev in ("vda", "vdb")
        )
        + "<controller type='usb' index='0' model='qemu-xhci'/><controller type='pci' index='0' model='pcie-root'/>"
        "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>"
        "<serial type='pty'><target port='0'/></serial><console type='pty'/><input type='tablet' bus='usb'/>"
        "<video><model type='virtio'/></video><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
        "</devices>"
    )
    old, new = domain(text), domain(text)
    count = sum(1 for _ in old.walk())
    assert 30 <= count <= 40
    assert compare(old, new) == []
    calls = calls_of(lambda: compare(old, new))
    assert calls <= 24 * count
