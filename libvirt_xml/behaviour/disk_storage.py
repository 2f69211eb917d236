"""Where the data of a disk is, and disks for what people have: a file, a device, a volume."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any, Never, Self

from libvirt_xml.binding.element import Element
from libvirt_xml.facts.driver import disk_prefix
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.documents.disk import DiskDriver
    from libvirt_xml.documents.disk_source import DiskBackingStore, DiskSource

_FORMATS = {".qcow2": "qcow2", ".raw": "raw", ".iso": "raw", ".vmdk": "vmdk", ".vdi": "vdi", ".qed": "qed"}
_PATHS = {"file": "file", "block": "dev", "dir": "dir", "network": "name", "vhostuser": "path"}
_BUSES = ("virtio", "ide", "fdc", "xen")  # those whose names no other bus has


class SourcePath(Element):
    """An element with a type and a source of data."""

    __slots__ = ()

    if TYPE_CHECKING:
        type: Any
        source: DiskSource | None

    @property
    def path(self) -> str | None:
        """Where the data is: the file, device or directory of the host, the volume, or the name on the network.

        A volume is ``pool/volume``. ``None`` for an empty drive, and for a source without a name such as NVMe. What is
        set goes where the type has it; ``None`` removes the source.
        """
        source = self.source
        if source is None:
            return None
        volume = f"{source.pool}/{source.volume}" if source.pool and source.volume else source.volume
        return source.file or source.dev or source.dir or volume or source.name or source.path

    @path.setter
    def path(self, path: str | os.PathLike[str] | None) -> None:
        from libvirt_xml.documents.disk_source import DiskSource

        kind = self.type or "file"
        if path is None:
            self.source = None
            return
        if kind not in (*_PATHS, "volume"):
            raise AttributeError(render("disk-path", "none", type=kind))
        source, name = self.source or DiskSource(), os.fspath(path)
        if kind == "volume":
            pool, _, source.volume = name.rpartition("/")
            source.pool = pool or source.pool
        else:
            setattr(source, _PATHS[kind], name)
        self.source = source


class DiskStorage(Element):
    """A disk of a guest."""

    __slots__ = ()

    if TYPE_CHECKING:
        type: Any
        driver: DiskDriver | None
        backing_store: DiskBackingStore | None

    @property
    def backing_chain(self) -> list[DiskBackingStore]:
        """The images below, from the one that the disk's own image lies over to the last; ``path`` is where each is.

        Empty where the document names none: libvirt then reads the chain from the images.
        """
        chain: list[DiskBackingStore] = []
        image = self.backing_store
        while image is not None and image.source is not None:
            chain.append(image)
            image = image.backing_store
        return chain

    @property
    def format(self) -> str | None:
        """The format of the data, such as ``qcow2``; ``None`` where libvirt takes it for ``raw``."""
        return self.driver.type if self.driver is not None else None

    @format.setter
    def format(self, format: str | None) -> None:
        from libvirt_xml.documents.disk import DiskDriver

        if self.driver is None and format is not None:
            self.driver = DiskDriver(name="qemu")
        if self.driver is not None:
            self.driver.type = format  # type: ignore[assignment]

    @classmethod
    def from_file(
        cls,
        path: str | os.PathLike[str] | IO[bytes] | IO[str],
        *others: Never,
        strict: bool = False,
        max_size: int | None = MAX_INPUT,
    ) -> Self:
        """Read the element from a file with its XML, named or open; ``for_file`` makes a disk for an image.

        Raises as ``Element.from_file`` does, and TypeError for a second argument.
        """
        if others:
            raise TypeError(render("disk-file", "read"))
        return super().from_file(path, strict=strict, max_size=max_size)

    @classmethod
    def for_file(
        cls,
        path: str | os.PathLike[str],
        target: str | None = None,
        *,
        bus: str | None = None,
        format: str | None = None,
    ) -> Self:
        """A hard disk for an image file of the host.

        ``target`` is the name in the guest, such as ``vda``; without one, ``devices.add`` gives the next that is
        free. Without ``format``, the suffix of the file tells it. Raises ValueError for a suffix that does not tell.
        """
        name = os.fspath(path)
        kind = format or _FORMATS.get(PurePath(name).suffix.lower())
        if kind is None:
            raise ValueError(render("disk-format", "unknown", path=name))
        return cls(type="file", **_parts(kind, {"file": name}, target, bus))

    @classmethod
    def for_block_device(
        cls, path: str | os.PathLike[str], target: str | None = None, *, bus: str | None = None, format: str = "raw"
    ) -> Self:
        """A hard disk for a device of the host, such as ``/dev/vg0/data``."""
        return cls(type="block", **_parts(format, {"dev": os.fspath(path)}, target, bus))

    @classmethod
    def for_volume(
        cls, pool: str, volume: str, target: str | None = None, *, bus: str | None = None, format: str | None = None
    ) -> Self:
        """A hard disk for a volume of a storage pool. Without ``format``, the suffix of the volume tells it."""
        kind = format or _FORMATS.get(PurePath(volume).suffix.lower())
        if kind is None:
            raise ValueError(render("disk-format", "unknown", path=volume))
        return cls(type="volume", **_parts(kind, {"pool": pool, "volume": volume}, target, bus))

    @classmethod
    def for_cdrom(
        cls, path: str | os.PathLike[str] | None = None, target: str | None = None, *, bus: str = "sata"
    ) -> Self:
        """A CD-ROM drive with an ISO image of the host in it, or an empty one."""
        parts = _parts("raw", {} if path is None else {"file": os.fspath(path)}, target, bus)
        return cls(type="file", readonly=True, **{**parts, "device": "cdrom"})  # type: ignore[call-arg]


def _parts(kind: str, source: dict[str, str], target: str | None, bus: str | None) -> dict[str, Any]:
    """Driver, source and target of a disk."""
    from libvirt_xml.documents.disk import DiskDriver, DiskTarget
    from libvirt_xml.documents.disk_source import DiskSource

    driver: Any = DiskDriver(name="qemu", type=kind)  # type: ignore[arg-type]
    usual = (
        "virtio" if target is None else next((name for name in _BUSES if target.startswith(disk_prefix(name))), None)
    )
    place = DiskTarget(dev=target or "", bus=bus or usual)  # type: ignore[arg-type]
    if target is None:
        del place.dev
    return {"device": "disk", "driver": driver, "source": DiskSource(**source) if source else None, "target": place}  # type: ignore[arg-type]
