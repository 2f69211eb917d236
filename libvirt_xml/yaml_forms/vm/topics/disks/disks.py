"""Disks and CD-ROMs: where their data is, what they are on, and how the host reads and writes them."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.libvirt_fields import LibvirtFields
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf
from libvirt_xml.yaml_forms.shapes.other_tools.disk_keys import DISK_REFUSALS
from libvirt_xml.yaml_forms.shapes.other_tools.network_places import place_of_text
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Text, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, make
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of, name_by_alias
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import (
    CDROM_PATH,
    COUNT,
    DEVICE_NAME,
    DISK_BLOCK,
    DISK_PATH,
    FLOPPY_PATH,
    of_device,
)
from libvirt_xml.yaml_forms.vm.rows import ON_OR_OFF, Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.controllers.scsi import guess_threads
from libvirt_xml.yaml_forms.vm.topics.disks.buses import Targets, bus_of, check_bus_keys
from libvirt_xml.yaml_forms.vm.topics.disks.disk_formats import ImageFormat, disk_format, is_device
from libvirt_xml.yaml_forms.vm.topics.disks.frontends import check_frontend, check_places, check_shared
from libvirt_xml.yaml_forms.vm.topics.disks.iotune import IOTUNE
from libvirt_xml.yaml_forms.vm.topics.disks.network_sources import NETWORKED, guess_network, network_source
from libvirt_xml.yaml_forms.vm.topics.disks.new_volumes import IMAGE, is_new, volume_source, want_volume

SOURCES = ("path", "block", "volume", *NETWORKED)
_OPTICAL = "cdrom"
_PATH = re.compile(r"/[\w./+@:-]+").fullmatch
_DISK_NAME = re.compile(r"((?:[shv]|xv)d[a-z]+)[0-9]*").fullmatch
_SPACE_OF_POOL = re.compile(r"([A-Za-z][\w.-]*):([1-9][0-9]{0,4})").fullmatch


def _medium(text: str) -> str | None:
    """The disk that the path of a device of the host means, or of the image of a CD-ROM, or a place on the network, or
    so many GiB of a pool as Proxmox has them, ``local-lvm:32``: no plain file."""
    place = place_of_text(text)
    if place is not None and place.key in NETWORKED:
        return f"{{{place.key}: {place.value}}}"
    space = _SPACE_OF_POOL(text)
    if space:
        return f"{{pool: {space[1]}, size: {space[2]}GiB}}"
    if not _PATH(text):
        return None
    if text.startswith("/dev/"):
        return f"{{block: {text}}}"
    return f"{{cdrom: {text}}}" if text.lower().endswith(".iso") else None


def _digits_of_name(text: str) -> str:
    """A World Wide Name as others write it: ``50:00:c5:00:15:ea:71:aa``, ``0x5000c50015ea71aa``."""
    return re.sub("[:.-]", "", text.lower().removeprefix("naa.").removeprefix("wwn-").removeprefix("0x"))


def _target_of_path(text: str) -> str:
    """A target that is written as the guest's path of it: ``/dev/vda``, ``/dev/sda1``."""
    name = text.removeprefix("/dev/").lower()
    disk = _DISK_NAME(name)
    return name if disk is None else disk[1]


