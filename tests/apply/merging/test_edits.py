"""Edits of what is asked: each is named, and nothing else."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from hypothesis import assume, given, settings, strategies as st

from libvirt_xml import Domain, Element
from libvirt_xml.apply import merge
from libvirt_xml.apply.merging.carrying import is_addressed_device, is_whole_list, stays_unasked
from libvirt_xml.apply.merging.equalities import _rules
from libvirt_xml.apply.merging.given.requests_as_read import as_libvirt_reads
from libvirt_xml.apply.merging.rule_paths import places_above
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes import Change, compare
from libvirt_xml.changes.comparison_plans import plan_of
from tests.apply.merging.recorded import Applied, all_applied


class EditPlace(NamedTuple):
    """A field of a document that has something; ``number`` is that of an item."""

    holder: Element
    name: str
    number: int | None = None


_COMPUTED = ("memory", "current_memory")
"""What libvirt computes while there are NUMA cells or memory devices, so that it differs when they go."""


class Edit(NamedTuple):
    """An edit of a document that was applied: the document after it, and what it changes."""

    applied: Applied
    edited: Domain
    change: Change

    def __repr__(self) -> str:
        return f"Edit({self.applied.name!r}, {self.change})"


def _is_settled(holder: Element, name: str) -> bool:
    """Whether libvirt has its own way with a field (test_rules.py is about that), or it is a unit."""
    amount = plan_of(type(holder)).amount
    is_unit = amount is not None and name == amount.unit
    rules = _rules().get(f"{type(holder).__name__}.{name}", ())
    return is_unit or stays_unasked(holder, name) or any(rule.get("only") != "live" for _, rule in rules)


def _has_settled(value: Any) -> bool:
    """Whether something in an element stays or is settled, so that it does not go as a whole."""
    if not isinstance(value, Element) or is_addressed_device(value):
        return False
    return any(_is_settled(value, name) or _has_settled(inner) for name, inner in value.__dict__.items())


def _places(element: Element) -> Iterator[EditPlace]:
    for name, value in element.__dict__.items():
        if name == "extra_" or is_whole_list(element, name) or _is_settled(element, name):
            continue
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield EditPlace(element, name, number)
                if isinstance(item, Element):
                    yield from _places(item)
        else:
            if not specs_of(type(element))[name].is_required and not _has_settled(value):
                yield EditPlace(element, name)
            if isinstance(value, Element):
                yield from _places(value)


def _remove(place: EditPlace) -> None:
    if place.number is None:
        delattr(place.holder, place.name)
        return
    items = getattr(place.holder, place.name)
    setattr(place.holder, place.name, [item for at, item in enumerate(items) if at != place.number])


def _changed(value: Any) -> Any:
    """Another value of the same sort; ``None`` where there is none to be had."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}1" if isinstance(value, str) else None


@st.composite
def _edited(draw: st.DrawFn) -> Edit:
    whole = [applied for applied in all_applied() if not applied.refused]
    applied = whole[draw(st.integers(0, len(whole) - 1))]
    edited = copy.deepcopy(applied.asked)
    place = draw(st.sampled_from(list(_places(edited))))
    value = None if place.number is not None else _changed(getattr(place.holder, place.name))
    if value is None or specs_of(type(place.holder))[place.name].kind == "flag" or draw(st.booleans()):
        _remove(place)
    else:
        setattr(place.holder, place.name, value)
    changes = compare(as_libvirt_reads(applied.asked), as_libvirt_reads(edited))
    assume(len(changes) == 1 and edited.os is not None)
    return Edit(applied, edited, changes[0])


@settings(max_examples=600)
@given(_edited())
def test_an_edit_is_named_and_nothing_else(edit: Edit) -> None:
    """A value that changes or goes, an element, a device; but nothing, if libvirt fills the same in again."""
    applied, edited, change = edit
    assert applied.second.changes == ()
    merged = merge(edited, applied.actual, applied.second.owned, applied.refused)
    changes = [other for other in merged.changes if other.path not in _COMPUTED]
    if not changes:
        assert change.new is None  # test_refilling.py
        return
    if isinstance(change.old, Element) and change.new is None:  # libvirt may have put something of its own in it
        assert {other.kind for other in changes} == {"removed"}
        assert all(_shape(change.path) in places_above(_shape(other.path)) for other in changes)
    else:
        named = [(other.kind, _shape(other.path), other.new) for other in changes]
        assert named == [(change.kind, _shape(change.path), change.new)]
    again = merge(edited, merged.document, merged.owned, applied.refused)
    assert again.changes == ()


def _shape(path: str) -> str:
    """A path without what its items are called, which may differ between the request and libvirt's document."""
    return re.sub(r"\[[^\]]*\]", "[]", path)
