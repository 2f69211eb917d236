"""A change on a line."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from libvirt_xml import AnyElement, Comment, Disk, Domain, Element, Memory
from libvirt_xml.changes import Change, compare
from tests.changes.reading import domain

LINES: list[tuple[Change, str]] = [
    (Change("added", "vcpu.current", None, 2), "added vcpu.current: 2"),
    (Change("removed", "name", "a\nb", None), "removed name: 'a\\nb'"),
    (Change("changed", "a.b[c]", False, "x"), "changed a.b[c]: False -> 'x'"),
    (Change("changed", "title", "x" * 100, ""), f"changed title: '{'x' * 56}... -> ''"),
    (
        Change("changed", "memory", Memory(4, unit="GiB"), Memory(4)),
        "changed memory: <memory unit='GiB'>4</memory> -> <memory>4</memory>",
    ),
    (
        Change("added", "m", None, AnyElement("a:b", {"x": "1"}, ["t", Comment("c"), AnyElement("d")])),
        "added m: <a:b>...</a:b>",
    ),
    (Change("added", "m", None, AnyElement("b", {}, ["t\n ", "u"])), "added m: <b>t u</b>"),
    (Change("added", "m", None, AnyElement("b")), "added m: <b/>"),
]

ELEMENTS: list[tuple[Element, str]] = [
    (Disk.from_xml("<disk/>"), "<disk/>"),
    (Disk.from_xml("<disk type='file' rawio='yes'/>"), "<disk type='file' rawio='yes'/>"),
    (Disk.from_xml("<disk type='file'><readonly/></disk>"), "<disk type='file'>...</disk>"),
    (Disk.from_xml("<disk new='1'/>"), "<disk/>"),
    (domain("<os><loader readonly='yes'>/a</loader></os>").os.loader, "<loader readonly='yes'>/a</loader>"),  # type: ignore[union-attr, list-item]
]


@pytest.mark.parametrize(("change", "line"), LINES)
def test_lines(change: Change, line: str) -> None:
    """What happened, where, and the values in short."""
    assert str(change) == line


@pytest.mark.parametrize(("element", "shown"), ELEMENTS)
def test_elements(element: Element, shown: str) -> None:
    """An element is shown as its start tag, its text where it has nothing else."""
    assert str(Change("removed", "x", element, None)) == f"removed x: {shown}"


def test_every_line_is_one_line() -> None:
    """Whatever the values, a change takes one line of some length."""
    content = "<name>a\nb</name><metadata><x>c\nd</x></metadata><os><loader>e\nf</loader></os>"
    text = f"<domain type='a&#10;b'>{content}</domain>"
    found = compare(Domain.from_xml("<domain/>"), Domain.from_xml(text))
    assert len(found) == 4
    assert all("\n" not in str(change) and len(str(change)) < 200 for change in found)


def test_a_value() -> None:
    """A change cannot be altered; it compares, copies and pickles as what it is."""
    change = Change("changed", "memory", Memory(4), Memory(5))
    with pytest.raises(dataclasses.FrozenInstanceError):
        change.path = "x"  # type: ignore[misc]
    assert change == pickle.loads(pickle.dumps(change)) == Change("changed", "memory", Memory(4), Memory(5))
    assert change != Change("changed", "memory", Memory(4), Memory(6))


def test_values_of_a_wrong_type() -> None:
    """What cannot be written can be shown."""
    disk = Disk.from_xml("<disk/>")
    disk.device = True  # type: ignore[assignment]
    assert str(Change("added", "x", None, disk)) == "added x: <disk device='True'/>"