DISK = Record(
    "a disk",
    {
        "name": Key(
            DEVICE_NAME,
            "what the disk is called, here and as its alias (ua-disk-NAME); without one it goes by its target",
        ),
        "path": Key(DISK_PATH, "a file on the host"),
        "block": Key(DISK_BLOCK, "a block device of the host"),
        "cdrom": Key(
            OneOf((CDROM_PATH, Flag("true for a CD-ROM drive"))),
            "a CD-ROM with this file, or true: an empty drive, or one with another source",
        ),
        "floppy": Key(
            OneOf((FLOPPY_PATH, Flag("true for a floppy drive"))), "a floppy with this file, or true: an empty drive"
        ),
        "pool": Key(Text("the name of a pool"), "the storage pool that holds the volume"),
        "volume": Key(
            Text("the name of a volume"),
            "the volume; default: VM-DISK and its format's ending, if the disk has a size",
        ),
        **NETWORKED,
        "size": Key(SizeOf(), "make a volume of this size"),
        "image": Key(IMAGE, "make the volume from this image"),
        "preallocation": Key(
            Words(("none", "metadata", "falloc")),
            "the space on the host that a new volume takes at once: none (if omitted), a qcow2 image's tables, or all",
        ),
        "format": Row(
            ImageFormat(), "the format of the data, if its name does not tell: qcow2, raw", place="driver.type"
        ),
        "bus": Row(
            FieldValue("DiskTarget", "bus", "a bus"), "the bus it is on; virtio where the guest can", place="target.bus"
        ),
        "target": Row(
            Text("a device name", r"[a-z0-9.-]+", "vda", _target_of_path),
            "the name that orders disks of a bus: vda, sdb; default: the next free one",
            place="target.dev",
        ),
        "cache": Row(
            FieldValue("DiskDriver", "cache"), "how the host caches: none, writeback, ...", place="driver.cache"
        ),
        "io": Row(
            FieldValue("DiskDriver", "io"), "how the host does I/O: native, threads, io_uring", place="driver.io"
        ),
        "discard": Row(
            FieldValue("DiskDriver", "discard"),
            "whether discarded space is given back: unmap or ignore",
            place="driver.discard",
        ),
        "detect_zeroes": Row(
            FieldValue("DiskDriver", "detect_zeroes"),
            "whether zeroes are written as holes",
            place="driver.detect_zeroes",
            conversion=ON_OR_OFF,
        ),
        "queues": Row(COUNT, "virtio queues", place="driver.queues"),
        "iothread": Row(COUNT, "the I/O thread that serves it, counted from 1", place="driver.iothread"),
        "iotune": Key(IOTUNE, "limits of throughput and operations"),
        "serial": Row(
            Text("a serial number", r"[A-Za-z0-9_.+ -]{1,36}"), "the serial number that the guest sees", place="serial"
        ),
        "wwn": Row(
            Text("a World Wide Name of 16 hexadecimal digits", r"[0-9a-fA-F]{16}", None, _digits_of_name),
            "its World Wide Name",
            place="wwn",
        ),
        "readonly": Row(Flag(), "whether the guest must not write; always of CD-ROMs", place="readonly"),
        "shareable": Row(Flag(), "whether other guests use it at the same time", place="shareable"),
        "drivers": Key(Flag(), "this CD-ROM holds the virtio drivers for Windows: disks and NICs may use them"),
    },
    synonyms="disks",
    kinds=("path", "size", "url"),
    reads=_medium,
    inner=LibvirtFields("Disk", "disks", "ua-disk", reads=lambda name, item: ROWS.keys_in(name, item)),
    of_fields=of_device("disks", "disks"),
    sources=("path", "block", "cdrom", "floppy", *NETWORKED, "size", "image"),
    refusals=DISK_REFUSALS,
    example="{path: /var/lib/libvirt/images/root.qcow2}",
)
KEYS = {"disks": Key(NamedList(DISK, "a list of disks"), "disks and CD-ROMs")}
ROWS: Rows = Rows("Disk", DISK.keys)
_THREADS = {"queues": None, "iothread": None}
_ORDER = dict.fromkeys(
    ("type", "device", "driver", "source", "target", "iotune", "serial", "wwn", "shareable", "readonly")
)


def expand(draft: Draft) -> None:
    """``devices.disks``, and the volumes of those that have a size or an image."""
    disks = list(positions(draft, "disks"))
    targets = Targets()
    for path, disk in disks:
        target = disk.get("target")
        if isinstance(target, Scalar):
            if target.text in targets:
                message = render("duplicate-name", "disk-target", target=target.text)
                draft.complain(message, target, f"{path}.target", "duplicate-name")
            targets[target.text] = path
    for path, disk in disks:
        _check_name(draft, disk, path, len(disks))
        _expand_disk(draft, disk, path, targets)
    check_places(draft, disks)


