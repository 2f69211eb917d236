"""A volume that is being filled has a mark beside it: if all breaks off then, the next run knows that it is not whole.

The mark is an empty volume, ``root.qcow2.unfinished``. Only pools of files have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from libvirt_xml.apply.hosts.host_errors import MissingError
from libvirt_xml.apply.hosts.host_storage import HostPool, HostVolume
from libvirt_xml.documents import StorageVolume, StorageVolumeCapacity, StorageVolumeTarget

SCRATCH = ".image"
"""What the name of a volume ends with that is converted into another one."""
_MARK = ".unfinished"
_OF_FILES = ("dir", "fs", "netfs")


def is_unfinished(pool: HostPool, name: str) -> bool:
    """Whether a volume has been begun, but not been filled to its end."""
    return _volume(pool, name + _MARK) is not None


@contextmanager
def marked_as_unfinished(pool: HostPool, name: str) -> Iterator[None]:
    """For as long as a volume is made; the mark stays if a part of the volume does."""
    if pool.document.type not in _OF_FILES:
        yield
        return
    size = StorageVolumeCapacity(0, unit="bytes")
    mark = pool.create(StorageVolume(name=name + _MARK, capacity=size, target=StorageVolumeTarget()))
    try:
        yield
    except BaseException:
        if _volume(pool, name) is None:
            mark.delete()
        raise
    mark.delete()


def remove_unfinished(pool: HostPool, name: str) -> None:
    """Remove what is there of a volume that is not whole; the mark goes last."""
    for ending in ("", SCRATCH, _MARK):
        volume = _volume(pool, name + ending)
        if volume is not None:
            volume.delete()


def _volume(pool: HostPool, name: str) -> HostVolume | None:
    try:
        return pool.volume(name)
    except MissingError:
        return None
