"""Numbers with units compare by what they come to."""

from __future__ import annotations

import inspect

import pytest

from libvirt_xml import Domain, Memory, NetworkIpDhcpRange, StorageVolume
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes import Change, compare
from libvirt_xml.changes.quantities import amount_of
from libvirt_xml.words.units import factor_of
from tests.changes.reading import domain, lines
from tests.strategies.objects import classes

CLASSES = {cls.__name__: cls for cls in classes()}

FACTORS = {
    "b": 1,
    "B": 1,
    "byte": 1,
    "bytes": 1,
    "Bytes": 1,
    "k": 2**10,
    "K": 2**10,
    "KiB": 2**10,
    "kib": 2**10,
    "KB": 1000,
    "kb": 1000,
    "M": 2**20,
    "MiB": 2**20,
    "MB": 10**6,
    "G": 2**30,
    "GiB": 2**30,
    "GB": 10**9,
    "T": 2**40,
    "TiB": 2**40,
    "TB": 10**12,
    "P": 2**50,
    "PiB": 2**50,
    "PB": 10**15,
    "E": 2**60,
    "EiB": 2**60,
    "EB": 10**18,
}
NO_UNITS = ["", " ", "x", "KiBs", "KBB", "iB", "bit", "Ki", "ZiB", "K B", "kilobytes", "µ"]

EQUAL = [
    ("<memory unit='GiB'>4</memory>", "<memory>4194304</memory>"),
    ("<memory unit='GiB'>4</memory>", "<memory unit='KiB'>4194304</memory>"),
    ("<memory unit=''>4</memory>", "<memory>4</memory>"),
    ("<memory unit=' k '>4</memory>", "<memory>4</memory>"),
    ("<memory unit='MB'>1</memory>", "<memory>977</memory>"),  # libvirt rounds up to whole KiB
    ("<memory unit='bytes'>1025</memory>", "<memory>2</memory>"),
    (
        "<memoryBacking><hugepages><page size='1025' unit='b'/></hugepages></memoryBacking>",
        "<memoryBacking><hugepages><page size='2'/></hugepages></memoryBacking>",
    ),
    (
        "<cpu><numa><cell id='0' memory='1025' unit='b'/></numa></cpu>",
        "<cpu><numa><cell id='0' memory='2'/></numa></cpu>",
    ),
    ("<memory unit='MiB'> 0x1</memory>", "<memory unit='MiB'>0x1</memory>"),
    ("<memory unit='zb'>1</memory>", "<memory unit='zb'>01</memory>"),
    ("<memory unit='GiB'>0</memory>", "<memory>0</memory>"),
    ("<memtune><hard_limit unit='M'>1</hard_limit></memtune>", "<memtune><hard_limit>1024</hard_limit></memtune>"),
    (
        "<memoryBacking><hugepages><page size='2' unit='MiB'/></hugepages></memoryBacking>",
        "<memoryBacking><hugepages><page size='2048'/></hugepages></memoryBacking>",
    ),
    (
        "<cpu><numa><cell id='0' memory='1' unit='GiB'/></numa></cpu>",
        "<cpu><numa><cell id='0' memory='1048576'/></numa></cpu>",
    ),
    (
        "<features><smm><tseg unit='MiB'>48</tseg></smm></features>",
        "<features><smm><tseg>48</tseg></smm></features>",
    ),
    (
        "<devices><shmem name='a'><size unit='M'>4</size></shmem></devices>",
        "<devices><shmem name='a'><size>4194304</size></shmem></devices>",
    ),
    (
        "<devices><filesystem><source usage='1' units='MiB'/></filesystem></devices>",
        "<devices><filesystem><source usage='1024'/></filesystem></devices>",
    ),
]

DIFFERENT = [
    (
        "<memory unit='GiB'>4</memory>",
        "<memory>4194305</memory>",
        ["changed memory: <memory unit='GiB'>4</memory> -> <memory>4194305</memory>"],
    ),
    (
        "<memory unit='GiB'>4</memory>",
        "<memory unit='GB'>4</memory>",
        ["changed memory: <memory unit='GiB'>4</memory> -> <memory unit='GB'>4</memory>"],
    ),
    (
        "<memory>4</memory>",
        "<memory unit='zb'>4</memory>",
        ["added memory.unit: 'zb'"],
    ),
    (
        "<memory unit='KiB'>4</memory>",
        "<memory>four</memory>",
        ["removed memory.unit: 'KiB'", "changed memory.value: 4 -> 'four'"],
    ),
    ("<memory unit='KiB'/>", "<memory/>", ["removed memory.unit: 'KiB'"]),
    ("<memory/>", "<memory>0</memory>", ["added memory.value: 0"]),
    (
        "<memory unit='KiB' dumpCore='on'>4</memory>",
        "<memory dumpCore='off'>4</memory>",
        ["changed memory.dump_core: True -> False"],
    ),
    (
        "<maxMemory slots='1' unit='MiB'>4</maxMemory>",
        "<maxMemory slots='2'>4</maxMemory>",
        [
            "changed max_memory: <maxMemory slots='1' unit='MiB'>4</maxMemory> -> <maxMemory slots='2'>4</maxMemory>",
            "changed max_memory.slots: 1 -> 2",
        ],
    ),
    (
        "<features><smm><tseg>48</tseg></smm></features>",
        "<features><smm><tseg unit='KiB'>48</tseg></smm></features>",
        ["changed features.smm.tseg: <tseg>48</tseg> -> <tseg unit='KiB'>48</tseg>"],
    ),
    (
        "<cpu><numa><cell id='0' memory='4' unit='GiB'/></numa></cpu>",
        "<cpu><numa><cell id='0' memory='512' unit='MiB'/></numa></cpu>",
        ["changed cpu.numa.cells[0].memory: 4 -> 512", "changed cpu.numa.cells[0].unit: 'GiB' -> 'MiB'"],
    ),
    (
        "<cpu><numa><cell id='0' memory='4' unit='GiB'/></numa></cpu>",
        "<cpu><numa><cell id='0' memory='4'/></numa></cpu>",
        ["removed cpu.numa.cells[0].unit: 'GiB'"],
    ),
    (
        "<devices><disk><address type='drive' unit='1'/></disk></devices>",
        "<devices><disk><address type='drive' unit='2'/></disk></devices>",
        ["changed devices.disks[0].address.unit: 1 -> 2"],
    ),
]


