"""The step of a domain: its running guest is brought along, and turned on or off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from libvirt_xml.apply.execution.live_execution import bring_along
from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.hosts.domains.host_domain import HostDomain
from libvirt_xml.apply.hosts.host_errors import WaitError
from libvirt_xml.apply.planning.kinds.domain_plans import is_hidden_live
from libvirt_xml.apply.stamping.stamp import STAMP_NAMESPACE, STAMP_PREFIX, Stamp, bare_stamp
from libvirt_xml.binding.element import Element


class DomainExecution(ObjectExecution):
    """A domain."""

    def read(self, handle: HostDomain) -> Any:
        """With passwords: a document without them would remove them when it is defined."""
        return handle.read(secure=True)

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
        """Change the running guest."""
        if not handle.is_active:
            return
        self.result.live, self.result.pending = bring_along(handle, self.asked_of, self.step.owned, self.terms)
        self.result.pending += [
            replace(planned, when="pending")
            for planned in self.step.changes
            if planned.when in ("power cycle", "pending") and is_hidden_live(planned.change.path)
        ]

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
