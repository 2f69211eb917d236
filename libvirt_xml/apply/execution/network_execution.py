"""The step of a network: what libvirt can change while it is active is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.hosts.host_errors import HostError, UnreachableError
from libvirt_xml.apply.hosts.host_network import HostNetwork, UpdateCommand
from libvirt_xml.apply.merging.merge import merge
from libvirt_xml.apply.planning.asking_places import element_at
from libvirt_xml.apply.planning.host_plan import PlannedChange
from libvirt_xml.apply.planning.kinds.network_plans import MODIFIABLE, ip_number, live_items, split_changes
from libvirt_xml.apply.planning.kinds.object_plans import is_related
from libvirt_xml.apply.stamping.stamp import read_stamp, refused_by, unstamped
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
        refused = refused_by(self.terms.libvirt, read_stamp(self.read(handle)))
        return [*split_changes(merge(self.asked_of(live), live, self.step.owned, refused, is_live=True).changes)]

    def _change(self, handle: HostNetwork, changes: Iterable[Change]) -> dict[str, str]:
        """Try it, each part as the definition has it now; libvirt's words by the path that it refused."""
        live, held = handle.read_live(), self.read(handle)
        reasons: dict[str, str] = {}
        for section, path in dict.fromkeys(item for change in changes for item in live_items(change)):
            update = _Update(handle, section, ip_number(live, path))
            try:
                update.replace(element_at(live, path), element_at(held, path))
            except UnreachableError:
                raise
            except HostError as error:
                reasons[path] = error.words or str(error)
        return reasons


@dataclass(frozen=True)
class _Update:
    """A change of one item of an active network."""

    handle: HostNetwork
    section: Any
    parent_index: int

    def replace(self, old: Element | None, new: Element | None) -> None:
        """Modify it if libvirt can; else delete and add, and put the old one back if the new one is refused."""
        if old is not None and new is not None and self.section in MODIFIABLE:
            return self._send("modify", new)
        if old is not None:
            self._send("delete", old)
        if new is not None:
            self._add(new, old)
        return None

    def _add(self, new: Element, old: Element | None) -> None:
        try:
            self._send("add-last", new)
        except HostError:
            if old is not None:
                self._send("add-last", old)
            raise

    def _send(self, command: UpdateCommand, part: Element) -> None:
        self.handle.update(command, self.section, part, persistent=False, parent_index=self.parent_index)
