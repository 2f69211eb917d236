"""Keys of other tools for what a disk is, where its data is, and what boots from it."""

from __future__ import annotations

import re

from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.shapes.other_tools.file_values import path_at
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import (
    BOOT_ORDERS,
    Refusals,
    boot_of_device,
    listed_refusals,
)
from libvirt_xml.yaml_forms.shapes.other_tools.network_places import (
    ONLY_LIBVIRT,
    NetworkPlace,
    in_domain,
    place_of_source,
    place_of_text,
)
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar


def _source(key: str, node: Mapping) -> Sentence | None:
    """``source: /dev/sdb`` and ``source: {file: /a}``: the key of the form says of which sort it is."""
    if node.items.keys() & set(_SORTS):
        return None  # which is said of them
    item = node.items.get(key)
    sort, value = (key, item)
    if isinstance(item, Mapping) and len(item.items) == 1:
        sort, value = next(iter(item.items.items()))
    if not isinstance(value, Scalar) or value.is_hidden or not value.text.startswith("/"):
        return None
    if {"pool", "size"} <= node.items.keys() and "volume" not in node.items:
        return render("unknown-key", "disk-from-image", key=key, path=value.text)
    meant = "block" if sort in ("dev", "block") or value.text.startswith("/dev/") else "path"
    return render("unknown-key", "source-of-disk", key=key, meant=meant, path=value.text)


def _boot(key: str, node: Mapping) -> Sentence:
    return boot_of_device("a disk", "disks", ("name", "target"), key, node)


_BOOT = dict.fromkeys(
    (*BOOT_ORDERS, "bootable", "boot_disk", "is_boot", "boot_drive", "primary", "is_root", "root_disk", "system_disk"),
    _boot,
)


def _backing(key: str, node: Mapping) -> Sentence | None:
    """``backing_file: /base.qcow2``: what is below a disk, which keeps only what changes."""
    path = path_at(key, node)
    if path is None:
        return None
    value = f"{{path: {path}, overlay: true}}"
    return render("unknown-key", "likely-with-value", what="a disk", key=key, meant="image", value=value)


_BACKING = ("backing", "backing_file", "backing_store", "backing_image", "backing_volume", "backing_path")


def _access(key: str, node: Mapping) -> Sentence | None:
    """``mode: ro``: whether the guest must not write."""
    item = node.items.get(key)
    value = _ACCESS.get(item.text.lower()) if isinstance(item, Scalar) else None
    if value is None:
        return None
    return render("unknown-key", "likely-with-value", what="a disk", key=key, meant="readonly", value=value)


_ACCESS = {"ro": "true", "r": "true", "readonly": "true", "read-only": "true", "rw": "false", "w": "false"}


def _device(key: str, node: Mapping) -> Sentence | None:
    """``device: disk``, which says nothing; ``device: cdrom`` is another key."""
    item = node.items.get(key)
    path = path_at(key, node)
    if path is not None:
        meant = "block" if path.startswith("/dev/") else "path"
        return render("unknown-key", "source-of-disk", key=key, meant=meant, path=path)
    is_disk = isinstance(item, Scalar) and item.text in ("disk", "hd", "lun", "network")
    return render("unknown-key", "sort-of-disk", key=key) if is_disk else None


_SORTS = ("device", "type", "kind")
_is_image = re.compile(r"[A-Za-z][\w.-]*/[\w.-]+").fullmatch
_NETWORKS = ("protocol", "network", "host", "hosts")


def _sort_and_source(key: str, node: Mapping) -> Sentence | None:
    """What a disk is and where its data is, which the form says with one key: of a disk on the network, once."""
    place = in_domain(key) if key in ONLY_LIBVIRT else _network_place(node)
    if place is not None:
        parts = {"key": key, "meant": place.key, "value": place.value}
        if place.key == "domain":
            return render("unknown-key", "disk-of-domain", **parts)
        return render("unknown-key", "disk-on-network", **parts)
    if key in _NETWORKS:
        return None
    return _device(key, node) if key in _SORTS else _source(key, node)


def _network_place(node: Mapping) -> NetworkPlace | None:
    """``protocol: rbd`` beside ``source: pool/image``, a source with a protocol, and ``source: rbd:pool/image``."""
    held = [node, *(node.items[key] for key in ("source", "network") if key in node.items)]
    maps = [part for part in held if isinstance(part, Mapping) and "protocol" in part.items]
    if maps:
        return place_of_source(maps[0])
    kinds = [item.text for key in _SORTS if isinstance(item := node.items.get(key), Scalar)]
    path = node.items.get("path", node.items.get("source"))
    if "network" in kinds and isinstance(path, Scalar) and _is_image(path.text):
        return place_of_text(f"rbd:{path.text}")
    source = node.items.get("source")
    return place_of_text(source.text) if isinstance(source, Scalar) and not source.is_hidden else None


DISK_REFUSALS: Refusals = {
    **listed_refusals("disk"),
    **_BOOT,
    **dict.fromkeys(_BACKING, _backing),
    **dict.fromkeys(("mode", "access", "access_mode", "permission", "permissions"), _access),
    **dict.fromkeys(("source", *_NETWORKS, *ONLY_LIBVIRT, *_SORTS), _sort_and_source),
}
