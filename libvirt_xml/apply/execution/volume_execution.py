"""The step of a volume: it is created, filled and grown; what is there is never overwritten or deleted."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.hosts.host_errors import HostError
from libvirt_xml.apply.planning.kinds.volume_plans import capacity_of
from libvirt_xml.documents import StorageVolume

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host_storage import HostPool, HostVolume
    from libvirt_xml.yaml_forms.vm.volumes import Image, Volume


class VolumeExecution(ObjectExecution):
    """A volume."""

    def _run(self) -> None:
        volume = self.step.volume
        assert volume is not None
        assert isinstance(self.step.asked, StorageVolume)
        pool = self.host.pool(volume.pool or "")
        if self.step.action == "create":
            held = self._create(pool, volume)
        else:
            held = pool.volume(volume.name)
        wanted = capacity_of(self.step.asked)
        if wanted > capacity_of(held.document):
            held.grow(wanted)
        self.result.defined = True

    def _create(self, pool: HostPool, volume: Volume) -> HostVolume:
        """A new volume; if it cannot be filled, what was created goes again."""
        source = None if volume.copy_of is None else self._image(volume.copy_of)
        created = pool.create(volume.document, source=source, metadata=volume.has_metadata)
        if volume.content is not None:
            try:
                created.upload(io.BytesIO(volume.content))
            except HostError:
                created.delete()
                raise
        return created

    def _image(self, image: Image) -> HostVolume:
        if image.path is not None:
            return self.host.volume_at(image.path)
        return self.host.pool(image.pool or "").volume(image.volume or "")
