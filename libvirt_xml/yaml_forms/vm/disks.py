"""Disks and CD-ROMs, and the volumes that they are to have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from libvirt_xml.facts.driver import disk_prefix, disk_words
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, make
from libvirt_xml.yaml_forms.vm.disk_formats import disk_format, image_format, is_device
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at, value
from libvirt_xml.yaml_forms.vm.frontends import check_frontend, check_places, check_shared
from libvirt_xml.yaml_forms.vm.keys_disks import DISK_SOURCES, NETWORKED
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.sources import network_source
from libvirt_xml.yaml_forms.vm.volumes import WITH_BACKING, Image, Wanted, volume_tree


def expand_disks(draft: Draft) -> None:
    """``devices.disks``, and the volumes of those that have a size or an image."""
    disks = list(positions(draft, "disks"))
    targets = _Targets()
    for path, disk in disks:
        said = disk.get("target")
        if isinstance(said, Scalar):
            if said.text in targets:
                message = f"the target {said.text!r} is that of another disk already"
                draft.complain(message, said, f"{path}.target", "duplicate-name")
            targets[said.text] = path
    for path, disk in disks:
        _expand_disk(draft, disk, path, targets)
    check_places(draft, disks)


def _expand_disk(draft: Draft, disk: Mapping, path: str, targets: _Targets) -> None:
    device = next((kind for kind in ("cdrom", "floppy") if value(disk, kind) not in (None, False)), "disk")
    bus = _bus(draft, disk, device, path)
    source = _source(draft, disk, device, path)
    driver = _driver(draft, disk, device, path, is_empty=source is None)
    content: dict[str, Any] = {
        "type": source[0] if source else "file",
        "device": device,
        "driver": driver,
        "source": source[1] if source else None,
        "target": {"dev": disk.get("target") or targets.take(bus.text), "bus": bus},
        "iotune": _iotune(disk),
        "serial": disk.get("serial"),
        "wwn": disk.get("wwn"),
        "shareable": disk.get("shareable"),
        "readonly": True if device == "cdrom" else disk.get("readonly"),
    }
    name = disk.get("name")
    content["alias"] = draft.alias("disk", name)
    _check_disk(draft, disk, device, bus, path)
    if device == "disk":
        format = driver["type"]
        check_shared(draft, disk, format.text if isinstance(format, Scalar) else format, path)
    draft.add("disks", content, disk.origin)


def _bus(draft: Draft, disk: Mapping, device: str, path: str) -> Scalar:
    said = disk.get("bus")
    if isinstance(said, Scalar):
        _check_bus(draft, said, device, path)
        return said
    if device == "floppy":
        return Scalar("fdc", None, disk.origin)
    part = "cdrom" if device == "cdrom" else "disk"
    usual = draft.default(part, "bus") or Scalar("virtio", None, disk.origin)
    check_part(draft, "disk", Scalar(usual.text, None, disk.origin), path)
    return usual


def _check_bus(draft: Draft, bus: Scalar, device: str, path: str) -> None:
    at = f"{path}.bus"
    usual = draft.default("cdrom" if device == "cdrom" else "disk", "bus")
    if device == "floppy" or bus.text == "fdc":
        _check_floppy_bus(draft, bus, device, at)
    elif bus.text in disk_words("without_media") and device == "cdrom":
        meant = usual.text if usual is not None else "scsi"
        message = render("impossible-combination", "cdrom-bus", bus=bus.text, meant=meant)
        draft.complain(message, bus, at, suggestion=meant)
    elif bus.text == "usb" and not draft.is_on("usb"):
        draft.complain("this machine has no USB", bus, at)
    else:
        check_part(draft, "disk", bus, at)


def _check_floppy_bus(draft: Draft, bus: Scalar, device: str, path: str) -> None:
    """Floppy drives are on fdc, and nothing else is."""
    if device != "floppy":
        usual = draft.default("cdrom" if device == "cdrom" else "disk", "bus")
        meant = usual.text if usual is not None else "virtio"
        message = render("impossible-combination", "fdc-without-floppy", device=device, meant=meant)
        draft.complain(message, bus, path, suggestion=meant)
    elif bus.text != "fdc":
        draft.complain(render("impossible-combination", "floppy-bus", bus=bus.text), bus, path, suggestion="fdc")


def _check_disk(draft: Draft, disk: Mapping, device: str, bus: Scalar, path: str) -> None:
    """What does not go together."""
    if device == "floppy" and (disk.get("bus") is None or bus.text == "fdc"):
        check_part(draft, "floppy", Scalar("fdc", None, disk.origin), path)
    for key in ("queues", "iothread"):
        held = disk.get(key)
        if held is not None and bus.text not in disk_words("with_threads"):
            draft.complain(f"only disks on virtio have {key}, this one is on {bus.text}", held, f"{path}.{key}")
    threads = draft.value("iothreads") or 0
    thread = value(disk, "iothread")
    if isinstance(thread, int) and thread > threads:
        message = f"there is no I/O thread {thread}: the machine has {threads} (iothreads)"
        draft.complain(message, disk.get("iothread") or disk, f"{path}.iothread", "unknown-name")
    if value(disk, "drivers") is True and device != "cdrom":
        draft.complain("drivers are on a CD-ROM: say cdrom instead", disk.get("drivers") or disk, f"{path}.drivers")
    if device != "disk" and (disk.get("size") is not None or disk.get("image") is not None):
        key = "size" if disk.get("size") is not None else "image"
        draft.complain(
            f"a {device} is made of a file that is there: it takes no {key}", disk.get(key) or disk, f"{path}.{key}"
        )
    check_frontend(draft, disk, device, bus, path)


def free_target(draft: Draft, bus: str) -> str:
    """A device name of a bus that none of the disks so far has."""
    taken = (text_at(disk, "target", "dev") for disk in draft.made("disks"))
    return _Targets((name, "") for name in taken if name).take(bus)


class _Targets(dict[str, str]):
    """The device names that disks have, each with the path of the key that says it, if one does."""

    def __init__(self, taken: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(taken)
        self._numbers: dict[str, Iterator[int]] = {}

    def take(self, bus: str) -> str:
        """The next free device name of a bus, taken."""
        prefix = disk_prefix(bus)
        names = (prefix + letters(number) for number in self._numbers.setdefault(prefix, count()))
        name = next(name for name in names if name not in self)
        self[name] = ""
        return name


def letters(number: int) -> str:
    """``a`` to ``z``, ``aa`` and so on."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _source(draft: Draft, disk: Mapping, device: str, path: str) -> tuple[str, Node] | None:
    """Type and source of a disk; ``None`` for an empty drive."""
    said = [key for key in DISK_SOURCES if key in disk.items and disk.get(key) is not None]
    if device != "disk" and isinstance(value(disk, device), str):
        said.append(device)
    if "pool" in disk.items and not said:
        said.append("volume")
    if len(said) > 1:
        message = f"a disk is in one place, this one in {len(said)}: {' and '.join(said)}"
        draft.complain(message, disk.place_of(said[1]), f"{path}.{said[1]}")
    is_new = _is_new(disk)
    if disk.get("preallocation") is not None and not is_new:
        message = render("impossible-combination", "preallocated-nothing")
        draft.complain(message, disk.get("preallocation") or disk, f"{path}.preallocation")
    if not said:
        if is_new:
            return _volume_source(draft, disk, path)
        if device == "disk" and not disk.has_lost():
            places = ", ".join((*DISK_SOURCES, "size", "cdrom"))
            draft.complain(f"a disk needs a place: one of {places}", disk, path, "missing-key", expected=DISK_SOURCES)
        return None
    key = said[0]
    held = disk.get(key)
    if key == "volume":
        return _volume_source(draft, disk, path)
    if is_new and key != "path":
        draft.complain(f"{key} is there already: it takes no size or image", disk.place_of(key), f"{path}.{key}")
    if key in NETWORKED and isinstance(held, Scalar | Mapping):
        try:
            return "network", network_source(key, held)
        except ValueError as error:
            draft.complain(f"{text_at(held)!r} is no URL: {error}", held, f"{path}.{key}", "invalid-value")
            return None
    if key == "block":
        return "block", make({"dev": held}, disk.origin)
    if isinstance(held, Scalar) and is_device(held.text):
        _refuse_device(draft, disk, key, held, path)
    if key == "path" and is_new and isinstance(held, Scalar):
        format = disk_format(draft, disk, device, path)
        name = held.text.rpartition("/")[2]
        _want_volume(draft, disk, name, format, path, pool=text_at(disk, "pool"), file=held)
    return "file", make({"file": held}, disk.origin)


