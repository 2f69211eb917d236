"""The format of a disk's data or an image: as it is said, as the name tells, as the content shows. Never a guess."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.topics.disks.images import Format, named_format, probed_format
from libvirt_xml.yaml_forms.vm.topics.disks.network_sources import NETWORKED

LIKELY = ("qcow2", "raw")
_AMBIGUOUS = ".img"  # distributions name qcow2 images so, most other people raw ones
_FLASH = {"loader": ("loader", "format"), "nvram": ("nvram", "format"), "template": ("nvram", "template_format")}
_NAMES = ("path", "volume", "cdrom", "floppy")  # the keys whose text is the name of an image


_FILE_SYSTEMS = {"ext2", "ext3", "ext4", "xfs", "btrfs", "ntfs", "vfat", "fat32", "zfs", "swap", "f2fs"}


@dataclass(frozen=True)
class ImageFormat(FieldValue):
    """A format of images; one that libvirt does not have gets no other as a suggestion."""

    owner: str = "DiskDriver"
    name: str = "type"
    what: str = "a format"

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if isinstance(node, Scalar) and node.text.lower() in _FILE_SYSTEMS:
            message = render("invalid-value", "file-system", key=last_key(path), text=node.text)
            findings.add("invalid-value", message, node, path)
            return None
        form = named_format(f"image.{node.text}") if isinstance(node, Scalar) and node.text not in self.words else None
        if form is None or form.libvirt is not None or form.is_packed:
            return super().check(node, path, findings)
        findings.add("invalid-value", render("invalid-value", "unsupported-format", format=form.title), node, path)
        return None


def disk_format(draft: Draft, disk: Mapping, device: str, path: str) -> Scalar | None:
    """The format of a disk's data; ``None``, and a problem, where it cannot be known."""
    given_format = disk.get("format")
    key, name = _named(disk)
    is_new = disk.get("size") is not None or disk.get("image") is not None
    if isinstance(given_format, Scalar):
        if name is not None and key != "volume" and not is_new:
            _check_content(draft, name, given_format, f"{path}.format")
        return given_format
    if disk.has_lost("format", "size", "image"):
        return None
    if disk.get("url") is not None:
        return _url_format(draft, disk, device, path)
    if any(disk.get(key) is not None for key in ("block", *NETWORKED)) or (name is not None and is_device(name.text)):
        return Scalar("raw", None, disk.origin)
    if name is None:
        return draft.default("disk", "format") if is_new else None
    form = named_format(name.text)
    if form is None and not is_new and key != "volume":
        form = _probed(draft, name)
    if form is None and is_new and not name.text.lower().endswith(_AMBIGUOUS):
        return draft.default("disk", "format")
    if form is None and device != "disk":
        return Scalar("raw", None, disk.origin)
    if form is not None and form.is_optical and device == "disk":
        _ask_for_drive(draft, disk, key, name, path)
        return None
    return _told(draft, name, form, path, is_file=key != "volume" and not is_new)


def image_format(draft: Draft, image: Mapping, path: str) -> Scalar | None:
    """The format of an image that is named by its path; ``None``, and a problem, where it cannot be known."""
    name, given_format = image.get("path"), image.get("format")
    assert isinstance(name, Scalar)
    if isinstance(given_format, Scalar):
        _check_content(draft, name, given_format, f"{path}.format")
        return given_format
    if image.has_lost("format"):
        return None
    return _told(draft, name, named_format(name.text) or _probed(draft, name), path, is_file=True)


def is_device(path: str) -> bool:
    """Whether this is a device of the host; ``/dev/shm`` has files."""
    return path.startswith("/dev/") and not path.startswith("/dev/shm/")


def check_flash_formats(draft: Draft) -> None:
    """Firmware in another format than raw, whose format the form has no key for."""
    for key, (element, field) in _FLASH.items():
        name = draft.get("firmware", key)
        form = named_format(name.text) if isinstance(name, Scalar) else None
        if form is None or form.libvirt in ("raw", None) or draft.get("domain", "os", element, field) is not None:
            continue
        message = render(
            "impossible-combination",
            "flash-format",
            name=name.text if isinstance(name, Scalar) else "",
            format=form.libvirt,
            key=key,
            element=element,
            field=field,
        )
        draft.complain(message, name or draft.vm, f"firmware.{key}")


