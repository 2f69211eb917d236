"""The steps of pools and secrets. A new one that cannot be completed goes again: libvirt has no place for a note.

A pool of a folder gets its folder, a secret its value.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.hosts.host_errors import HostError
from libvirt_xml.apply.hosts.host_network import HostSecret
from libvirt_xml.apply.hosts.host_storage import HostPool


class _Unstamped(ObjectExecution):
    """An object that would not be completed later."""

    def take_back(self, handle: Any) -> None:
        """Undefine what was just defined."""
        with suppress(HostError):
            handle.undefine()
            self.result.defined = False


class SecretExecution(_Unstamped):
    """A secret."""

    def set_power(self, handle: HostSecret) -> None:
        """Send its value, after its definition; that is never shown."""
        if self.step.value is None:
            return
        try:
            handle.set_value(self.step.value)
        except HostError:
            if self.step.action == "create":
                self.take_back(handle)
            raise


class PoolExecution(_Unstamped):
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
            self.take_back(handle)
            raise

    def _type(self) -> Any:
        return getattr(self.step.asked, "type", None)
