"""What would be done to a domain."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from libvirt_xml.apply.planning.consents import consents_needed, owner_of
from libvirt_xml.apply.planning.host_plan import WAITING, Block, PlannedChange, PowerChange, When
from libvirt_xml.apply.planning.kinds.object_plans import ObjectPlanning, waits
from libvirt_xml.apply.planning.live_changes import (
    DevicePath,
    How,
    device_at,
    device_path,
    how_live,
    is_within_limits,
)
from libvirt_xml.apply.planning.live_places import has_place
from libvirt_xml.apply.stamping.hidden_parts import (
    has_balloon,
    is_hidden_live,
    is_hidden_removal,
    is_unfollowed,
    lacking_parts,
)
from libvirt_xml.apply.stamping.stamp import read_stamp
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.matching import item_places, match
from libvirt_xml.changes.wording.change_words import describe_change
from libvirt_xml.completion import completed
from libvirt_xml.documents import Controller, Devices, Disk, Domain
from libvirt_xml.messages import render

_NOT_ADDED_BY_LIBVIRT = (
    *("disks", "filesystems", "interfaces", "smartcards", "parallels", "hostdevs", "redirdevs", "shmems", "cryptos"),
    *("memory_devices", "leases", "tpms", "rngs", "sounds"),
)
_LATER: Mapping[When, When] = {"live": "power cycle", "live only": "pending"}


class DomainPlanning(ObjectPlanning):
    """A domain that libvirt has."""

    @cached_property
    def lacking(self) -> Mapping[str, Change]:
        """What the running guest lacks; of the parts that it shows otherwise, the stamps tell."""
        lacking = {path: change for path, change in super().lacking.items() if not is_hidden_removal(change)}
        if self.held.live is not None:
            changed = [change.path for change in self.merged.changes]
            for change in lacking_parts(self.held.document, self.held.live, self.asked, changed):
                lacking.setdefault(change.path, change)
            for change in self._unfollowed:
                del lacking[change.path]
        return lacking

    @cached_property
    def _unfollowed(self) -> list[Change]:
        """What the running guest was told, and does not do: nothing is left that could be sent."""
        live = self.held.live
        changes = super().lacking.values()
        return [] if live is None else [change for change in changes if is_unfollowed(change, self.held.document, live)]

    def notes(self) -> Iterator[str]:
        """What the guest does not do."""
        yield from super().notes()
        for change in self._unfollowed:
            live = self._domain(self.held.live)  # type: ignore[arg-type] # nothing is unfollowed without one
            words = describe_change(change, live, self.asked)
            if has_balloon(live):
                yield render("plan", "unfollowed", asked=words.new, actual=words.old)
            else:
                yield render("plan", "no-balloon", asked=words.new, actual=words.old)

    def is_lacking(self, path: str) -> bool:
        """Also what a guest that was started without a stamp does not show as it was asked for: it may lack that."""
        is_unknown = self.held.live is not None and read_stamp(self.held.live) is None and is_hidden_live(path)
        return is_unknown or super().is_lacking(path)

    def when_of(self, change: Change) -> When:
        """At once, if libvirt can do it while the guest runs."""
        place = device_path(change.path)
        is_whole = place is not None and place.path == change.path
        device = next((value for value in (change.new, change.old) if is_whole and isinstance(value, Element)), None)
        if device is None and place is not None:
            device = device_at(self._domain(self.actual), place)
        how = how_live(change, device)
        if how is None or not self._has_enough(how):
            return "power cycle"
        return "live" if place is None or not is_whole or self._has_place(change, place) else "power cycle"

    def _has_enough(self, how: How) -> bool:
        """Whether the running guest can have as many CPUs, or as much memory, as its definition has at the start."""
        live = self.held.live
        return live is None or is_within_limits(how, self._domain(self.merged.document), self._domain(live))

    def _has_place(self, change: Change, place: DevicePath) -> bool:
        """Whether a device that comes or goes has a place in the running guest: libvirt gives it an address first."""
        device = change.old if isinstance(change.old, Element) else device_at(self._completed, place) or change.new
        return (
            not isinstance(device, Element) or self.held.live is None or has_place(device, self._domain(self.held.live))
        )

    @cached_property
    def _completed(self) -> Domain:
        return completed(self._domain(self.merged.document), libvirt=self.terms.libvirt or None)

    def planned(self) -> Iterator[PlannedChange]:
        """A controller stays as long as a disk on it does. Nothing is told of a guest that is shut down next."""
        planned = [*super().planned()]
        if self._is_to_stop:
            defined = [step for step in planned if step.when not in ("live only", "pending")]
            yield from (replace(step, when="now") if step.when in ("live", "power cycle") else step for step in defined)
            return
        waiting = {bus for step in planned if step.when in WAITING and (bus := _bus(step.change, self.held.live))}
        for step in planned:
            is_kept = isinstance(step.change.old, Controller) and step.change.old.type in waiting
            yield replace(step, when=_LATER.get(step.when, step.when)) if is_kept else step

    def left_alone(self) -> Iterator[Change]:
        """Devices of the sorts that libvirt never adds by itself."""
        for name in _NOT_ADDED_BY_LIBVIRT:
            asked = getattr(self._domain(self.asked).devices, name)
            held = getattr(self._domain(self.merged.document).devices, name)
            if len(held) > len(asked):
                stages = plan_of(Devices).stages[name]
                places = item_places(held, stages)
                for pairing in match(asked, held, stages, lambda one, two: 0):
                    if pairing.old is None and pairing.new is not None:
                        place = places[pairing.new]
                        yield Change("added", f"devices.{name}[{place}]", None, held[pairing.new])

    @property
    def _is_to_stop(self) -> bool:
        """Whether a running guest is shut down."""
        return self.wish.state == "stopped" and self.held.live is not None

    def power(self, changes: Collection[PlannedChange]) -> PowerChange | None:
        """On, off, or both for what waits."""
        if self.wish.state == "stopped":
            return "shutdown" if self._is_to_stop else None
        if self.held.live is None:
            return "start" if self.is_to_run else None
        return "restart" if self.terms.restart and waits(changes) else None

    def blocks(self, changes: Collection[PlannedChange]) -> Iterator[Block]:
        """Consents, and owners of their own."""
        owner = owner_of(self._domain(self.held.document))
        if owner is not None:
            yield Block(render("blocked", "owner", owner=owner))
        yield from super().blocks(changes)
        documents = self._domain(self.actual), self._domain(self.asked)
        yield from consents_needed(self.merged.changes, self.merged.dropped, *documents)
        if self.held.has_managed_save and self.merged.changes:
            yield Block(render("blocked", "discard-saved"), "discard-saved")

    @staticmethod
    def _domain(document: Element) -> Domain:
        assert isinstance(document, Domain)
        return document


def _bus(change: Change, live: Element | None) -> str | None:
    """The bus of the disk of the running guest that a change is about."""
    place = device_path(change.path)
    device = device_at(live, place) if place is not None and isinstance(live, Domain) else None
    return device.target.bus if isinstance(device, Disk) and device.target is not None else None