def _check_name(draft: Draft, disk: Mapping, path: str, count: int) -> None:
    """A volume that is made for one of several disks is called by the disk's name."""
    is_named = any(key in disk.items for key in ("name", "path", "volume")) or disk.has_lost()
    if count > 1 and is_new(disk) and not is_named:
        message = render("missing-key", "disk-name")
        draft.complain(message, disk, path, "missing-key", expected=("name",))


def _expand_disk(draft: Draft, disk: Mapping, path: str, targets: Targets) -> None:
    device = next((kind for kind in (_OPTICAL, "floppy") if value(disk, kind) not in (None, False)), "disk")
    bus = bus_of(draft, disk, device, path)
    source = _source(draft, disk, device, path)
    format = disk.get("format") if source is None else disk_format(draft, disk, device, path)
    content: dict[str, Any] = _ORDER | {
        "type": source[0] if source else "file",
        "device": device,
        "driver": {"name": "qemu", "type": format or "raw", **_host_io(draft, disk, device), **_THREADS},
        "source": source[1] if source else None,
        "target": {"dev": None if disk.get("target") is not None else targets.take(bus.text), "bus": bus},
    }
    ROWS.lay(disk, content)
    if device == _OPTICAL:
        content["readonly"] = True
    content["alias"] = draft.alias("disk", disk.get("name"))
    _check(draft, disk, device, bus, path)
    if device == "disk":
        check_shared(draft, disk, format.text if isinstance(format, Scalar) else "raw", path)
    draft.add("disks", content, disk.origin)


def _host_io(draft: Draft, disk: Mapping, device: str) -> dict[str, Node | None]:
    """How the host reads and writes, if the spec does not say it: a volume that is made for the machine gives back what
    the guest discards, a block device does too, past the host's cache."""
    usual: dict[str, Node | None] = {"cache": None, "io": None, "discard": None, "detect_zeroes": None}
    is_block = disk.get("block") is not None
    if device == "disk" and (is_block or is_new(disk)):
        usual["discard"] = draft.default("disk", "discard")
    if device == "disk" and is_block and disk.get("cache") is None and disk.get("io") is None:
        usual["cache"], usual["io"] = draft.default("disk", "block_cache"), draft.default("disk", "block_io")
    return usual


def _check(draft: Draft, disk: Mapping, device: str, bus: Scalar, path: str) -> None:
    """What one disk cannot have together."""
    check_bus_keys(draft, disk, device, bus, path)
    threads = draft.value("iothreads") or 0
    thread = value(disk, "iothread")
    if isinstance(thread, int) and thread > threads and not draft.vm.has_lost("iothreads"):
        message = render("unknown-name", "iothread", number=thread, existing=threads)
        draft.complain(message, disk.get("iothread") or disk, f"{path}.iothread", "unknown-name")
    if value(disk, "drivers") is True and device != _OPTICAL:
        message = render("impossible-combination", "drivers-on-disk")
        draft.complain(message, disk.get("drivers") or disk, f"{path}.drivers")
    if device != "disk" and is_new(disk):
        key = "size" if disk.get("size") is not None else "image"
        message = render("impossible-combination", "drive-made", device=device, key=key)
        draft.complain(message, disk.get(key) or disk, f"{path}.{key}")
    check_frontend(draft, disk, device, bus, path)


