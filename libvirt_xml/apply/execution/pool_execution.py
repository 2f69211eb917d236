"""The step of a pool: a new one of a folder gets its folder."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.hosts.host_errors import HostError
from libvirt_xml.apply.hosts.host_storage import HostPool


class PoolExecution(ObjectExecution):
    """A pool."""

    def set_power(self, handle: HostPool) -> None:
        """Make it active; a folder that is missing is made. Nothing is ever formatted."""
        if self.step.action != "create":
            return super().set_power(handle)
        try:
            if self.step.power == "start" and self._type() == "dir":
                handle.build()
            return super().set_power(handle)
        except HostError:
            self._take_back(handle)
            raise

    def _take_back(self, handle: HostPool) -> None:
        """A new pool that cannot be started goes again: libvirt has no place to note that its start is due."""
        with suppress(HostError):
            handle.undefine()
            self.result.defined = False

    def _type(self) -> Any:
        return getattr(self.step.asked, "type", None)