@pytest.mark.parametrize(("old", "new"), EQUAL)
def test_equal(old: str, new: str) -> None:
    """One amount in two units is no change."""
    assert lines(domain(old), domain(new)) == []


@pytest.mark.parametrize(("old", "new", "expected"), DIFFERENT)
def test_different(old: str, new: str, expected: list[str]) -> None:
    """Another amount is a change; what is no number, or has no unit that libvirt knows, compares as it stands."""
    assert lines(domain(old), domain(new)) == expected


@pytest.mark.parametrize("unit", FACTORS)
def test_units(unit: str) -> None:
    """All spellings of libvirt's virScaleInteger."""
    assert factor_of(unit) == FACTORS[unit]


@pytest.mark.parametrize("unit", NO_UNITS)
def test_no_units(unit: str) -> None:
    """What libvirt refuses is no unit."""
    assert factor_of(unit) is None


def test_amounts_that_are_text() -> None:
    """A number set as text counts as the number, with its unit."""
    old, new = domain("<memory unit='GiB'>4</memory>"), domain("<memory>4194304</memory>")
    assert old.memory
    old.memory.value = " 4 "  # type: ignore[assignment]
    assert lines(old, new) == []
    old.memory.value = "4,0"  # type: ignore[assignment]
    assert len(lines(old, new)) == 2


def test_storage_is_in_bytes() -> None:
    """A volume's capacity without a unit is in bytes, and not rounded."""
    old, new = (
        StorageVolume.from_xml(f"<volume><name>v</name>{capacity}</volume>")
        for capacity in ("<capacity unit='k'>1</capacity>", "<capacity>1024</capacity>")
    )
    assert lines(old, new) == []
    assert new.capacity
    new.capacity.value = 1023
    assert lines(old, new) == ["changed capacity: <capacity unit='k'>1</capacity> -> <capacity>1023</capacity>"]


def test_leases_are_in_minutes() -> None:
    """An hour is 60 minutes, and minutes need no unit."""
    hour, minutes, seconds = (
        NetworkIpDhcpRange.from_xml(f"<range start='a' end='b'><lease expiry={expiry}/></range>")
        for expiry in ("'1' unit='hours'", "'60'", "'60' unit='seconds'")
    )
    assert lines(hour, minutes) == []
    assert lines(minutes, seconds) == ["added lease.unit: 'seconds'"]


def test_a_fragment_that_is_a_quantity() -> None:
    """A quantity that is the whole document has fields to name."""
    assert lines(Memory(4, unit="GiB"), Memory(4194304)) == []
    assert compare(Memory(4), Memory(5)) == [Change("changed", "value", 4, 5)]


def test_numbers_that_share_a_unit() -> None:
    """Where two numbers share a unit, one of them that differs is a change, and so is what is told of the other."""
    old, new, other = (
        CLASSES["HostCacheBankControl"].from_xml(f"<control granularity={text} type='both' maxAllocs='4'/>")
        for text in ("'1' min='2' unit='MiB'", "'1024' min='2048' unit='KiB'", "'1024' min='2047' unit='KiB'")
    )
    assert lines(old, new) == []
    assert lines(new, other) == ["changed min: 2048 -> 2047"]


_NO_QUANTITIES = {
    "Address": "`unit` is the number of a disk on its bus",
    "HostDeviceAddress": "`unit` is the number of a disk on its bus",
}


def test_every_class_with_a_unit_is_known() -> None:
    """A class with a field for a unit has numbers that it is for, or is excepted with a reason."""
    with_unit = {name for name, cls in CLASSES.items() if {"unit", "units"} & specs_of(cls).keys()}
    amounts = {name: amount for name, cls in CLASSES.items() if (amount := amount_of(specs_of(cls)))}
    assert with_unit == amounts.keys() | _NO_QUANTITIES.keys()
    assert not amounts.keys() & _NO_QUANTITIES.keys()
    for name, amount in amounts.items():
        assert amount.fields <= specs_of(CLASSES[name]).keys()
        assert f"Unit: {amount.default}" in inspect.getsource(CLASSES[name])


def test_amounts_beyond_all_memory() -> None:
    """Numbers have no upper end."""
    text = "9" * 200
    assert isinstance(Domain.from_xml(f"<domain><memory unit='EiB'>{text}</memory></domain>").memory, Memory)
    assert len(lines(domain(f"<memory unit='EiB'>{text}</memory>"), domain("<memory>-1</memory>"))) == 1
