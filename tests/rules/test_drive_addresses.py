"""Drive addresses are those that libvirt takes from targets; I/O threads are numbered as libvirt does it."""

from __future__ import annotations

import pytest

from libvirt_xml.validation.rules.derived.drive_addresses import drive_address, target_index
from libvirt_xml.validation.rules.derived.iothread_numbers import iothread_numbers
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing_reading import read_things


@pytest.mark.parametrize(
    ("target", "bus", "address"),
    [
        ("sda", "scsi", (0, 0, 0, 0)),
        ("sdh", "scsi", (0, 0, 0, 8)),  # unit 7 is the controller
        ("sdp", "scsi", (1, 0, 0, 0)),
        ("sdg", "sata", (1, 0, 0, 0)),
        ("hdd", "ide", (0, 1, 0, 1)),
        ("hde", "ide", (1, 0, 0, 0)),
        ("fdb", "fdc", (0, 0, 0, 1)),
        ("vda", "virtio", None),
        ("vd1", "scsi", None),
    ],
)
def test_by_target(target: str, bus: str, address: tuple[int, ...] | None) -> None:
    """What libvirt 9.0.0 wrote into the dump of such a disk."""
    disk = f'<disk><target dev="{target}" bus="{bus}"/></disk>'
    root = read_things(f'<domain type="qemu"><devices>{disk}</devices></domain>')
    assert drive_address(root.things("devices/disk")[0], Subject(root)) == address


def test_written() -> None:
    """A written address counts; what is left out is 0."""
    address = '<address type="drive" controller="2" unit="3"/>'
    root = read_things(f'<domain><devices><disk><target dev="sda" bus="scsi"/>{address}</disk></devices></domain>')
    assert drive_address(root.things("devices/disk")[0], Subject(root)) == (2, 0, 0, 3)


def test_narrow_bus_of_others() -> None:
    """Other drivers than QEMU's have eight units on a SCSI bus."""
    disk = '<disk><target dev="sdh" bus="scsi"/></disk>'
    root = read_things(f'<domain type="test"><devices>{disk}</devices></domain>')
    assert drive_address(root.things("devices/disk")[0], Subject(root)) == (1, 0, 0, 0)


def test_letters() -> None:
    """Letters count like columns of a spreadsheet; a partition's number does not count."""
    assert [target_index(name) for name in ("vdz", "vdaa", "ioemu:hda", "sdb1", "vd", "xyz")] == [
        25,
        26,
        0,
        1,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("elements", "numbers"),
    [
        ("", set()),
        ("<iothreads>2</iothreads>", {1, 2}),
        ("<iothreadids><iothread id='7'/></iothreadids>", {7}),
        ("<iothreads>3</iothreads><iothreadids><iothread id='2'/></iothreadids>", {1, 2, 3}),
        ("<iothreads>many</iothreads>", None),
    ],
)
def test_iothread_numbers(elements: str, numbers: set[int] | None) -> None:
    """The listed ones, and the lowest free ones up to the count."""
    assert iothread_numbers(read_things(f"<domain>{elements}</domain>")) == numbers
