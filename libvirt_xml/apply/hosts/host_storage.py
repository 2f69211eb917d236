"""Storage pools of a host, and their volumes."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from libvirt_xml.apply.hosts.bindings import bindings
from libvirt_xml.apply.hosts.calls import call
from libvirt_xml.apply.hosts.handles import Handle, Startable
from libvirt_xml.documents import StoragePool, StorageVolume

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.documents import StorageVolume

_CHUNK = 256 * 1024  # what one message of libvirt's protocol carries


class HostPool(Startable[StoragePool]):
    """A storage pool of a host."""

    _noun = "storage pool"
    _class = StoragePool
    _persistent_flags = 1  # VIR_STORAGE_XML_INACTIVE

    def build(self) -> None:
        """Make what the pool needs: a folder, a file system. Never formats what has one already."""
        self._call("build", 2 if self._may_format() else 0)  # VIR_STORAGE_POOL_BUILD_NO_OVERWRITE

    def _may_format(self) -> bool:
        return self.document.type in ("fs", "disk", "logical")

    def refresh(self) -> None:
        """Look at the pool's volumes again."""
        self._call("refresh", 0)

    def volumes(self) -> list[HostVolume]:
        """All volumes by name. Raises StateError if the pool is not active."""
        volumes = [HostVolume(self.host, raw, self) for raw in self._call("listAllVolumes", 0)]
        return sorted(volumes, key=lambda volume: volume.name)

    def volume(self, name: str) -> HostVolume:
        """A volume by its name. Raises MissingError."""
        subject = f"volume {name!r} in {self.subject}"
        return HostVolume(self.host, call(subject, self._raw, "storageVolLookupByName", name), self)

    def create(self, volume: StorageVolume, *, source: HostVolume | None = None, metadata: bool = False) -> HostVolume:
        """Create a volume, empty or as a copy of another (of any pool). Raises ConflictError if it is there.

        ``metadata`` allocates the tables of a qcow2 image in advance.
        """
        subject = f"volume {volume.name!r} in {self.subject}"
        arguments = (volume.to_xml(),) if source is None else (volume.to_xml(), source._raw)
        function = "createXML" if source is None else "createXMLFrom"
        return HostVolume(self.host, call(subject, self._raw, function, *arguments, int(metadata)), self)


def _send(stream: Any, size: int, file: BinaryIO) -> bytes:
    return file.read(min(size, _CHUNK))


class _SparseFile:
    """A file of this machine as libvirt asks for it: data, or the length of a hole.

    It reads by position: a buffer would not notice that looking for holes moves the file.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._descriptor, self._here = file.fileno(), file.tell()
        self._end = os.fstat(self._descriptor).st_size

    def find(self, stream: Any, opaque: None) -> tuple[bool, int]:
        """Whether there is data here, and how many bytes of data or hole follow."""
        if self._here >= self._end:
            return False, 0
        try:
            data = os.lseek(self._descriptor, self._here, os.SEEK_DATA)
        except OSError:  # nothing but a hole
            data = self._end
        if data == self._here:
            return True, os.lseek(self._descriptor, data, os.SEEK_HOLE) - data
        return False, data - self._here

    def read(self, stream: Any, size: int, opaque: None) -> bytes:
        """The next bytes; none at the end."""
        data = os.pread(self._descriptor, min(size, _CHUNK), self._here)
        if not data and self._here < self._end:
            raise OSError(errno.EIO, os.strerror(errno.EIO))  # it became shorter meanwhile
        self._here += len(data)
        return data

    def skip(self, stream: Any, size: int, opaque: None) -> int:
        """Go on behind a hole."""
        self._here += size
        return self._here


_SPARSE = 1  # VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM


class HostVolume(Handle):
    """A volume of a storage pool."""

    _noun = "volume"

    def __init__(self, host: Host, raw: Any, pool: HostPool) -> None:
        super().__init__(host, raw)
        self.pool = pool

    @property
    def subject(self) -> str:
        """``volume 'root.qcow2' in storage pool 'default'``."""
        return f"volume {self.name!r} in {self.pool.subject}"

    @property
    def path(self) -> str:
        """The file or device, or the name by which a network's storage knows it."""
        return str(self._call("path"))

    @property
    def document(self) -> StorageVolume:
        """The volume as libvirt sees it now: capacity, allocation, format."""
        return StorageVolume.from_xml(self._call("XMLDesc", 0))

    def grow(self, capacity: int) -> None:
        """Make the volume larger, in bytes. It never shrinks: libvirt refuses that without a flag of its own."""
        self._call("resize", capacity, 0)

    def upload(self, source: Path | str | BinaryIO, *, sparse: bool = False) -> None:
        """Fill the volume with a file's bytes. What it contained is lost; nobody may use it meanwhile.

        ``sparse`` keeps the holes of a file; the file must be one of this machine.
        """
        if isinstance(source, Path | str):
            with Path(source).open("rb") as file:
                return self.upload(file, sparse=sparse)
        stream = self.host.call("newStream", 0)
        self._call("upload", stream, 0, 0, _SPARSE if sparse else 0)
        if sparse:
            holes = _SparseFile(source)
            return self._finish(stream, "sparseSendAll", holes.read, holes.find, holes.skip, None)
        return self._finish(stream, "sendAll", _send, source)

    def download(self, target: Path | str | BinaryIO) -> None:
        """Write the volume's bytes into a file."""
        if isinstance(target, Path | str):
            with Path(target).open("wb") as file:
                return self.download(file)
        stream = self.host.call("newStream", 0)
        self._call("download", stream, 0, 0, 0)
        return self._finish(stream, "recvAll", lambda _, data, file: file.write(data), target)

    def _finish(self, stream: Any, function: str, *arguments: Any) -> None:
        """Send or receive all; a stream that failed is aborted."""
        try:
            call(self.subject, stream, function, *arguments)
            call(self.subject, stream, "finish")
        except BaseException:
            with contextlib.suppress(bindings().libvirtError):  # one that failed has ended already
                stream.abort()
            raise

    def delete(self) -> None:
        """Delete the volume with its data. libvirt asks nobody whether a guest uses it."""
        self._call("delete", 0)