def _url_format(draft: Draft, disk: Mapping, device: str, path: str) -> Scalar | None:
    """What is on a web server is raw, unless its name tells otherwise, or could."""
    url = disk.get("url")
    name = urlsplit(url.text).path if isinstance(url, Scalar) else ""
    form = named_format(name)
    is_raw = device != "disk" if form is None else form.libvirt == "raw"
    if is_raw or not isinstance(url, Scalar):
        return Scalar("raw", None, disk.origin)
    if form is not None and (form.is_packed or form.libvirt is None):
        return _told(draft, url, form, path, is_file=False)
    message = render("missing-key", "url-format", name=url.text)
    draft.complain(message, url, f"{path}.format", "missing-key", expected=LIKELY)
    return None


def _named(disk: Mapping) -> tuple[str, Scalar | None]:
    """The key that names the disk's data, and the name."""
    for key in _NAMES:
        held = disk.get(key)
        if isinstance(held, Scalar) and isinstance(held.value, str):
            return key, held
    return "", None


def _told(draft: Draft, name: Scalar, form: Format | None, path: str, *, is_file: bool) -> Scalar | None:
    """libvirt's name of a format that a name or content tells."""
    place = f"{path}.format"
    if form is None:
        message = render("missing-key", "image-format", name=name.text)
        if path.endswith(".image"):
            message = render("missing-key", "image-format-below", name=name.text)
        draft.complain(message, name, place, "missing-key", expected=LIKELY)
    elif form.is_packed:
        message = render("invalid-value", "packed-image", name=name.text, packer=form.title)
        draft.complain(message, name, path, "invalid-value")
    elif form.libvirt is None:
        message = render("invalid-value", "unsupported-image", name=name.text, format=form.title)
        draft.complain(message, name, path, "invalid-value")
    else:
        place_of_name = name.origin
        if named_format(name.text) is not form:
            draft.probed[place_of_name] = form.libvirt
            return Scalar(form.libvirt, None, place_of_name._replace(cause="content", name=name.text))
        told = Scalar(form.libvirt, None, place_of_name)
        if is_file:
            _check_content(draft, name, told, path)
        return told
    return None


def with_formats(spec: Node, probed: AnyMapping[Origin, str]) -> Node:
    """A spec that says the formats which the content of its images has told."""
    if isinstance(spec, Sequence):
        return Sequence([with_formats(item, probed) for item in spec], spec.origin)
    if not isinstance(spec, Mapping):
        return spec
    items: dict[str, Node] = {}
    for key, item in spec.items.items():
        items[key] = with_formats(item, probed)
        if not isinstance(item, Scalar) or item.origin not in probed:
            continue
        format = Scalar(probed[item.origin], None, item.origin)
        if key == "image":
            items[key] = Mapping({"path": item, "format": format}, item.origin)
        elif key in _NAMES:
            items["format"] = format
    return Mapping(items, spec.origin, spec.keys)


def _probed(draft: Draft, name: Scalar) -> Format | None:
    return probed_format(name.text) if draft.is_probing else None


def _check_content(draft: Draft, name: Scalar, given_format: Scalar, path: str) -> None:
    """Where files are looked into: what is said of one must be what is in it."""
    form = _probed(draft, name)
    if form is None or form.libvirt == given_format.text:
        return
    if form.libvirt is None:
        _told(draft, name, form, path, is_file=False)
        return
    content = form.libvirt if form.libvirt == "raw" else form.title
    message = render(
        "impossible-combination",
        "image-content",
        name=name.text,
        content=content,
        used=given_format.text,
        format=form.libvirt,
    )
    draft.complain(message, given_format, path)


def _ask_for_drive(draft: Draft, disk: Mapping, key: str, name: Scalar, path: str) -> None:
    if disk.has_lost("cdrom"):
        return
    if key == "volume":
        message = render("impossible-combination", "optical-volume", name=name.text)
        draft.complain(message, name, f"{path}.volume")
        return
    message = render("impossible-combination", "optical-path", name=name.text, key=key)
    draft.complain(message, disk.place_of(key), f"{path}.{key}", suggestion="cdrom")
