"""The step of an object: define, look what libvirt made of it, start it. Kinds with more to do are subclasses."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from libvirt_xml.apply.execution.held_objects import find_handle
from libvirt_xml.apply.execution.results import StepResult
from libvirt_xml.apply.hosts.host_errors import ConflictError, MissingError
from libvirt_xml.apply.merging.merge import Merged, merge
from libvirt_xml.apply.merging.remembering import refusals_of
from libvirt_xml.apply.planning.host_plan import PlannedChange, PlannedStep
from libvirt_xml.apply.planning.kinds.object_plans import is_within, seen_digest, stamp_for
from libvirt_xml.apply.planning.wishes import Terms, Wish
from libvirt_xml.apply.stamping.own_uuids import own_uuid
from libvirt_xml.apply.stamping.stamp import Stamp, can_be_stamped, read_stamp, refused_by, stamped, unstamped
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.wording.change_words import describe_change
from libvirt_xml.errors import LibvirtXMLError
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host


def _new_uuid(document: Element) -> str:
    named = None if can_be_stamped(document) else own_uuid(document)
    return named or str(uuid.uuid4())


class ObjectExecution:
    """The step of one object under way. ``timeout``: how long a guest may take to shut down, in seconds.

    Without ``is_live`` only definitions change.
    """

    def __init__(self, host: Host, step: PlannedStep, terms: Terms, timeout: float, *, is_live: bool = True) -> None:
        self.is_live = is_live
        self.host, self.step, self.terms, self.timeout = host, step, terms, timeout
        self.result = StepResult(step)
        self.former_refusals: Mapping[str, str] = {}
        self.written: Stamp | None = None
        self.noted: Stamp | None = None  # what the definition has, if it was read since it was written

    def run(self) -> StepResult:
        """Do it. What fails is in the result, with all that was done before."""
        if self.step.blocks:
            self.result.outcome = "blocked"
        elif not (self.step.sends or self.step.waits or self.step.action == "remember"):
            self.result.outcome = "nothing to do"
        else:
            try:
                self._run()
                self.result.outcome = "done"
            except (LibvirtXMLError, OSError) as error:
                self.result.outcome = "failed"
                self.result.error = error
            except KeyboardInterrupt:
                self.result.outcome = "interrupted"
        return self.result

    def _run(self) -> None:
        handle = self._defined()
        if self.is_live:
            self.bring_along(handle)
        else:
            self._leave_pending()
        if self.step.is_running:
            self._note(handle)
        self.set_power(handle)
        if self.step.autostart is not None:
            handle.autostart = self.step.autostart

    def bring_along(self, handle: Any) -> None:
        """Change what is active, if libvirt has a way to."""
        self._leave_pending()

    def _leave_pending(self) -> None:
        """Everything that what is active lacks waits: for its next start, or for a run that changes it."""
        later = [planned for planned in self.step.changes if planned.when not in ("now", "left alone")]
        self.result.pending = [
            replace(planned, when="live only" if planned.when in ("live", "live only") else "pending")
            for planned in later
        ]

    def set_power(self, handle: Any) -> None:
        """Make it active, if that is asked."""
        if self.step.power == "start":
            handle.start()
            self.result.power = "start"
            self.note_start(handle)

    def note_start(self, handle: Any) -> None:
        """It is no longer due: if somebody turns it off, it stays off."""
        held = self.read(handle)
        stamp = read_stamp(held)
        if stamp is not None and stamp.start:
            self.remember(handle, held, replace(stamp, start=""))

    def remember(self, handle: Any, held: Element, stamp: Stamp) -> None:
        """Write a stamp that was known only after libvirt had answered."""
        self.define(stamped(held, stamp))

    def prepare(self, handle: Any) -> None:
        """What must be done before the definition changes."""

    def define(self, document: Any) -> Any:
        """Hand a document to libvirt."""
        handle = self.host.define(document)
        self.result.defined = True
        return handle

    def find(self) -> Any:
        """The object. Raises MissingError."""
        handle = find_handle(self.host, Wish(self.step.kind, self.step.asked))
        if handle is None:
            raise MissingError(render("apply", "gone", subject=self.step.title), subject=self.step.title)
        return handle

    def _defined(self) -> Any:
        """The object, with what is asked in its definition."""
        step = self.step
        if step.action == "none":
            return self.find()
        if step.action == "create":
            if find_handle(self.host, Wish(step.kind, step.asked)) is not None:
                raise self._changed()
            document = unstamped(step.asked)
            document.uuid = getattr(document, "uuid", None) or _new_uuid(document)  # type: ignore[attr-defined]
            handle = self.define(self._stamped(document))
        else:
            handle = self.find()
            self.check(handle)
            if step.action in ("change", "adopt"):
                self.prepare(handle)
                handle = self.define(self._stamped(step.document))
        self._look(handle)
        return handle

    def check(self, handle: Any) -> None:
        """Nobody else has changed it since the plan: libvirt itself would lose one of two writers."""
        held = self.read(handle)
        self.former_refusals = refused_by(self.terms.libvirt, read_stamp(held))
        if seen_digest(held) != self.step.seen:
            raise self._changed()

    def _changed(self) -> ConflictError:
        return ConflictError(render("apply", "changed", subject=self.step.title), subject=self.step.title)

    def read(self, handle: Any) -> Any:
        """The persistent document, with its secrets."""
        return handle.document

    def asked_of(self, document: Any) -> Any:
        """What is asked, with the UUID that a document has."""
        asked = unstamped(self.step.asked)
        asked.uuid = getattr(asked, "uuid", None) or document.uuid  # type: ignore[attr-defined]
        return asked

    def _stamped(self, document: Any) -> Any:
        """With a stamp of what is asked; what libvirt does not take is known only after it has answered."""
        self.written = self.stamp(merge(self.asked_of(document), document), {}, document.uuid)
        return stamped(document, self.written)

    def stamp(self, merged: Merged[Any], refused: Mapping[str, str], uuid_: str) -> Stamp:
        """While it is active, what goes is on its way, also if this ends before it is known to be gone."""
        stamp = stamp_for(self.step.asked, merged, refused, self.terms.libvirt, uuid_)
        leaving = self._owned_of(self.step.changes) if self.step.is_running else frozenset()
        return replace(stamp, start="due" if self.step.power == "start" else "", leaving=leaving)

    def _owned_of(self, changes: Iterable[PlannedChange]) -> frozenset[str]:
        """What was asked before of all that changes remove from what is active, also if that does not shut down."""
        is_stopping = self.step.power == "shutdown"
        removed = [
            planned.change.path
            for planned in changes
            if planned.change.kind == "removed" and (is_stopping or planned.when not in ("now", "left alone"))
        ]
        counts = {f"{path.rpartition('[')[0]}[#" for path in removed if path.endswith("]")}  # of lists without names
        return frozenset(
            path
            for path in self.step.owned
            if path.rpartition("#")[0] + "#" in counts or any(is_within(path, other) for other in removed)
        )

    def note(self, stamp: Stamp) -> Stamp:
        """The stamp with what is still on its way, as no document asks for it any more."""
        is_stopping = self.step.power == "shutdown"
        return replace(stamp, leaving=self._owned_of(self.step.changes if is_stopping else self.result.pending))

    def _note(self, handle: Any) -> None:
        """Keep in the stamp what is known only now."""
        if self.noted is not None and self.noted == self.note(self.noted):
            return
        held = self.read(handle)
        stamp = read_stamp(held)
        if stamp is not None and stamp != self.note(stamp):
            self.remember(handle, held, self.note(stamp))

    def _look(self, handle: Any) -> None:
        """Note what libvirt did not take, and the paths as its document calls them."""
        held = self.read(handle)
        former = read_stamp(held)
        if self.written is not None and former is not None and former.asked != self.written.asked:
            raise ConflictError(render("apply", "overtaken", subject=self.step.title), subject=self.step.title)
        merged = merge(self.asked_of(held), unstamped(held), machines=self.terms.machines)
        refused = refusals_of(merged.changes)
        told = {path for path, digest in refused.items() if self.former_refusals.get(path) == digest}
        self.result.refused = [
            PlannedChange(change, describe_change(change, held, self.step.asked), "left alone")
            for change in merged.changes
            if change.path not in told
        ]
        if refused:  # what libvirt did not take is not in its document
            merged = merge(self.asked_of(held), unstamped(held), refused=refused, machines=self.terms.machines)
        stamp = self.stamp(merged, refused, held.uuid)
        if former is not None and former != stamp:
            self.remember(handle, held, stamp)
