"""Checks of the images of disks: formats, backing images, logins, encryption."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_INSTEAD = {
    "cow": "convert the image, for example to qcow2",
    "dir": "write type='dir' in <disk>, and type='fat' in <driver>",
    "iso": "write type='raw'",
}
_FORMS = {"rbd": "pool/image", "gluster": "volume/image"}
_SECRETS = {"rbd": "ceph", "iscsi": "iscsi"}
_OF_DRIVER = (
    "cache", "copy_on_read", "error_policy", "rerror_policy", "io", "ioeventfd", "discard", "iothread", "detect_zeroes",
)  # fmt: skip
_OF_DISK = (
    "iotune", "backingStore", "encryption", "readonly", "shareable", "transient", "serial", "wwn", "vendor", "product",
    "auth", "geometry", "blockio",
)  # fmt: skip


def backing_images(disk: Thing) -> Iterator[tuple[Thing, str]]:
    """The backing images of a disk, from the top, each with its path from the disk.

    For libvirt the chain ends at an element without a type, whatever is in it.
    """
    path = "backingStore"
    image = disk.thing(path)
    while image is not None and "type" in image.attributes:
        yield image, path
        path += "/backingStore"
        image = image.thing("backingStore")


def format_of_chain(thing: Thing, subject: Subject) -> Answer:
    """A format that QEMU does not serve, of the image or of a backing one."""
    written = thing.value("driver/@type")
    if written == "dir" and thing.value("@type") == "dir":
        return {"format": written, "instead": "write type='fat'"}
    if written in _INSTEAD:
        return {"format": written, "instead": _INSTEAD[written]}
    for image, path in backing_images(thing):
        written = image.value("format/@type")
        if written in _INSTEAD:
            return {"format": written, "instead": _INSTEAD[written], "at": f"{path}/format/@type"}
    return None


def type_of_fat(thing: Thing, subject: Subject) -> Answer:
    """The type of a disk that is no directory."""
    return {"type": thing.value("@type") or "file"}


def format_or_raw(thing: Thing, subject: Subject) -> Answer:
    """The format of the image: raw where none is written."""
    return {"format": thing.value("driver/@type") or "raw"}


def data_store(thing: Thing, subject: Subject) -> Answer:
    """A data file of an image that is no qcow2, or one that is no raw file."""
    if thing.value("driver/@type") != "qcow2":
        return {"what": "only a qcow2 image has a data file of its own"}
    if thing.value("source/dataStore/format/@type") != "raw":
        return {"what": "a data file must have the format raw", "at": "source/dataStore/format/@type"}
    return None


def backing_without_source(thing: Thing, subject: Subject) -> Answer:
    """A backing image with a format and without a source; without both, the chain ends there."""
    for image, path in backing_images(thing):
        if image.has("format") and not image.has("source"):
            return {"at": path}
    return None


def backing_without_type(thing: Thing, subject: Subject) -> Answer:
    """Where a chain ends in an element without a type that has something in it."""
    path, image = "backingStore", thing.thing("backingStore")
    while image is not None and "type" in image.attributes:
        path, image = f"{path}/backingStore", image.thing("backingStore")
    return {"at": path} if image is not None and image.children else None


def form_of_name(thing: Thing, subject: Subject) -> Answer:
    """The form that a name of an image must have."""
    return {"form": _FORMS[thing.value("source/@protocol") or ""]}


def secret_of_login(thing: Thing, subject: Subject) -> Answer:
    """A secret whose type does not fit the protocol."""
    needed = _SECRETS[thing.value("source/@protocol") or ""]
    for path in ("source/auth/secret/@type", "auth/secret/@type"):
        written = thing.value(path)
        if written is not None and written != needed:
            return {"needed": needed, "at": path}
    return None


def cookie_repeated(thing: Thing, subject: Subject) -> Answer:
    """Two cookies of one name."""
    names = thing.values("source/cookies/cookie/@name")
    for place, name in enumerate(names):
        if name in names[:place]:
            return {"cookie": name}
    return None


def format_of_encryption(thing: Thing, subject: Subject) -> Answer:
    """The format of an encryption, and where it stands."""
    for path in ("source/encryption/@format", "encryption/@format"):
        written = thing.value(path)
        if written is not None:
            return {"format": written, "at": path}
    return None


def several_secrets(thing: Thing, subject: Subject) -> Answer:
    """More secrets than one."""
    for path in ("source/encryption", "encryption"):
        count = len(thing.things(f"{path}/secret"))
        if count > 1:
            return {"count": count, "at": path}
    return None


def extra_of_vhostuser(thing: Thing, subject: Subject) -> Answer:
    """What stands at a vhost-user disk that its own process decides."""
    for name in _OF_DRIVER:
        if thing.has(f"driver/@{name}"):
            return {"what": name, "at": f"driver/@{name}"}
    if thing.has("driver/metadata_cache"):
        return {"what": "<metadata_cache>", "at": "driver/metadata_cache"}
    if thing.value("@snapshot") not in {None, "no"}:
        return {"what": "snapshot", "at": "@snapshot"}
    for name in _OF_DISK:
        if thing.has(name):
            return {"what": f"<{name}>", "at": name}
    return None
