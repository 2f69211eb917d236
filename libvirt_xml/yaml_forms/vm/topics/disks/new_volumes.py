"""Volumes that are made for disks: empty, from an image, or over one."""

from __future__ import annotations

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.shapes import Flag, Text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, make
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import IMAGE_PATH
from libvirt_xml.yaml_forms.vm.topics.disks.disk_formats import ImageFormat, disk_format, image_format
from libvirt_xml.yaml_forms.vm.volumes import WITH_BACKING, Image, Wanted, volume_tree

IMAGE = Record(
    "an image",
    {
        "pool": Key(Text("the name of a pool"), "the pool that holds the image"),
        "volume": Key(Text("the name of a volume"), "the image's volume in it"),
        "path": Key(IMAGE_PATH, "the image's file, instead of pool and volume"),
        "format": Key(ImageFormat(), "the image's format, if its name does not tell"),
        "overlay": Key(Flag(), "keep only what changes, with the image (by its path) below; false: make a copy"),
    },
    short="path",
)


def is_new(disk: Mapping) -> bool:
    """Whether a volume is to be made."""
    return disk.get("size") is not None or disk.get("image") is not None


def volume_source(draft: Draft, disk: Mapping, path: str) -> tuple[str, Node]:
    """A volume of a pool, which may have to be made."""
    pool = disk.get("pool") or draft.default("disk", "pool")
    volume = disk.get("volume")
    assert isinstance(pool, Scalar)
    if is_new(disk):
        format = disk_format(draft, disk, "disk", path)
        name = volume.text if isinstance(volume, Scalar) else _volume_name(draft, disk, format)
        volume = volume or Scalar(name, None, disk.origin)
        want_volume(draft, disk, name, format, path, pool=pool.text)
    elif volume is None and not disk.has_lost():
        name = text_at(disk, "name") or ""
        message = render("missing-key", "disk-volume")
        if "." in name.strip("."):
            message = render("missing-key", "disk-volume-named", name=name)
        draft.complain(message, disk, path, "missing-key", expected=("volume", "size"))
    return "volume", make({"pool": pool, "volume": volume}, disk.origin)


def _volume_name(draft: Draft, disk: Mapping, format: Scalar | None) -> str:
    name = text_at(disk, "name")
    ending = "" if format is None or format.text == "raw" else f".{format.text}"
    return f"{draft.name}{f'-{name}' if name else ''}{ending}"


def want_volume(
    draft: Draft,
    disk: Mapping,
    name: str,
    format: Scalar | None,
    path: str,
    *,
    pool: str | None,
    file: Scalar | None = None,
) -> None:
    """Note a volume to make: empty, a copy of an image, or over one."""
    copy_of, backing = _image(draft, disk, path)
    preallocation = _scalar(disk.get("preallocation"))
    _check_volume(draft, disk, format, path, is_overlay=backing is not None)
    tree = volume_tree(
        name,
        format,
        _scalar(disk.get("size")),
        disk.origin,
        path=file,
        backing=backing,
        is_sparse=preallocation is None or preallocation.text != "falloc",
    )
    has_metadata = preallocation is not None and format is not None and format.text == "qcow2"
    place = f"{draft.path}.{path}.path"
    draft.volumes.append(Wanted(tree, pool, copy_of, has_metadata=has_metadata, place=place))


def _check_volume(draft: Draft, disk: Mapping, format: Scalar | None, path: str, *, is_overlay: bool) -> None:
    """What libvirt or QEMU does not make."""
    preallocation = disk.get("preallocation")
    if is_overlay and format is not None and format.text not in WITH_BACKING:
        message = render("impossible-combination", "raw-overlay", format=format.text)
        draft.complain(message, disk.get("format") or format, f"{path}.format", suggestion="qcow2")
    if not isinstance(preallocation, Scalar):
        return
    place = f"{path}.preallocation"
    if disk.get("image") is not None:
        draft.complain(render("impossible-combination", "preallocated-image"), preallocation, place)
    elif format is not None and preallocation.text == "metadata" and format.text != "qcow2":
        message = render("impossible-combination", "raw-metadata", format=format.text)
        draft.complain(message, preallocation, place, suggestion="falloc")


def _image(draft: Draft, disk: Mapping, path: str) -> tuple[Image | None, tuple[Node, Scalar | str] | None]:
    """What a new volume is a copy of, or the path and format of what it lies over."""
    image = disk.get("image")
    if not isinstance(image, Mapping):
        return None, None
    place = f"{path}.image"
    source = Image(text_at(image, "pool"), text_at(image, "volume"), text_at(image, "path"))
    if (source.path is None) == (source.volume is None):
        expected = ("volume", "path")
        if source.path is None:
            draft.complain(render("missing-key", "image-source"), image, place, "missing-key", expected=expected)
        else:
            draft.complain(render("impossible-combination", "image-sources"), image, place, expected=expected)
        return None, None
    if source.volume is not None and source.pool is None:
        source = Image("default", source.volume)
    is_overlay = value(image, "overlay") is True
    held = image.get("path")
    if held is None and is_overlay:
        message = render("impossible-combination", "overlay-of-volume")
        draft.complain(message, image, f"{place}.overlay")
    if held is None:
        return (None if is_overlay else source), None
    format = image_format(draft, image, place)
    if format is None:
        return None, None
    return (None, (held, format)) if is_overlay else (Image(path=source.path, format=format.text), None)


def _scalar(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) else None
