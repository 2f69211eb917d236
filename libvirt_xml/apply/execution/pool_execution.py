"""The step of a pool: a new one of a folder gets its folder."""

from __future__ import annotations

from typing import Any

from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.hosts.host_storage import HostPool


class PoolExecution(ObjectExecution):
    """A pool."""

    def set_power(self, handle: HostPool) -> None:
        """Make it active; a folder that is missing is made. Nothing is ever formatted."""
        if self.step.power == "start" and self.step.action == "create" and self._type() == "dir":
            handle.build()
        super().set_power(handle)

    def _type(self) -> Any:
        return getattr(self.step.asked, "type", None)
