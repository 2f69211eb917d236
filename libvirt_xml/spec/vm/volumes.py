"""Storage volumes that a machine needs: what is to be made before it is defined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from libvirt_xml.spec.sizes import Size, parse_size
from libvirt_xml.spec.tree import Mapping, Origin, Scalar, make

if TYPE_CHECKING:
    from libvirt_xml.documents.storage_volume import StorageVolume
    from libvirt_xml.spec.cloud_init import Seed


@dataclass(frozen=True, slots=True)
class Image:
    """What a volume is a copy of: a volume of a pool, or the file at a path."""

    pool: str | None = None
    volume: str | None = None
    path: str | None = None

    def __str__(self) -> str:
        return self.path or f"{self.volume} in the pool {self.pool}"


@dataclass(frozen=True)
class Volume:
    """A volume to make: its document, the pool (``None``: that of the folder of its path), and what goes into it.

    ``copy_of`` is the image that it starts as, ``content`` the bytes to upload; without both it is empty.
    """

    name: str
    document: StorageVolume
    pool: str | None
    copy_of: Image | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A volume while the machine is expanded: a tree, and how to make what cloud-init is told, as few look at it."""

    tree: Mapping
    pool: str | None
    copy_of: Image | None = None
    content: Callable[[], Seed] | None = None


def volume_tree(
    name: str,
    format: str | Scalar | None,
    size: Scalar | None,
    origin: Origin,
    *,
    path: Any = None,
    backing: Any = None,
) -> Mapping:
    """The document form of a volume. ``backing`` is path and format of the image that it lies over."""
    made = make(
        {
            "name": name,
            "capacity": None if size is None else amount(size),
            "target": {"path": path, "format": None if format is None else {"type": format}},
            "backing_store": None if backing is None else {"path": backing[0], "format": {"type": backing[1]}},
        },
        origin,
    )
    assert isinstance(made, Mapping)
    return made


def amount(size: Scalar) -> dict[str, Scalar]:
    """A size as libvirt's elements with a unit take it, as it was said."""
    parsed = parse_size(size.text)
    return {"value": Scalar(parsed.number, None, size.origin), "unit": Scalar(unit_of(parsed), None, size.origin)}


def unit_of(size: Size) -> str:
    """libvirt's spelling of a unit."""
    return "bytes" if size.unit == "B" else size.unit
