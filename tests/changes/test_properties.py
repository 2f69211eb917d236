"""What holds of any two objects of a class."""

from __future__ import annotations

import copy
import random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import strategies as st

from libvirt_xml import Element
from libvirt_xml.binding.fields import counts, specs_of
from libvirt_xml.changes import Change, compare, same
from tests.properties.trying import holds_for_all
from tests.strategies.objects import classes, objects

CLASSES = {cls.__name__: cls for cls in classes()}
FEW, SOME = 2, 25
SHORT_CUT = "libvirt_xml.changes.compare.is_identical"  # without it every list is matched, item by item
_BIG = ("Domain", "Devices", "Disk", "Network", "StorageVolume", "Cpu", "Nwfilter", "NodeDevice", "DomainSnapshot")


@pytest.fixture(params=CLASSES)
def cls(request: pytest.FixtureRequest) -> type[Element]:
    """Every class in turn."""
    return CLASSES[request.param]


def test_copies_are_the_same(cls: type[Element]) -> None:
    """A copy of an object is no change, nor is what it reads back as."""
    holds_for_all(objects(cls), _same_as_copies, SOME if cls.__name__ in _BIG else FEW)


def _same_as_copies(made: Element) -> None:
    again = type(made).from_xml(made.to_xml())
    assert compare(made, copy.deepcopy(made)) == []
    assert compare(made, again) == []
    assert same(made, made)
    with patch(SHORT_CUT, return_value=False):
        assert compare(made, copy.deepcopy(made)) == []
        assert compare(made, again) == []


def test_both_ways(cls: type[Element]) -> None:
    """The other way round, what was added is removed; nothing is found only if nothing is found back."""
    pairs = st.tuples(objects(cls), objects(cls))
    holds_for_all(pairs, lambda pair: _mirrors(*pair), SOME if cls.__name__ in _BIG else FEW)


def _mirrors(old: Element, new: Element) -> None:
    found, back = compare(old, new), compare(new, old)
    with patch(SHORT_CUT, return_value=False):
        assert compare(old, new) == found
    assert same(old, new) is (not found)
    assert same(new, old) is (not back)
    kinds = {"added": "removed", "removed": "added", "changed": "changed"}
    assert _counted(found) == sorted((kinds[kind], after, before) for kind, before, after in _counted(back))
    assert all(change.path for change in found)
    assert all((change.old is None, change.new is None) == _absent(change) for change in found)


def _counted(changes: list[Change]) -> list[tuple[str, str, str]]:
    return sorted((change.kind, repr(change.old), repr(change.new)) for change in changes)


def _absent(change: Change) -> tuple[bool, bool]:
    return change.kind == "added", change.kind == "removed"


def test_a_leaf_that_changes_is_a_change(cls: type[Element]) -> None:
    """Whatever single value of an object becomes another one, something is found."""
    cases = st.tuples(objects(cls), st.randoms(use_true_random=False))
    holds_for_all(cases, lambda case: _changes(*case), SOME if cls.__name__ in _BIG else FEW)


def _changes(made: Element, chooser: random.Random) -> None:
    other = copy.deepcopy(made)
    leaves = list(_leaves(other))
    if not leaves:
        return
    element, name, index = chooser.choice(leaves)
    held = element.__dict__[name]
    value = held if index is None else held[index]
    another = _another(value)
    if index is None:
        setattr(element, name, another)
    else:
        held[index] = another
    found = compare(made, other)
    assert found, f"{type(element).__name__}.{name}: {value!r} -> {another!r}"
    assert not same(made, other)


def _leaves(made: Element) -> list[tuple[Element, str, int | None]]:
    """The fields, and the items of fields, that hold single values."""
    result: list[tuple[Element, str, int | None]] = []
    for _, element in made.walk():
        specs = specs_of(type(element))
        for name, value in element.__dict__.items():
            if specs[name].kind not in ("attribute", "text", "scalar", "flag") or not counts(value, specs[name]):
                continue
            if specs[name].is_list:
                result += [(element, name, index) for index in range(len(value))]
            else:
                result.append((element, name, None))
    return result


def _another(value: Any) -> Any:
    """A value that means something else, by whatever rule: no unit, no rounding, no white space makes them equal."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return int(value) % 10_000 + 20_000 * 1024
    return f"{value}-another"


def test_both_ways_of_edited_lists() -> None:
    """Lists from which items were taken, in which they were repeated or moved, compare the same both ways."""
    cases = st.tuples(st.sampled_from(_BIG).flatmap(lambda name: objects(CLASSES[name])), st.randoms())
    holds_for_all(cases, lambda case: _mirrors(case[0], _edited(*case)), 150)


def _edited(made: Element, chooser: random.Random) -> Element:
    other = copy.deepcopy(made)
    for _, element in list(other.walk()):
        for value in element.__dict__.values():
            if isinstance(value, list) and value:
                _edit(value, chooser)
    return other


def _edit(items: list[Any], chooser: random.Random) -> None:
    match chooser.choice(("keep", "take", "repeat", "move")):
        case "take":
            del items[chooser.randrange(len(items))]
        case "repeat":
            items.insert(chooser.randrange(len(items) + 1), copy.deepcopy(chooser.choice(items)))
        case "move":
            chooser.shuffle(items)


def test_the_order_of_fields_does_not_count() -> None:
    """Fields set in another order, and what looking has made, are no change."""
    holds_for_all(objects(CLASSES["Devices"]), _same_in_any_order, 40)


def _same_in_any_order(made: Element) -> None:
    other = copy.deepcopy(made)
    for _, element in list(other.walk()):
        fields = list(element.__dict__.items())[::-1]
        element.__dict__.clear()
        element.__dict__.update(fields)
        for name, spec in specs_of(type(element)).items():
            if spec.is_list or spec.is_container:
                getattr(element, name)
    assert compare(made, other) == []
