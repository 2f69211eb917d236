"""libvirt's own documents: what is written reads back as no change, and the order of what has names does not count."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest

import libvirt_xml
from libvirt_xml import Domain, Element
from libvirt_xml.changes import compare, same
from libvirt_xml.changes.comparison_plans import plan_of
from tests.corpus import fragments
from tests.corpus.data import foreign_roots


@pytest.fixture(scope="module")
def documents(corpus: Path) -> list[tuple[str, Element]]:
    """Every document and fragment that reads."""
    found = list(_read(corpus))
    assert len(found) > 2_000
    return found


def _read(corpus: Path) -> Iterator[tuple[str, Element]]:
    for path in sorted(corpus.rglob("*.xml")):
        if not path.is_file():
            continue
        source = path.read_bytes()
        try:
            tag = libvirt_xml.AnyElement.from_xml(source).name
            if tag not in foreign_roots():
                yield (
                    path.relative_to(corpus).as_posix(),
                    fragments.read(source, tag, path.parent.relative_to(corpus).as_posix()),
                )
        except libvirt_xml.ParseError:
            continue


def test_written_documents(documents: list[tuple[str, Element]]) -> None:
    """A document and what it is written as are the same."""
    for name, found in documents:
        again = type(found).from_xml(found.to_xml())
        assert compare(found, again) == [], name
        assert compare(again, found) == [], name
        with patch("libvirt_xml.changes.compare.is_identical", return_value=False):
            assert compare(found, again) == [], name


def test_shuffled_devices(documents: list[tuple[str, Element]]) -> None:
    """Devices in another order are the same devices, as far as each has a name that no other of its list has."""
    chooser = random.Random(1)
    shuffled = 0
    for name, found in documents:
        if isinstance(found, Domain):
            other = copy.deepcopy(found)
            shuffled += _shuffle(other, chooser)
            assert compare(found, other) == [], name
    assert shuffled > 2_000


def _shuffle(domain: Domain, chooser: random.Random) -> int:
    """Put the kinds of devices in another order, and the devices of those kinds whose names are complete."""
    devices = domain.__dict__.get("devices")
    if devices is None:
        return 0
    fields = list(devices.__dict__.items())
    chooser.shuffle(fields)
    devices.__dict__.clear()
    devices.__dict__.update(fields)
    count = 0
    for name, items in fields:
        if isinstance(items, list) and len(items) > 1 and _have_names(type(devices), name, items):
            chooser.shuffle(items)
            count += 1
    return count


def _have_names(cls: type[Element], field: str, items: list[object]) -> bool:
    names = [
        {stage.name(item) for item in items}
        for stage in plan_of(cls).stages[field]
        if stage.is_shown or not stage.is_identity
    ]
    return any(len(found) == len(items) and None not in found for found in names)


def test_neighbours_differ(documents: list[tuple[str, Element]]) -> None:
    """Two documents of one class compare both ways without failing; each change has a line of its own."""
    found = 0
    for (_, old), (_, new) in pairwise(documents):
        if type(old) is type(new):
            changes = compare(old, new)
            assert len(changes) == len(compare(new, old))
            assert same(old, new) is (not changes)
            assert all("\n" not in str(change) for change in changes)
            paths = [(change.kind, change.path) for change in changes]
            assert len(paths) == len(set(paths))
            found += len(changes)
    assert found > 10_000
