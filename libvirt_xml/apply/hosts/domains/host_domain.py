"""A domain of a host: what it is, and the verbs of its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from libvirt_xml.apply.hosts.domains.hotplug import Hotplug
from libvirt_xml.apply.hosts.domains.live_tuning import LiveTuning
from libvirt_xml.apply.hosts.domains.snapshots import Snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from libvirt_xml.apply.hosts.host import Host

_UNDEFINE = {"managed_save": 1, "snapshots": 2, "nvram": 4, "keep_nvram": 8, "checkpoints": 16}
_METADATA_ELEMENT = 2
_MIGRATE_LIVE, _PERSIST, _UNDEFINE_SOURCE, _UNSAFE, _OFFLINE = 1, 8, 16, 512, 1024


class HostDomain(Hotplug, LiveTuning, Snapshots):
    """A domain of a host. ``state`` is what it does now; the verbs return when libvirt has done what they say."""

    @property
    def has_managed_save(self) -> bool:
        """Whether the next start continues a saved guest, with its old hardware."""
        return bool(self._call("hasManagedSaveImage", 0))

    def undefine(
        self,
        *,
        nvram: Literal["keep", "remove"] | None = None,
        managed_save: bool = False,
        snapshots: bool = False,
        checkpoints: bool = False,
    ) -> None:
        """Remove the definition; a running guest becomes transient. Disks stay.

        libvirt refuses if there are UEFI variables, a managed save, snapshots or checkpoints, unless it is said what
        becomes of them: ``nvram`` keeps or removes the file, the others remove what libvirt knows.
        """
        chosen = {
            "nvram": nvram == "remove",
            "keep_nvram": nvram == "keep",
            "managed_save": managed_save,
            "snapshots": snapshots,
            "checkpoints": checkpoints,
        }
        self._call("undefineFlags", sum(flag for name, flag in _UNDEFINE.items() if chosen[name]))

    def set_metadata(self, xml: str | None, prefix: str, namespace: str, *, live: bool = False) -> None:
        """Put an element into the definition's ``<metadata>``, in place of the one of its namespace; or remove that.

        libvirt gives its root the namespace and the prefix, so it has none itself.
        """
        self._call("setMetadata", _METADATA_ELEMENT, xml, prefix, namespace, 1 if live else 2)

    def migrate(
        self,
        other: Host,
        *,
        live: bool = True,
        persistent: bool = True,
        undefine_source: bool = False,
        unsafe: bool = False,
        parameters: Mapping[str, Any] | None = None,
    ) -> HostDomain:
        """Move the running guest to another host; gives the domain there.

        ``unsafe``: also with a disk whose cache could lose data, unless both hosts see the same file at once.
        ``parameters`` are libvirt's (``{"migrate_uri": "tcp://192.0.2.1:49152"}``).
        """
        flags = (_MIGRATE_LIVE if live else 0) | (_PERSIST if persistent else 0)
        flags |= (_UNDEFINE_SOURCE if undefine_source else 0) | (_UNSAFE if unsafe else 0)
        if not self.is_active:
            flags = flags & ~_MIGRATE_LIVE | _OFFLINE
        return HostDomain(other, self._call("migrate3", other.connection, dict(parameters or {}), flags))

    @property
    def is_transient(self) -> bool:
        """Whether it is gone when it stops."""
        return not self.is_persistent
