"""The step of a volume: it is created, filled and grown; what is there is never overwritten or deleted."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.execution.unfinished_volumes import (
    SCRATCH,
    is_unfinished,
    marked_as_unfinished,
    remove_unfinished,
)
from libvirt_xml.apply.hosts.handles import read_each
from libvirt_xml.apply.hosts.host_errors import MissingError, StateError
from libvirt_xml.apply.hosts.host_storage import HostPool, HostVolume
from libvirt_xml.apply.planning.kinds.volume_plans import capacity_of
from libvirt_xml.documents import StorageVolume, StorageVolumeCapacity, StorageVolumeTarget, StorageVolumeTargetFormat
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.domains.host_domain import HostDomain
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.yaml_forms.vm.volumes import Image, Volume


class VolumeExecution(ObjectExecution):
    """A volume."""

    def _run(self) -> None:
        volume = self.step.volume
        assert volume is not None
        assert isinstance(self.step.asked, StorageVolume)
        pool = self.host.pool(volume.pool or "")
        if not pool.is_active:
            pool.start()
        pool.refresh()
        if is_unfinished(pool, volume.name):
            self._remove(pool, volume.name)
        try:
            held = pool.volume(volume.name)
        except MissingError:
            with marked_as_unfinished(pool, volume.name):
                held = _Creation(self.host, pool, volume).create()
        self.result.defined = True
        wanted = capacity_of(self.step.asked)
        if volume.content is None and wanted > capacity_of(held.document):
            self._grow(held, wanted)

    def _remove(self, pool: HostPool, name: str) -> None:
        """Of a run that broke off; never what a guest uses, as somebody may have repaired it."""
        with contextlib.suppress(MissingError):
            user = _user_of(self.host, pool.volume(name))
            if user is not None:
                sentence = render("apply", "unfinished-in-use", subject=self.step.title, user=user[0].subject)
                raise StateError(sentence, subject=self.step.title)
        remove_unfinished(pool, name)

    def _grow(self, held: HostVolume, size: int) -> None:
        """By the guest's QEMU if one uses the volume: it has it locked, and must see the new size."""
        user = _user_of(self.host, held)
        if user is None:
            held.grow(size)
        else:
            domain, disk = user
            domain.grow_live_disk(disk, size)
            held.pool.refresh()


def _user_of(host: Host, volume: HostVolume) -> tuple[HostDomain, str] | None:
    """The running guest that has a volume as a disk it can write, and the disk's target."""
    names, path = (volume.pool.name, volume.name), volume.path
    for domain, live in read_each(host.domains(), lambda domain: (domain, domain.live)):
        for disk in () if live is None else live.devices.disks:
            source = disk.source
            is_it = source is not None and (path in (source.file, source.dev) or (source.pool, source.volume) == names)
            if is_it and disk.target and not disk.readonly:
                return domain, disk.target.dev
    return None


@dataclass
class _Creation:
    """A new volume; if it cannot be filled, it goes again."""

    host: Host
    pool: HostPool
    volume: Volume

    def create(self) -> HostVolume:
        volume, image = self.volume, self.volume.copy_of
        if volume.content is not None:
            with self._new() as created:
                created.upload(io.BytesIO(volume.content))
            return created
        if image is None:
            return self.pool.create(volume.document, metadata=volume.has_metadata)
        source = self._source(image)
        if source is not None:
            return self.pool.create(volume.document, source=source)
        return self._from_file(image)

    def _source(self, image: Image) -> HostVolume | None:
        """The volume that an image is; ``None`` for a file that is in no pool, which is read here."""
        if image.path is None:
            pool = self.host.pool(image.pool or "")
            if not pool.is_active:
                pool.start()
            return pool.volume(image.volume or "")
        try:
            return self.host.volume_at(image.path)
        except MissingError:
            return None

    def _from_file(self, image: Image) -> HostVolume:
        """Upload a file; one of another format is converted by libvirt, from a volume that goes again."""
        assert image.path is not None
        path = Path(image.path)
        if image.format == _format(self.volume.document):
            with self._new() as created:
                created.upload(path, sparse=image.format == "raw")
            self.pool.refresh()
            return created
        scratch = self.pool.create(_scratch(f"{self.volume.name}{SCRATCH}", image.format or "raw"))
        try:
            scratch.upload(path, sparse=image.format == "raw")
            self.pool.refresh()
            return self.pool.create(self.volume.document, source=scratch)
        finally:
            scratch.delete()

    @contextmanager
    def _new(self) -> Iterator[HostVolume]:
        created = self.pool.create(self.volume.document)
        try:
            yield created
        except BaseException:
            created.delete()
            raise


def _format(volume: StorageVolume) -> str | None:
    target = volume.target
    return None if target is None or target.format is None else target.format.type


def _scratch(name: str, form: str) -> StorageVolume:
    return StorageVolume(
        name=name,
        capacity=StorageVolumeCapacity(0, unit="bytes"),
        target=StorageVolumeTarget(format=StorageVolumeTargetFormat(type=form)),  # type: ignore[arg-type] # of an image
    )
