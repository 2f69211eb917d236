"""The step of a network: what libvirt can change while it is active is changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.hosts.host_errors import HostError, UnreachableError
from libvirt_xml.apply.hosts.host_network import HostNetwork, UpdateCommand
from libvirt_xml.apply.merging.merge import merge
from libvirt_xml.apply.planning.host_plan import PlannedChange
from libvirt_xml.apply.planning.kinds.network_plans import live_section
from libvirt_xml.apply.stamping.stamp import unstamped
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.wording.change_words import describe_change


class NetworkExecution(ObjectExecution):
    """A network."""

    def bring_along(self, handle: HostNetwork) -> None:
        """Send the parts that libvirt can change; what is left needs a restart, which is not done here."""
        if not handle.is_active:
            return
        before = self._lacking(handle)
        reasons = self._change(handle, before)
        after = self._lacking(handle)
        live = handle.read_live()
        paths = {change.path for change in after}
        self.result.live = [change for change in before if change.path not in paths]
        self.result.pending = [
            PlannedChange(
                change,
                describe_change(change, live, self.step.asked),
                "pending",
                reason=reasons.get(change.path, ""),
            )
            for change in after
        ]

    def _lacking(self, handle: HostNetwork) -> list[Change]:
        live = unstamped(handle.read_live())
        return list(merge(self.asked_of(live), live, self.step.owned, is_live=True).changes)

    def _change(self, handle: HostNetwork, changes: Iterable[Change]) -> dict[str, str]:
        """Try it; libvirt's words by the path that it refused."""
        reasons: dict[str, str] = {}
        for change in changes:
            section = live_section(change.path)
            if section is not None and section[1] == change.path:
                try:
                    self._update(handle, section[0], change)
                except UnreachableError:
                    raise
                except HostError as error:
                    reasons[change.path] = error.words or str(error)
        return reasons

    def _update(self, handle: HostNetwork, section: Any, change: Change) -> None:
        command: UpdateCommand = "delete" if change.kind == "removed" else "add-last"
        part = change.old if change.kind == "removed" else change.new
        assert isinstance(part, Element)
        handle.update(command, section, part, persistent=False)