def _source(draft: Draft, disk: Mapping, device: str, path: str) -> tuple[str, Node] | None:
    """Type and source of a disk; ``None`` for an empty drive."""
    keys = [key for key in SOURCES if key in disk.items and disk.get(key) is not None]
    if device != "disk" and isinstance(value(disk, device), str):
        keys.append(device)
    if "pool" in disk.items and not keys:
        keys.append("volume")
    if len(keys) > 1:
        message = render("impossible-combination", "disk-sources", number=len(keys), keys=" and ".join(keys))
        draft.complain(message, disk.place_of(keys[1]), f"{path}.{keys[1]}")
    if disk.get("preallocation") is not None and not is_new(disk):
        message = render("impossible-combination", "preallocated-nothing")
        draft.complain(message, disk.get("preallocation") or disk, f"{path}.preallocation")
    if keys:
        return _source_of(draft, disk, keys[0], device, path)
    if is_new(disk):
        return volume_source(draft, disk, path)
    if device == "disk" and not disk.has_lost():
        message = render("missing-key", "disk-source", keys=", ".join((*SOURCES, "size", _OPTICAL)))
        draft.complain(message, disk, path, "missing-key", expected=SOURCES)
    return None


def _source_of(draft: Draft, disk: Mapping, key: str, device: str, path: str) -> tuple[str, Node] | None:
    """Type and source of a disk whose data is under a key."""
    held = disk.get(key)
    if key == "volume":
        return volume_source(draft, disk, path)
    if device == "disk" and is_new(disk) and key != "path":  # of drives, ``_check`` says so
        message = render("impossible-combination", "made-source", key=key)
        draft.complain(message, disk.place_of(key), f"{path}.{key}")
    if key in NETWORKED and isinstance(held, Scalar | Mapping):
        source = network_source(key, held)
        if source is None:
            message = render("invalid-value", "disk-url", url=text_at(held))
            draft.complain(message, held, f"{path}.{key}", "invalid-value")
        return None if source is None else ("network", source)
    if key == "block":
        return "block", make({"dev": held}, disk.origin)
    if isinstance(held, Scalar) and is_device(held.text):
        _refuse_device(draft, disk, key, held, path)
    if key == "path" and is_new(disk) and isinstance(held, Scalar):
        format = disk_format(draft, disk, device, path)
        name = held.text.rpartition("/")[2]
        want_volume(draft, disk, name, format, path, pool=text_at(disk, "pool"), file=held)
    return "file", make({"file": held}, disk.origin)


def _refuse_device(draft: Draft, disk: Mapping, key: str, held: Scalar, path: str) -> None:
    if key == "path":
        message = render("impossible-combination", "device-path", name=held.text)
        draft.complain(message, disk.place_of(key), f"{path}.{key}", suggestion="block")
    else:
        message = render("impossible-combination", "device-drive", name=held.text, drive=key)
        draft.complain(message, held, f"{path}.{key}")


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``disks``, of the sorts that the form has."""
    disks = [_guess_disk(domain, disk) for disk in devices_of(domain, "disks")]
    return {"disks": [disk for disk in disks if disk is not None] or None}


def _guess_disk(domain: Mapping, disk: Mapping) -> VmSpec | None:
    device = text_at(disk, "device") or "disk"
    source = _guess_source(disk, device)
    if not source:
        return None
    name = name_by_alias(disk, "disk")
    plain = {"format": "raw", **ROWS.read(disk)}  # libvirt's own choice, where the document has none
    spec: VmSpec = {"name": name, **source, **plain, **guess_threads(domain, disk)}
    if device != "disk":
        spec.pop("readonly", None)
    return spec


def _guess_source(disk: Mapping, device: str) -> VmSpec:
    kind = text_at(disk, "type") or "file"
    drive: VmSpec = {device: True} if device in (_OPTICAL, "floppy") else {}
    file, dev = text_at(disk, "source", "file"), text_at(disk, "source", "dev")
    if kind == "file" and file is not None and not is_device(file):
        return {device: file} if drive else {"path": file}
    if kind == "block" and dev is not None:
        return drive | {"block": dev}
    if kind == "volume":
        return drive | {"pool": text_at(disk, "source", "pool"), "volume": text_at(disk, "source", "volume")}
    if kind == "network":
        return drive | guess_network(disk)
    return drive


TOPIC = Topic(KEYS, expand=expand, guess=guess)
