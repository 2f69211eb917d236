"""The step of a domain: its running guest is brought along, and turned on or off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from libvirt_xml.apply.execution.live_execution import bring_along
from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.hosts.domains.host_domain import HostDomain
from libvirt_xml.apply.hosts.host_errors import WaitError
from libvirt_xml.apply.merging.merge import Merged
from libvirt_xml.apply.planning.host_plan import PlannedChange
from libvirt_xml.apply.planning.kinds.object_plans import is_related
from libvirt_xml.apply.planning.live_words import describe_live_change
from libvirt_xml.apply.stamping.hidden_parts import (
    TOLD,
    digests_kept,
    former_parts,
    hidden_digests,
    hidden_part,
    is_told_at_start,
    lacking_parts,
)
from libvirt_xml.apply.stamping.stamp import STAMP_NAMESPACE, STAMP_PREFIX, Stamp, bare_stamp, read_stamp
from libvirt_xml.binding.element import Element

_NOT_DEFINED = ("pending", "live only", "left alone")  # the definition has it already


class DomainExecution(ObjectExecution):
    """A domain."""

    former: Mapping[str, str] = MappingProxyType({})
    told = ""
    before: Stamp | None = None

    def read(self, handle: HostDomain) -> Any:
        """With passwords: a document without them would remove them when it is defined."""
        return handle.read(secure=True)

    def check(self, handle: HostDomain) -> None:
        """Also note what a guest that was started without a stamp has of what it does not show."""
        super().check(handle)
        held = self.read(handle)
        self.before = read_stamp(held)
        live = handle.read(live=True) if handle.is_active else None
        self.former = former_parts(held, live)
        self.told = self._told(held, live) if live is not None else ""

    def _told(self, held: Element, live: Element) -> str:
        """The digest of the memory that a running guest was told to use, if that is known."""
        stamp, asked = read_stamp(held), self.step.asked
        if stamp is not None:
            return stamp.told
        is_told = read_stamp(live) is None and is_told_at_start(held, hidden_part(asked, TOLD))
        return hidden_digests(asked)[TOLD] if is_told else ""

    def stamp(self, merged: Merged[Any], refused: Mapping[str, str], uuid_: str) -> Stamp:
        """With what the definition had before, and what the guest was told."""
        stamp = super().stamp(merged, refused, uuid_)
        changed = [planned.change.path for planned in self.step.changes if planned.when not in _NOT_DEFINED]
        hidden = digests_kept(self.before, stamp.hidden, changed)
        return replace(stamp, hidden=hidden, former=self.former, told=self.told)

    def prepare(self, handle: HostDomain) -> None:
        """Discard the saved guest; without that consent the step is blocked."""
        if handle.has_managed_save:
            handle.discard_saved()

    def remember(self, handle: HostDomain, held: Element, stamp: Stamp) -> None:
        """Write only the stamp; while QEMU hangs, that is impossible by itself, but a define is not."""
        try:
            handle.set_metadata(bare_stamp(stamp).to_xml(), STAMP_PREFIX, STAMP_NAMESPACE)
        except WaitError:
            super().remember(handle, held, stamp)

    def bring_along(self, handle: HostDomain) -> None:
        """Change the running guest, unless it is shut down next."""
        if not handle.is_active or self.step.power == "shutdown":
            return
        brought = bring_along(handle, self.asked_of, self.step.owned, self.terms)
        self.result.live, self.result.pending = brought.changed, brought.pending
        self.result.pending += [*self._pending_parts(brought.held, brought.live)]
        self.noted = read_stamp(brought.held)
        if TOLD in brought.accepted:
            self.told = hidden_digests(self.step.asked)[TOLD]

    def note(self, stamp: Stamp) -> Stamp:
        """Also what the guest was told."""
        return replace(super().note(stamp), told=self.told)

    def _pending_parts(self, held: Element, live: Element) -> Iterator[PlannedChange]:
        """What the running guest was started without, of what it does not show as it was asked for."""
        shown = [planned.change.path for planned in self.result.pending]
        for change in lacking_parts(held, live, self.asked_of(held)):
            if any(is_related(change.path, other) for other in shown):
                continue
            planned = [step for step in self.step.changes if is_related(step.change.path, change.path)]
            words = describe_live_change(change, live, self.step.asked)
            yield from (replace(step, when="pending") for step in planned or [PlannedChange(change, words, "pending")])

    def set_power(self, handle: HostDomain) -> None:
        """Start it, or let it shut down; never by force."""
        match self.step.power:
            case "start":
                handle.start()
                self.note_start(handle)
            case "shutdown":
                handle.shutdown(self.timeout)
                self.result.pending = []  # the next start has it all
            case "restart" if self.result.pending:
                handle.shutdown(self.timeout)
                self.result.power = "shutdown"
                handle.start()
                self.result.pending = []
            case _:
                return
        self.result.power = self.step.power
