"""The step of a network: what libvirt can change while it is active is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.hosts.host_errors import HostError, UnreachableError
from libvirt_xml.apply.hosts.host_network import HostNetwork
from libvirt_xml.apply.merging.merge import merge
from libvirt_xml.apply.planning.asking_places import element_at
from libvirt_xml.apply.planning.host_plan import PlannedChange
from libvirt_xml.apply.planning.kinds.network_plans import MODIFIABLE, live_section
from libvirt_xml.apply.planning.kinds.object_plans import is_related
from libvirt_xml.apply.stamping.stamp import read_stamp, unstamped
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.wording.change_words import describe_change


def _reason(path: str, reasons: Mapping[str, str]) -> str:
    return next((words for refused, words in reasons.items() if is_related(path, refused)), "")


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
                reason=_reason(change.path, reasons),
            )
            for change in after
        ]

    def _lacking(self, handle: HostNetwork) -> list[Change]:
        live = unstamped(handle.read_live())
        stamp = read_stamp(self.read(handle))
        refused = {} if stamp is None else stamp.refused
        return list(merge(self.asked_of(live), live, self.step.owned, refused, is_live=True).changes)

    def _change(self, handle: HostNetwork, changes: Iterable[Change]) -> dict[str, str]:
        """Try it; libvirt's words by the path that it refused."""
        live = handle.read_live()
        reasons: dict[str, str] = {}
        items = dict.fromkeys(item for change in changes if (item := live_section(change.path)))
        for section, path in items:
            try:
                self._update(handle, section, element_at(live, path), element_at(self.step.asked, path))
            except UnreachableError:
                raise
            except HostError as error:
                reasons[path] = error.words or str(error)
        return reasons

    def _update(self, handle: HostNetwork, section: Any, old: Element | None, new: Element | None) -> None:
        """Add, modify or delete an item; what libvirt cannot modify is deleted and added."""
        if old is not None and new is not None and section in MODIFIABLE:
            handle.update("modify", section, new, persistent=False)
            return
        if old is not None:
            handle.update("delete", section, old, persistent=False)
        if new is not None:
            handle.update("add-last", section, new, persistent=False)
