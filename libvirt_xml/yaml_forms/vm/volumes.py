"""Storage volumes that a machine needs: what is to be made before it is defined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from libvirt_xml.documents.storage_volume import StorageVolume, StorageVolumeCapacity
from libvirt_xml.words.guessed_names import GuessedNames
from libvirt_xml.yaml_forms.shapes.sizes import Size, parse_size
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Origin, Scalar, make

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.vm.topics.cloud_init.cloud_init import Seed


WITH_BACKING = ("qcow", "qcow2", "qed", "vmdk")  # formats that have the name of an image below


@dataclass(frozen=True, slots=True)
class Image:
    """What a volume is a copy of: a volume of a pool, or the file at a path, whose ``format`` is known."""

    pool: str | None = None
    volume: str | None = None
    path: str | None = None
    format: str | None = None

    def __str__(self) -> str:
        return self.path or f"{self.volume} in the pool {self.pool}"


@dataclass(frozen=True)
class Volume(GuessedNames):
    """A volume to make: its document, the pool (``None``: that of the folder of its path), and what goes into it.

    ``copy_of`` is the image that it starts as, ``content`` the bytes to upload; without both it is empty.
    With ``has_metadata`` it is made with the flag ``VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA``. A copy has the image's
    size: where the document's capacity is larger, it must be resized before the machine starts.
    """

    name: str
    document: StorageVolume
    pool: str | None
    copy_of: Image | None = None
    content: bytes | None = field(default=None, repr=False)
    has_metadata: bool = False

    @property
    def capacity(self) -> StorageVolumeCapacity | None:
        """How large the guest sees the volume; that of its document."""
        return self.document.capacity


@dataclass(frozen=True, slots=True)
class Wanted:
    """A volume while the machine is expanded: a tree, and how to make what cloud-init is told, as few look at it.

    ``place`` is the path of the key in the spec that names its file, if one does.
    """

    tree: Mapping
    pool: str | None
    copy_of: Image | None = None
    content: Callable[[], Seed] | None = field(default=None, repr=False)
    has_metadata: bool = False
    place: str = ""


def volume_tree(
    name: str,
    format: str | Scalar | None,
    size: Scalar | None,
    origin: Origin,
    *,
    path: Any = None,
    backing: Any = None,
    is_sparse: bool = True,
) -> Mapping:
    """The document form of a volume. ``backing`` is path and format of the image that it lies over.

    Without an allocation libvirt takes all space of a raw volume at once, and without ``compat`` some versions make the
    qcow2 images of QEMU 0.10.
    """
    is_qcow2 = (format.text if isinstance(format, Scalar) else format) == "qcow2"
    volume = make(
        {
            "name": name,
            "capacity": _capacity(size, backing),
            "allocation": {"value": 0, "unit": "bytes"} if is_sparse else None,
            "target": {
                "path": path,
                "format": None if format is None else {"type": format},
                "compat": "1.1" if is_qcow2 else None,
            },
            "backing_store": None if backing is None else {"path": backing[0], "format": {"type": backing[1]}},
        },
        origin,
    )
    assert isinstance(volume, Mapping)
    return volume


def _capacity(size: Scalar | None, backing: Any) -> dict[str, Any] | None:
    """What is missing is that of the image below; a copy is as large as its image if that is larger."""
    if size is not None:
        return amount(size)
    return {"value": 0, "unit": "bytes"} if backing is None else None


def amount(size: Scalar) -> dict[str, Scalar]:
    """A size as libvirt's elements with a unit take it, as it was said."""
    parsed = parse_size(size.text)
    return {"value": Scalar(parsed.number, None, size.origin), "unit": Scalar(unit_of(parsed), None, size.origin)}


def unit_of(size: Size) -> str:
    """libvirt's spelling of a unit."""
    return "bytes" if size.unit == "B" else size.unit