def _refuse_device(draft: Draft, disk: Mapping, key: str, held: Scalar, path: str) -> None:
    if key == "path":
        message = render("impossible-combination", "device-path", name=held.text)
        draft.complain(message, disk.place_of(key), f"{path}.{key}", suggestion="block")
    else:
        message = render("impossible-combination", "device-drive", name=held.text, drive=key)
        draft.complain(message, held, f"{path}.{key}")


def _volume_source(draft: Draft, disk: Mapping, path: str) -> tuple[str, Node]:
    pool = disk.get("pool") or draft.default("disk", "pool")
    volume = disk.get("volume")
    assert isinstance(pool, Scalar)
    if _is_new(disk):
        format = disk_format(draft, disk, "disk", path)
        name = volume.text if isinstance(volume, Scalar) else _volume_name(draft, disk, format)
        volume = volume or Scalar(name, None, disk.origin)
        _want_volume(draft, disk, name, format, path, pool=pool.text)
    elif volume is None and not disk.has_lost():
        draft.complain(
            "which volume of the pool? Say volume, or a size to make one",
            disk,
            path,
            "missing-key",
            expected=("volume", "size"),
        )
    return "volume", make({"pool": pool, "volume": volume}, disk.origin)


def _volume_name(draft: Draft, disk: Mapping, format: Scalar | None) -> str:
    name = text_at(disk, "name")
    ending = "" if format is None or format.text == "raw" else f".{format.text}"
    return f"{draft.name}{f'-{name}' if name else ''}{ending}"


