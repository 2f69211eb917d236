"""Comparing two documents: one walk through both, which yields what differs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import Extra
from libvirt_xml.changes.alignment import weigh
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import Plan, plan_of
from libvirt_xml.changes.identical import PLAIN_TYPES, is_identical
from libvirt_xml.changes.matching import match
from libvirt_xml.changes.unknown import ComparedScopes, compare_extra
from libvirt_xml.changes.walking import NO_SCOPES, ElementPair, FieldPair, field_pairs

_FIRST_STEP = re.compile(r"[.\[]")


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


def changed_fields(old: Element, new: Element) -> list[str]:
    """The fields in which ``compare`` would find something; empty for the text. Each is left at its first change."""
    names: dict[str, None] = {}
    for step in _compare_elements(ElementPair(*_checked(old, new), "", NO_SCOPES)):
        name = _FIRST_STEP.split(step.path, maxsplit=1)[0]
        if name not in names and (isinstance(step, Change) or not _is_alike(step)):
            names[name] = None
    return list(names)


def _is_alike(pair: ElementPair) -> bool:
    return next(_differences(pair.old, pair.new, pair.scopes), None) is None


def _checked(old: object, new: object) -> tuple[Element, Element]:
    if not isinstance(old, Element) or not isinstance(new, Element):
        wrong = new if isinstance(old, Element) else old
        raise TypeError(f"only objects of libvirt_xml's classes can be compared, not {type(wrong).__name__}")
    if type(old) is not type(new):
        raise TypeError(f"cannot compare {type(old).__name__} with {type(new).__name__}: both must be of one class")
    return old, new


def _differences(old: Element, new: Element, scopes: ComparedScopes = NO_SCOPES) -> Iterator[Change]:
    """The changes, one by one: a stack of its own, for a document may be deeper than Python's."""
    pending: list[ElementPair | Change] = [ElementPair(old, new, "", scopes)]
    while pending:
        item = pending.pop()
        if isinstance(item, Change):
            yield item
        else:
            pending += reversed(list(_compare_elements(item)))


def _compare_elements(pair: ElementPair) -> Iterator[ElementPair | Change]:
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
    for field in field_pairs(pair, names):
        yield from _compare_field(field)


def _settle_quantity(plan: Plan, pair: ElementPair, names: list[str]) -> Change | None:
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


def _compare_field(field: FieldPair) -> Iterator[ElementPair | Change]:
    if field.spec.kind == "extra":
        was, now = field.mine.get("extra_"), field.theirs.get("extra_")
        yield from compare_extra(was or Extra(), now or Extra(), field.path, field.scopes)
    elif field.is_of_items:
        yield from _compare_lists(field)
    else:
        yield from _compare_values(field, *field.values)


def _compare_values(field: FieldPair, was: Any, now: Any) -> Iterator[ElementPair | Change]:
    """Two values of a field, or two items of a list."""
    if was is None or now is None:
        if was is not now:
            yield Change("added" if was is None else "removed", field.path, was, now)
    elif isinstance(was, Element) and was.__class__ is now.__class__:
        yield ElementPair(was, now, field.path, field.scopes)
    elif not field.is_same(was, now):
        yield Change("changed", field.path, was, now)


def _compare_lists(field: FieldPair) -> Iterator[ElementPair | Change]:
    olds, news = field.items
    if is_identical(olds, news):
        return
    for pairing in match(olds, news, field.stages, partial(count_changes, field)):
        if pairing.is_equal:
            continue
        was = None if pairing.old is None else olds[pairing.old]
        now = None if pairing.new is None else news[pairing.new]
        yield from _compare_values(field.at(pairing.place), was, now)


def count_changes(field: FieldPair, was: Any, now: Any) -> int:
    """How many values differ between two items of a list."""
    total = 0
    for step in _compare_values(field, was, now):
        changes = [step] if isinstance(step, Change) else _differences(step.old, step.new, step.scopes)
        total += sum(1 if change.kind == "changed" else weigh(change.old or change.new) for change in changes)
    return total
