"""Snapshots, checkpoints and backups of a domain."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from libvirt_xml.apply.hosts.domains.power import Power
from libvirt_xml.apply.hosts.handles import Handle
from libvirt_xml.apply.hosts.host_errors import HostError, WaitError
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.documents import DomainBackup, DomainCheckpoint, DomainSnapshot

_DISK_ONLY, _NO_METADATA, _ATOMIC, _QUIESCE = 16, 4, 128, 64
_REVERT_RUNNING, _REVERT_PAUSED, _FORCE = 1, 2, 4
_COMPLETED = 1  # VIR_DOMAIN_JOB_STATS_COMPLETED
_PAUSE = 0.2


class HostSnapshot(Handle):
    """A snapshot of a domain."""

    _noun = "snapshot"

    def __init__(self, host: Host, raw: Any) -> None:
        self.host = host
        self._raw = raw
        self.name = raw.getName()

    @property
    def document(self) -> DomainSnapshot:
        """What libvirt knows of it, with the domain's document of that time."""
        from libvirt_xml.documents import DomainSnapshot

        return DomainSnapshot.from_xml(self._call("getXMLDesc", 0))

    def delete(self, *, children: bool = False, metadata_only: bool = False) -> None:
        """Delete it, and merge or drop what it keeps; ``metadata_only`` makes libvirt forget it."""
        self._call("delete", (1 if children else 0) | (2 if metadata_only else 0))


class HostCheckpoint(Handle):
    """A checkpoint of a domain: from here on libvirt records which blocks of the disks change."""

    _noun = "checkpoint"

    def __init__(self, host: Host, raw: Any) -> None:
        self.host = host
        self._raw = raw
        self.name = raw.getName()

    @property
    def document(self) -> DomainCheckpoint:
        """What libvirt knows of it."""
        from libvirt_xml.documents import DomainCheckpoint

        return DomainCheckpoint.from_xml(self._call("getXMLDesc", 0))

    def delete(self) -> None:
        """Delete it; the next one takes over what it recorded."""
        self._call("delete", 0)


class Snapshots(Power):
    """What a domain keeps of its past."""

    def snapshots(self) -> list[HostSnapshot]:
        """All snapshots by name."""
        snapshots = [HostSnapshot(self.host, raw) for raw in self._call("listAllSnapshots", 0)]
        return sorted(snapshots, key=lambda snapshot: snapshot.name)

    def snapshot(
        self, document: DomainSnapshot | None = None, *, disk_only: bool = False, quiesce: bool = False
    ) -> HostSnapshot:
        """Take a snapshot. ``quiesce`` lets the guest's agent freeze its file systems meanwhile."""
        from libvirt_xml.documents import DomainSnapshot

        xml = (document or DomainSnapshot()).to_xml()
        flags = (_DISK_ONLY | _ATOMIC if disk_only else 0) | (_QUIESCE if quiesce else 0)
        return HostSnapshot(self.host, self._call("snapshotCreateXML", xml, flags))

    def revert(self, snapshot: HostSnapshot, *, force: bool = False) -> None:
        """Go back to a snapshot: disks, memory, and the persistent document of that time."""
        self._call("revertToSnapshot", snapshot._raw, _FORCE if force else 0)

    def checkpoints(self) -> list[HostCheckpoint]:
        """All checkpoints by name."""
        checkpoints = [HostCheckpoint(self.host, raw) for raw in self._call("listAllCheckpoints", 0)]
        return sorted(checkpoints, key=lambda checkpoint: checkpoint.name)

    def checkpoint(self, document: DomainCheckpoint | None = None) -> HostCheckpoint:
        """Make a checkpoint. Raises StateError if the domain is off."""
        from libvirt_xml.documents import DomainCheckpoint

        xml = (document or DomainCheckpoint()).to_xml()
        return HostCheckpoint(self.host, self._call("checkpointCreateXML", xml, 0))

    def backup(self, document: DomainBackup, checkpoint: DomainCheckpoint | None = None) -> None:
        """Begin a backup. One of mode ``push`` runs as a job, see ``wait_for_job``; one of mode ``pull`` serves the
        disks until ``abort_job``."""
        self._call("backupBegin", document.to_xml(), None if checkpoint is None else checkpoint.to_xml(), 0)

    def abort_job(self) -> None:
        """End the job that runs on the domain."""
        self._call("abortJob")

    def wait_for_job(self, timeout: float = 600.0) -> None:
        """Return when no job runs on the domain. Raises WaitError after ``timeout`` seconds, HostError if it failed."""
        end = time.monotonic() + timeout
        while self._call("jobStats")["type"] in (1, 2):  # bounded, unbounded: it runs
            if time.monotonic() >= end:
                raise WaitError(render("host", "busy", subject=self.subject, seconds=timeout), subject=self.subject)
            time.sleep(_PAUSE)
        last = self._call("jobStats", _COMPLETED)
        if last.get("type") in (4, 5):  # failed, cancelled
            raise HostError(render("host", "unfinished", subject=self.subject), subject=self.subject)
