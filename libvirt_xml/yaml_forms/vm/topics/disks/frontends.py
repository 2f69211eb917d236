"""What a disk cannot have on its bus, or beside its other keys: libvirt's QEMU driver refuses it."""

from __future__ import annotations

import re

from libvirt_xml.facts.driver import disk_words, most_drives, most_rate
from libvirt_xml.facts.machines import is_possible
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value

_PARTITION = re.compile(r"(fd|hd|vd|sd|xvd|ubd)[a-z]+[0-9]+")


def check_frontend(draft: Draft, disk: Mapping, device: str, bus: Scalar, path: str) -> None:
    """What does not go together at one disk."""
    _check_io(draft, disk, path)
    format = disk.get("format")
    if isinstance(format, Scalar) and not is_possible("format", format.text):
        message = render("impossible-combination", "disk-format", format=format.text)
        draft.complain(message, format, f"{path}.format", expected=("raw", "qcow2"))
    if disk.get("wwn") is not None and bus.text not in disk_words("with_wwn"):
        message = render("impossible-combination", "disk-wwn", bus=bus.text)
        draft.complain(message, disk.get("wwn") or disk, f"{path}.wwn", expected=disk_words("with_wwn"))
    if value(disk, "readonly") is True and device == "disk" and bus.text in disk_words("always_writable"):
        message = render("impossible-combination", "disk-readonly", bus=bus.text)
        draft.complain(message, disk.get("readonly") or disk, f"{path}.readonly")
    if bus.text == "nvme" and disk.get("serial") is None:
        message = render("missing-key", "nvme-serial")
        draft.complain(message, bus, f"{path}.bus", "missing-key", expected=("serial",))
    target = disk.get("target")
    if isinstance(target, Scalar) and _PARTITION.fullmatch(target.text):
        message = render("invalid-value", "disk-partition", target=target.text)
        suggestion = target.text.rstrip("0123456789")
        draft.complain(message, target, f"{path}.target", "invalid-value", suggestion=suggestion)
    url = disk.get("url")
    if isinstance(url, Scalar) and url.text.startswith("tftp:"):
        draft.complain(render("impossible-combination", "disk-tftp"), url, f"{path}.url")
    _check_iotune(draft, disk, path)


def check_places(draft: Draft, disks: list[tuple[str, Mapping]]) -> None:
    """As many drives as the only controller of a bus takes."""
    for bus, most in most_drives().items():
        taken = [at for at, placed in enumerate(draft.devices_in("disks")) if text_at(placed, "target", "bus") == bus]
        if len(taken) > most and len(draft.devices_in("disks")) == len(disks):
            path, disk = disks[taken[most]]
            message = render("impossible-combination", "disk-places", bus=bus, most=most)
            draft.complain(message, disk, path)


def _check_io(draft: Draft, disk: Mapping, path: str) -> None:
    """The kernel's own asynchronous I/O goes past the host's cache."""
    if value(disk, "io") != "native" or text_at(disk, "cache") in disk_words("native_caches"):
        return
    message = render("impossible-combination", "disk-io-native")
    draft.complain(message, disk.get("io") or disk, f"{path}.io", expected=disk_words("native_caches"))


def check_shared(draft: Draft, disk: Mapping, format: str | None, path: str) -> None:
    """Two guests can write to one raw disk, but not to one qcow2 file."""
    is_written = value(disk, "shareable") is True and value(disk, "readonly") is not True
    if is_written and format is not None and format not in disk_words("shareable_formats"):
        message = render("impossible-combination", "disk-shareable", format=format)
        draft.complain(message, disk.get("shareable") or disk, f"{path}.shareable")


def _check_iotune(draft: Draft, disk: Mapping, path: str) -> None:
    limits = disk.get("iotune")
    if not isinstance(limits, Mapping):
        return
    if set(limits.items) == {"group_name"}:
        message = render("impossible-combination", "iotune-group")
        draft.complain(message, limits.place_of("group_name"), f"{path}.iotune.group_name")
    for name, item in limits.items.items():
        rate = _rate(item)
        if rate is not None and rate > most_rate():
            message = render("invalid-value", "iotune-rate", name=name, most=most_rate())
            draft.complain(message, item, f"{path}.iotune.{name}", "invalid-value")


def _rate(item: object) -> int | None:
    if not isinstance(item, Scalar) or item.text == "":
        return None
    if isinstance(item.value, int):
        return item.value
    from libvirt_xml.yaml_forms.shapes.sizes import parse_size

    try:
        return parse_size(item.text).bytes
    except ValueError:
        return None  # the name of a group