def _is_new(disk: Mapping) -> bool:
    """Whether a volume is to be made."""
    return disk.get("size") is not None or disk.get("image") is not None


def _want_volume(
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
        message = "an image is a volume of a pool, or a file by its path" + (", not both" if source.path else "")
        draft.complain(
            message,
            image,
            place,
            "missing-key" if source.path is None else "impossible-combination",
            expected=("volume", "path"),
        )
        return None, None
    if source.volume is not None and source.pool is None:
        source = Image("default", source.volume)
    is_overlay = value(image, "overlay") is True
    held = image.get("path")
    if held is None and is_overlay:
        draft.complain("what lies below an overlay is named by its path", image, f"{place}.overlay")
    if held is None:
        return (None if is_overlay else source), None
    format = image_format(draft, image, place)
    if format is None:
        return None, None
    return (None, (held, format)) if is_overlay else (Image(path=source.path, format=format.text), None)


def _driver(draft: Draft, disk: Mapping, device: str, path: str, *, is_empty: bool) -> dict[str, Any]:
    format = _scalar(disk.get("format")) if is_empty else disk_format(draft, disk, device, path)
    return {
        "name": "qemu",
        "type": format or "raw",
        **_host_io(draft, disk, device),
        "detect_zeroes": disk.get("detect_zeroes"),
        "queues": disk.get("queues"),
        "iothread": disk.get("iothread"),
    }


def _host_io(draft: Draft, disk: Mapping, device: str) -> dict[str, Node | None]:
    """How the host reads and writes: a volume that is made for the machine gives back what the guest discards, a block
    device does too, past the host's cache."""
    said = {key: disk.get(key) for key in ("cache", "io", "discard")}
    is_block = disk.get("block") is not None
    if device == "disk" and (is_block or _is_new(disk)):
        said["discard"] = said["discard"] or draft.default("disk", "discard")
    if device == "disk" and is_block and said["cache"] is None and said["io"] is None:
        said["cache"], said["io"] = draft.default("disk", "block_cache"), draft.default("disk", "block_io")
    return said


def _iotune(disk: Mapping) -> dict[str, Any] | None:
    said = disk.get("iotune")
    if not isinstance(said, Mapping):
        return None
    from libvirt_xml.yaml_forms.shapes.sizes import parse_size

    return {
        name: Scalar(parse_size(item.text).bytes, None, item.origin)
        if isinstance(item, Scalar) and "bytes" in name
        else item
        for name, item in said.items.items()
    }


def _scalar(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) else None
