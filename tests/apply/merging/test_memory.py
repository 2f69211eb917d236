"""Memory that is asked, beside what libvirt makes of it."""

from __future__ import annotations

from libvirt_xml.apply import merge
from tests.apply.merging.test_rules import planned
from tests.changes.reading import domain


def test_more_memory_lets_a_number_rise() -> None:
    """A number that was clipped is asked for again when its limit rises."""
    actual = domain("<memory>5</memory><currentMemory>5</currentMemory>")
    assert planned(domain("<memory>9</memory><currentMemory>9</currentMemory>"), actual) == [
        "changed memory: <memory>5</memory> -> <memory>9</memory>",
        "changed current_memory: <currentMemory>5</currentMemory> -> <currentMemory>9</currentMemory>",
    ]


def test_memory_devices_without_cells_let_a_number_rise() -> None:
    """What is asked limits it then, not what libvirt has added up of cells that go."""
    parts = "<memory>{}</memory><currentMemory>{}</currentMemory>{}"
    cells = "<cpu><numa><cell id='0' cpus='0' memory='4'/></numa></cpu>"
    module = "<devices><memory model='dimm'><target><size>1</size><node>0</node></target></memory></devices>"
    asked = domain(parts.format(9, 9, module))
    merged = merge(
        asked, domain(parts.format(5, 5, cells + module)), frozenset({"memory", "current_memory", "cpu.numa"})
    )
    assert merged.document.current_memory == asked.current_memory
    assert merge(asked, merged.document, merged.owned).changes == ()


def test_a_running_guest_with_less_memory() -> None:
    """QEMU rounds up, never down."""
    assert planned(domain("<memory>6</memory>"), domain("<memory>5</memory>"), is_live=True) != []
