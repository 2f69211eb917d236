"""What would be done to a volume: it is created or grown, never overwritten, shrunk or deleted."""

from __future__ import annotations

from libvirt_xml.apply.planning.host_plan import PlannedChange, PlannedStep
from libvirt_xml.apply.planning.kinds.object_plans import plan_new
from libvirt_xml.apply.planning.wishes import Held, Wish
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.wording.change_words import describe_change
from libvirt_xml.documents import StorageVolume


def plan_volume(wish: Wish, held: Held | None) -> PlannedStep:
    """The step for a volume."""
    new = plan_new(wish)
    if held is None:
        return new
    asked, actual = wish.document, held.document
    assert isinstance(asked, StorageVolume)
    assert isinstance(actual, StorageVolume)
    changes: tuple[PlannedChange, ...] = ()
    if capacity_of(asked) > capacity_of(actual):
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
    )


def capacity_of(volume: StorageVolume) -> int:
    """The capacity in bytes; 0 where nothing is said."""
    capacity = volume.capacity
    amount = None if capacity is None else plan_of(type(capacity)).amount
    numbers = None if amount is None else amount.values(capacity.__dict__)
    return 0 if numbers is None or numbers[0] is None else int(numbers[0])
