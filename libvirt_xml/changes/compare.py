"""Comparing two documents: one walk through both, which yields what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import counts
from libvirt_xml.binding.foreign import AnyElement, Extra
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.changes.alignment import weigh
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import Plan, Stage, plan_of
from libvirt_xml.changes.foreign_trees import is_same_tree
from libvirt_xml.changes.identical import PLAIN_TYPES, is_identical
from libvirt_xml.changes.matching import match
from libvirt_xml.changes.normal import is_same_value
from libvirt_xml.changes.unknown import ComparedScopes, compare_extra, scopes_within
from libvirt_xml.markup.characters import is_blank

_NO_SCOPES: ComparedScopes = ({}, {})


class Pending(NamedTuple):
    """Two elements that have yet to be compared, where they stand, and the prefixes in force around them."""

    old: Element
    new: Element
    path: str
    scopes: ComparedScopes


def compare(old: Element, new: Element) -> list[Change]:
    """What differs between two documents, or fragments, of one class: none if they mean the same.

    The changes come in the order in which libvirt writes documents, those of lists in the order of the new one.
    Values compare by what they mean: a unit beside a number, the written form of numbers, booleans and UUIDs, white
    space around text, the order of fields, and an empty list or container make no difference; 0, empty and absent are
    three things. Items of lists are matched by identity (``identities.py``), and their order does not count;
    where they have none, by position. Foreign content compares by what it says, unknown content too.
    Raises TypeError for what is no Element, and for two classes.
    """
    return list(_differences(*_checked(old, new)))


def same(old: Element, new: Element) -> bool:
    """Whether ``compare`` would find nothing; stops at the first change. Raises TypeError as ``compare`` does."""
    return next(_differences(*_checked(old, new)), None) is None


def _checked(old: object, new: object) -> tuple[Element, Element]:
    if not isinstance(old, Element) or not isinstance(new, Element):
        wrong = new if isinstance(old, Element) else old
        raise TypeError(f"only objects of libvirt_xml's classes can be compared, not {type(wrong).__name__}")
    if type(old) is not type(new):
        raise TypeError(f"cannot compare {type(old).__name__} with {type(new).__name__}: both must be of one class")
    return old, new


def _differences(old: Element, new: Element, scopes: ComparedScopes = _NO_SCOPES) -> Iterator[Change]:
    """The changes, one by one: a stack of its own, for a document may be deeper than Python's."""
    pending: list[Pending | Change] = [Pending(old, new, "", scopes)]
    while pending:
        item = pending.pop()
        if isinstance(item, Change):
            yield item
        else:
            pending += reversed(list(_compare_elements(item)))


def _compare_elements(pair: Pending) -> Iterator[Pending | Change]:
    """What differs directly in two elements, and the elements in them that have yet to be compared, in their order."""
    mine, theirs = pair.old.__dict__, pair.new.__dict__
    names = []
    for name in {**mine, **theirs}:
        was, now = mine.get(name), theirs.get(name)
        if was is not now and (was.__class__ is not now.__class__ or was.__class__ not in PLAIN_TYPES or was != now):
            names.append(name)
    if not names:
        return
    plan = plan_of(pair.old.__class__)
    if plan.amount is not None and not plan.amount.fields.isdisjoint(names):
        change = _settle_quantity(plan, pair, names)
        if change is not None:
            yield change
    if len(names) > 1:
        names.sort(key=plan.rank)
    scopes = pair.scopes
    if "extra_" in mine or "extra_" in theirs:
        scopes = scopes_within(mine.get("extra_"), theirs.get("extra_"), scopes)
    for name in names:
        field = _Field(plan.specs[name], plan.stages.get(name, ()), mine, theirs, _joined(pair.path, name), scopes)
        yield from _compare_field(field, mine.get(name), theirs.get(name))


def _settle_quantity(plan: Plan, pair: Pending, names: list[str]) -> Change | None:
    """Take from ``names`` what number and unit settle together: nothing, if a number is missing or means nothing.

    An element that is nothing but its quantity changes as a whole, so that the change says ``4 GiB`` and not ``4``.
    """
    assert plan.amount is not None
    before, after = plan.amount.values(pair.old.__dict__), plan.amount.values(pair.new.__dict__)
    is_whole = plan.amount.numbers == ("value",) and pair.path != ""
    if before is None or after is None or (before != after and not is_whole):
        return None
    names[:] = [name for name in names if name not in plan.amount.fields]
    return None if before == after else Change("changed", pair.path, pair.old, pair.new)


class _Field(NamedTuple):
    """A field of both sides: what is said of it, what stands beside it, where it is."""

    spec: Spec
    stages: Sequence[Stage]
    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]
    path: str
    scopes: ComparedScopes


def _compare_field(field: _Field, was: Any, now: Any) -> Iterator[Pending | Change]:
    if field.spec.kind == "extra":
        yield from compare_extra(was or Extra(), now or Extra(), field.path, field.scopes)
    elif isinstance(was, list | tuple) or isinstance(now, list | tuple):
        yield from _compare_lists(field, _items(was), _items(now))
    else:
        yield from _compare_values(field, _present(was, field.spec), _present(now, field.spec))


def _compare_values(field: _Field, was: Any, now: Any) -> Iterator[Pending | Change]:
    """Two values of a field, or two items of a list."""
    if was is None or now is None:
        if was is not now:
            yield Change("added" if was is None else "removed", field.path, was, now)
    elif isinstance(was, Element) and was.__class__ is now.__class__:
        yield Pending(was, now, field.path, field.scopes)
    elif not _is_same_leaf(field, was, now):
        yield Change("changed", field.path, was, now)


def _is_same_leaf(field: _Field, was: Any, now: Any) -> bool:
    if isinstance(was, AnyElement) and isinstance(now, AnyElement):
        return is_same_tree(was, now)
    if isinstance(was, Element | AnyElement) or isinstance(now, Element | AnyElement):
        return False
    return is_same_value(was, now, field.spec, field.mine, field.theirs)


def _compare_lists(field: _Field, olds: list[Any], news: list[Any]) -> Iterator[Pending | Change]:
    if is_identical(olds, news):
        return
    for pair in match(olds, news, field.stages, lambda was, now: _distance(field, was, now)):
        if pair.is_equal:
            continue
        item = field._replace(path=f"{field.path}[{pair.place}]")
        was = None if pair.old is None else olds[pair.old]
        now = None if pair.new is None else news[pair.new]
        yield from _compare_values(item, was, now)


def _distance(field: _Field, was: Any, now: Any) -> int:
    """How many values differ between two items."""
    total = 0
    for difference in _compare_values(field, was, now):
        changes = (
            [difference]
            if isinstance(difference, Change)
            else _differences(difference.old, difference.new, difference.scopes)
        )
        total += sum(1 if change.kind == "changed" else weigh(change.old or change.new) for change in changes)
    return total


def _items(value: Any) -> list[Any]:
    """The items of a list field; a document that was built wrongly may hold a single value there."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _present(value: Any, spec: Spec) -> Any:
    """A value as it counts: ``None`` for a flag that is not raised and a blank text, an empty container for none."""
    if value is None:
        return _empty_container(spec) if spec.is_container else None
    if spec.kind == "flag":
        return value or None
    if spec.kind == "text" and isinstance(value, str) and is_blank(value) and not counts("", spec):
        return None
    return value


@cache
def _empty_container(spec: Spec) -> Element:
    cls: type[Element] = child_class(spec)
    return object.__new__(cls)  # the constructor would ask for what is required


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
