"""The second plan of whatever libvirt accepted is empty."""

from __future__ import annotations

import copy

from libvirt_xml.apply import merge
from libvirt_xml.apply.merging.given.requests_as_read import as_libvirt_reads
from libvirt_xml.changes import compare
from tests.apply.merging.recorded import all_applied

_WITHOUT_MEMORY = 1_987  # documents whose second plan is empty by the equalities alone


def test_the_second_plan_is_empty() -> None:
    """Of every document that libvirt 9.0.0 and 12.8.0 took, with what they did not take remembered."""
    applied = all_applied()
    assert len(applied) == 2_136
    assert {one.name: one.second.changes for one in applied if one.second.changes} == {}


def test_merged_is_what_libvirt_has() -> None:
    """Where nothing changes, the merged document is libvirt's, and nothing was dropped."""
    assert {one.name: changes for one in all_applied() if (changes := compare(one.actual, one.second.document))} == {}
    assert [one.name for one in all_applied() if one.second.dropped] == []


def test_few_documents_need_the_memory() -> None:
    """The equalities do it alone for most: only what libvirt did not take is remembered."""
    assert sum(not one.refused for one in all_applied()) >= _WITHOUT_MEMORY


def test_merging_is_idempotent() -> None:
    """What is asked, merged into what was merged, changes nothing, though nothing is remembered."""
    for name, asked, actual, _, _ in all_applied():
        first = merge(asked, actual)
        again = merge(asked, first.document, first.owned)
        assert (name, again.changes, again.dropped) == (name, (), ())
        assert compare(first.document, again.document) == []
        assert again.owned == first.owned


def test_the_request_is_its_own_plan() -> None:
    """A document merged into itself is itself."""
    for name, asked, *_ in all_applied():
        read = as_libvirt_reads(asked)
        merged = merge(read, read)
        assert (name, merged.changes, compare(read, merged.document)) == (name, (), [])


def test_nothing_is_removed_that_is_not_owned() -> None:
    """Without a memory of what was asked before, an empty request takes nothing out."""
    for name, asked, actual, *_ in all_applied():
        nothing = type(asked).from_xml(f"<domain type='qemu'><name>{asked.name}</name></domain>")
        nothing.name = actual.name
        merged = merge(nothing, actual)
        assert (name, merged.changes) == (name, ())


def test_controllers_in_another_order() -> None:
    """Libvirt 9.0.0 writes them in another order after each define of some guests."""
    moved = 0
    for name, asked, actual, refused, second in all_applied():
        other = copy.deepcopy(actual)
        other.devices.controllers = other.devices.controllers[::-1]
        moved += len(other.devices.controllers) > 1
        assert (name, merge(asked, other, second.owned, refused).changes) == (name, ())
    assert moved > 1_000
