"""Sizes, times and rates: read, written, compared, in the units of the XML and in base units."""

from __future__ import annotations

from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import Element, GiB, Memory, StorageVolumeCapacity, same_size
from libvirt_xml.behaviour.base_units import BaseAmount
from libvirt_xml.behaviour.size_elements import SizeElement
from libvirt_xml.binding.fields import specs_of
from tests.strategies.objects import classes


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("<memory>4</memory>", 4096),
        ("<memory unit='KiB'>4</memory>", 4096),
        ("<memory unit='k'>4</memory>", 4096),
        ("<memory unit='KB'>4</memory>", 4000),
        ("<memory unit='gib'>4</memory>", 4 * GiB),
        ("<memory unit='G'>4</memory>", 4 * GiB),
        ("<memory unit='GB'>4</memory>", 4_000_000_000),
        ("<memory unit='bytes'>4</memory>", 4),
        ("<memory unit=' MiB '>4</memory>", 4 * 1024**2),
    ],
)
def test_bytes_by_libvirts_units(text: str, bytes_: int) -> None:
    assert Memory.from_xml(text).bytes == bytes_


def test_the_unit_that_goes_without_saying_is_that_of_the_element() -> None:
    assert StorageVolumeCapacity(4096).bytes == 4096
    assert Memory(4096).bytes == 4096 * 1024
    assert libvirt_xml.FeaturesSmmTseg(4).bytes == 4 * 1024**2


@pytest.mark.parametrize(
    ("size", "xml"),
    [
        ("4GiB", "<memory unit='GiB'>4</memory>"),
        (" 4 gib ", "<memory unit='GiB'>4</memory>"),
        ("4g", "<memory unit='GiB'>4</memory>"),
        ("1.5 GiB", "<memory unit='MiB'>1536</memory>"),
        ("1.5 GB", "<memory unit='MB'>1500</memory>"),
        ("100 bytes", "<memory unit='bytes'>100</memory>"),
        (4 * GiB, "<memory unit='GiB'>4</memory>"),
        (1025, "<memory unit='bytes'>1025</memory>"),
        (0, "<memory unit='bytes'>0</memory>"),
    ],
)
def test_a_size_from_what_people_write(size: str | int, xml: str) -> None:
    assert Memory.parse(size).to_xml(indent=None) == xml


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        ("4096", r"'4096' has no unit; write for example Memory.parse\('4096 KiB'\), or a number for bytes"),
        ("four", "'four' is not a size; expected for example '4GiB'"),
        ("", "'' is not a size"),
        ("-4GiB", "'-4GiB' is not a size"),
        ("4 gigs", "'4 gigs': 'gigs' is not a unit of sizes"),
        ("0.3KiB", "'0.3KiB' is not a whole number of bytes"),
        (-1, "at least 0; got -1"),
        (True, "got True"),
    ],
)
def test_what_is_no_size(size: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Memory.parse(size)


def test_a_size_in_words() -> None:
    sizes = [Memory(4194304), Memory(4, unit="GB"), Memory(1500, unit="MB"), Memory(1025, unit="b"), Memory(0)]
    assert [str(size) for size in sizes] == ["4 GiB", "4 GB", "1500 MB", "1025 bytes", "0 bytes"]


def test_a_size_that_cannot_be_read_says_so() -> None:
    memory = Memory.from_xml("<memory unit='lots'>4</memory>")
    with pytest.raises(ValueError, match="the size in <memory> cannot be read: number '4', unit 'lots'"):
        _ = memory.bytes
    assert str(memory) == "Memory(unit='lots', value=4)"
    with pytest.raises(ValueError, match="cannot be read"):
        _ = Memory.from_xml("<memory>many</memory>").bytes


def test_bytes_can_be_set() -> None:
    memory = Memory.from_xml("<memory unit='KiB' dumpCore='on'>4</memory>")
    memory.bytes = 3 * GiB
    assert memory.to_xml(indent=None) == "<memory unit='GiB' dumpCore='on'>3</memory>"


def test_one_size_in_two_forms() -> None:
    assert same_size(Memory(4, unit="GiB"), Memory(4194304))
    assert Memory(4, unit="GiB") != Memory(4194304)  # `==` compares what is written
    assert same_size(Memory(1, unit="MB"), Memory(977))  # libvirt rounds up to KiB
    assert not same_size(Memory(1, unit="MB"), Memory(976))
    assert not same_size(StorageVolumeCapacity(1, unit="MB"), StorageVolumeCapacity(977, unit="KiB"))


def test_every_text_with_a_unit_is_a_size() -> None:
    """What the field specs call a quantity, and nothing else."""
    sized = [cls for cls in classes() if "value" in specs_of(cls) and specs_of(cls)["value"].quantity]
    texts = [cls for cls in sized if specs_of(cls)["value"].kind == "text"]
    assert {cls for cls in classes() if issubclass(cls, SizeElement)} == {*texts}
    assert len(texts) > 30
    for cls in texts:
        assert cls.parse("3 MiB").bytes == 3 * 1024**2  # type: ignore[attr-defined]


def _amounts() -> list[tuple[type[Element], str]]:
    return [(cls, name) for cls in classes() for name, value in vars(cls).items() if isinstance(value, BaseAmount)]


def test_every_number_with_a_unit_has_an_amount() -> None:
    """Each amount of 9 of the field's own unit reads back."""
    assert len(_amounts()) > 50
    for cls, name in _amounts():
        field = name.removesuffix("_per_second").rpartition("_")[0]
        element = cls.__new__(cls)
        assert getattr(element, name) is None
        setattr(element, field, 9)
        amount = getattr(element, name)
        setattr(element, field, None)
        setattr(element, name, amount)
        assert getattr(element, field) == 9, name


def test_amounts_in_base_units() -> None:
    model = libvirt_xml.VideoModel(type="qxl", vram=65536)
    assert model.vram_bytes == 64 * 1024**2
    assert libvirt_xml.OsBootmenu(enable=True, timeout=2500).timeout_seconds == 2.5
    assert libvirt_xml.BandwidthInbound(average=1000).average_bytes_per_second == 1_024_000
    cell = libvirt_xml.CpuNumaCell(memory=1, unit="GiB")
    assert cell.memory_bytes == GiB
    lease = libvirt_xml.NetworkIpDhcpRangeLease.from_xml("<lease expiry='2' unit='hours'/>")
    assert lease.expiry_seconds == 7200


def test_amounts_can_be_set() -> None:
    menu = libvirt_xml.OsBootmenu(enable=True)
    menu.timeout_seconds = 0.1
    assert menu.timeout == 100
    cell = libvirt_xml.CpuNumaCell(memory=1, unit="GiB")
    cell.memory_bytes = 1000
    assert (cell.memory, cell.unit) == (1000, "bytes")
    cell.memory_bytes = 2048
    assert (cell.memory, cell.unit, cell.memory_bytes) == (2, None, 2048)
    model = libvirt_xml.VideoModel(type="qxl", vram=65536)
    with pytest.raises(ValueError, match="1000 bytes is not a whole number in the unit of 'vram'"):
        model.vram_bytes = 1000
    assert model.vram == 65536
