"""What would be done to a volume: it is created or grown, never overwritten, shrunk or deleted."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.apply.planning.host_plan import PlannedChange, PlannedStep
from libvirt_xml.apply.planning.kinds.object_plans import plan_new
from libvirt_xml.apply.planning.wishes import Held, Wish
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.wording.change_words import describe_change
from libvirt_xml.changes.wording.value_words import value_words
from libvirt_xml.documents import StorageVolume
from libvirt_xml.messages import render


def plan_volume(wish: Wish, held: Held | None) -> PlannedStep:
    """The step for a volume."""
    new = plan_new(wish)
    if held is None:
        return new
    asked, actual = wish.document, held.document
    assert isinstance(asked, StorageVolume)
    assert isinstance(actual, StorageVolume)
    changes: tuple[PlannedChange, ...] = ()
    has_content = wish.volume is not None and wish.volume.content is not None
    if capacity_of(asked) > capacity_of(actual) and not has_content:
        change = Change("changed", "capacity", actual.capacity, asked.capacity)
        changes = (PlannedChange(change, describe_change(change, actual, asked), "now", wish.place_of("capacity")),)
    return PlannedStep(
        kind=wish.kind,
        name=wish.name,
        uuid=None,
        action="change" if changes else "none",
        document=asked,
        asked=asked,
        changes=changes,
        volume=wish.volume,
        notes=tuple(_unlike(wish, held, asked, actual)),
    )


def _unlike(wish: Wish, held: Held, asked: StorageVolume, actual: StorageVolume) -> Iterator[str]:
    """What is not as it is asked, and stays: it would cost the data."""
    content = wish.volume.content if wish.volume is not None else None
    if content is not None:
        if held.value is not None and held.value[: len(content)] != content:
            yield render("plan", "other-content")
        return
    if 0 < capacity_of(asked) < capacity_of(actual):
        sizes = {"asked": value_words(asked.capacity), "actual": value_words(actual.capacity)}
        yield render("plan", "larger-volume", **sizes)
    for word, value, other in (
        ("format", _format(asked), _format(actual)),
        ("backing store", _below(asked), _below(actual)),
    ):
        if value and other != value:
            yield render("plan", "other-volume", word=word, asked=value, actual=other or "none")


def _format(volume: StorageVolume) -> str | None:
    form = volume.target.format if volume.target is not None else None
    return None if form is None or form.type is None else str(form.type)


def _below(volume: StorageVolume) -> str | None:
    return None if volume.backing_store is None else volume.backing_store.path


def capacity_of(volume: StorageVolume) -> int:
    """The capacity in bytes; 0 where nothing is said."""
    capacity = volume.capacity
    amount = None if capacity is None else plan_of(type(capacity)).amount
    numbers = None if amount is None else amount.values(capacity.__dict__)
    return 0 if numbers is None or numbers[0] is None else int(numbers[0])
