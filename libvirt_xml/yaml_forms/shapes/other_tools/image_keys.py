"""What a machine is made from in other tools, ``image: /a.qcow2``, and how large its disk is: a disk of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.shapes.other_tools.file_values import amount_at
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

IMAGES = (
    "image", "base_image", "cloud_image", "backing_image", "os_image", "source_image", "image_path", "backing",
    "backing_file", "backing_store", "qcow2", "cloud_img", "image_file", "disk_image", "images", "root_image", "box",
)  # fmt: skip
SIZES_OF_DISK = (
    "disk", "disk_size", "disksize", "root_disk_size", "root_size", "volume_size", "disk_gb", "disk_size_gb", "storage",
    "rootfs", "hdd", "size", "root_disk", "image_size", "disk_space",
)  # fmt: skip
_OF_IMAGE = {"pool", "volume", "path", "format", "overlay"}
_PLACES = ("location", "path", "file", "source", "src", "url", "image", "name")
"""Keys of an image in the list of those of a machine, as Lima has it."""
_is_url = re.compile(r"https?://[\w./+@:-]+/[\w.-]+").fullmatch
_is_word = re.compile(r"[A-Za-z][\w.-]*(?:[/:][\w.-]+)?").fullmatch
_IMAGE_NAME = re.compile(r"[\w.-]+\.(?:qcow2|img|raw|vmdk|vdi)").fullmatch


def image(key: str, node: Mapping) -> Sentence | None:
    """``image: /a.qcow2``: what a disk is made from, with the size that is beside it."""
    images = [(name, path) for name in _names(node, IMAGES) if (path := _path_of(node.items[name])) is not None]
    sizes = [(name, size) for name in _names(node, SIZES_OF_DISK) if (size := amount_at(name, node)) is not None]
    if not images or key not in [name for name, _ in images + sizes[:1]]:
        return None
    path = images[0][1]
    has_disks = isinstance(disks := node.items.get("disks"), Sequence | Mapping) and bool(disks.items)
    if has_disks:
        return None if key in dict(sizes) else render("unknown-key", "image-of-disk", key=key, path=path)
    if "/PATH/" in path:
        pairs = f"image: {path}, size: {sizes[0][1]}" if sizes else f"image: {path}"
        return render("unknown-key", "image-elsewhere-of-disk", key=key, pairs=pairs)
    if not sizes:
        return render("unknown-key", "image-of-new-disk", key=key, path=path)
    return render("unknown-key", "image-and-size", keys=(images[0][0], sizes[0][0]), path=path, size=sizes[0][1])


def _names(node: Mapping, names: tuple[str, ...]) -> Iterator[str]:
    """The keys of a map that are among some names, in any spelling."""
    return (name for name in node.items if name.lower().replace("-", "_") in names)


def _path_of(item: Node) -> str | None:
    """The path of an image, or the map of a volume with its name; of several images that of the first. Of one that is
    on the network, or that is only named, the folder on the host is not known."""
    if isinstance(item, Sequence) and item.items:
        return _path_of(item.items[0])
    if isinstance(item, Mapping) and item.items and item.items.keys() <= _OF_IMAGE:
        return one_line(item)
    if isinstance(item, Mapping):
        places = (item.items[name] for name in _PLACES if name in item.items)
        return next(filter(None, (_path_of(place) for place in places if isinstance(place, Scalar))), None)
    if not isinstance(item, Scalar) or item.is_hidden:
        return None
    if item.text.startswith("/"):
        return one_line(item)
    if _IMAGE_NAME(item.text):
        return f"{{pool: POOL, volume: {item.text}}}"
    name = item.text.rpartition("/")[2]
    if not _is_url(item.text) and not (isinstance(item.value, str) and _is_word(item.text)):
        return None
    return f"/PATH/{name}" if "." in name and _IMAGE_NAME(name) else f"/PATH/{name}.qcow2"
