"""What a disk of the ``vm`` form takes."""

from __future__ import annotations

from dataclasses import dataclass

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, OneOf, Record
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, SizeOf, Text, Whole, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Scalar
from libvirt_xml.yaml_forms.vm.images import named_format

NAME_KEY = Text("a name of letters, digits, '_', '.', ':' and '-'", r"[A-Za-z0-9_.:-]{1,50}", "data")
PATH = Text("an absolute path", r"/.*", "/var/lib/libvirt/images/data.qcow2")
COUNT = Whole(1)


@dataclass(frozen=True)
class ImageFormat(FieldValue):
    """A format of images; one that libvirt does not have gets no other as a suggestion."""

    owner: str = "DiskDriver"
    name: str = "type"
    what: str = "a format"

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        form = named_format(f"image.{node.text}") if isinstance(node, Scalar) and node.text not in self.words else None
        if form is None or form.libvirt is not None or form.is_packed:
            return super().check(node, path, findings)
        findings.add("invalid-value", render("invalid-value", "unsupported-format", format=form.title), node, path)
        return None


_HOSTS = ListOf(
    Record(
        "a host",
        {
            "name": Key(Text("a host name or an address"), "the host's name or address", is_required=True),
            "port": Key(Whole(1, 65535), "its port, if not the protocol's own"),
        },
        short="name",
    ),
    "a list of hosts",
    is_lenient=True,
)
_AUTH = {
    "user": Key(Text("a user name"), "whom to log in as"),
    "secret": Key(
        Text("the UUID, or the usage, of a libvirt secret"), "the libvirt secret with the key: its UUID or its usage"
    ),
}

_IMAGE = Record(
    "an image",
    {
        "pool": Key(Text("the name of a pool"), "the pool that holds the image"),
        "volume": Key(Text("the name of a volume"), "the image's volume in it"),
        "path": Key(PATH, "the image's file, instead of pool and volume"),
        "format": Key(ImageFormat(), "the image's format, if its name does not tell"),
        "overlay": Key(Flag(), "keep only what changes, with the image (by its path) below; false: make a copy"),
    },
    short="path",
)

_RBD = Record(
    "an rbd image",
    {
        "pool": Key(Text("the name of a Ceph pool"), "the Ceph pool", is_required=True),
        "image": Key(Text("the name of an image"), "the image in the pool", is_required=True),
        "hosts": Key(_HOSTS, "the monitors; without them the host's ceph.conf tells"),
        **_AUTH,
        "snapshot": Key(Text("the name of a snapshot"), "a snapshot of the image, to read"),
        "config": Key(PATH, "a ceph.conf on the host"),
    },
)

_ISCSI = Record(
    "an iSCSI disk",
    {
        "target": Key(Text("an IQN", r"\S+", "iqn.2026-01.com.example:storage"), "the target's IQN", is_required=True),
        "lun": Key(Whole(), "the logical unit, 0 if unset"),
        "host": Key(Text("a host name or an address"), "the portal", is_required=True),
        "port": Key(Whole(1, 65535), "its port, 3260 if unset"),
        **_AUTH,
        "initiator": Key(Text("an IQN"), "the initiator's IQN"),
    },
)

_NBD = Record(
    "an NBD export",
    {
        "host": Key(Text("a host name or an address"), "the server"),
        "port": Key(Whole(1, 65535), "its port; libvirt takes 10809 if unset"),
        "socket": Key(PATH, "a UNIX socket instead"),
        "export": Key(Text("the name of an export"), "the export"),
        "tls": Key(Flag(), "whether the connection is encrypted"),
    },
)

IOTUNE = Record(
    "iotune",
    {
        name: Key(SizeOf() if "bytes" in name and not name.endswith("_length") else Whole(), about)
        for name, about in (
            ("total_bytes_sec", "bytes a second, reading and writing together"),
            ("read_bytes_sec", "bytes read a second"),
            ("write_bytes_sec", "bytes written a second"),
            ("total_iops_sec", "operations a second, reading and writing together"),
            ("read_iops_sec", "read operations a second"),
            ("write_iops_sec", "write operations a second"),
            ("total_bytes_sec_max", "bytes a second in a burst"),
            ("read_bytes_sec_max", "bytes read a second in a burst"),
            ("write_bytes_sec_max", "bytes written a second in a burst"),
            ("total_iops_sec_max", "operations a second in a burst"),
            ("read_iops_sec_max", "read operations a second in a burst"),
            ("write_iops_sec_max", "write operations a second in a burst"),
            ("size_iops_sec", "how many bytes count as one operation"),
            ("group_name", "disks of one group share their limits"),
        )
    }
    | {"group_name": Key(Text("a name"), "disks of one group share their limits")},
)

DISK = Record(
    "a disk",
    {
        "name": Key(NAME_KEY, "what the disk is called, here and as its alias (ua-disk-NAME)"),
        "path": Key(PATH, "a file on the host"),
        "block": Key(PATH, "a block device of the host"),
        "cdrom": Key(
            OneOf((PATH, Flag("true for a CD-ROM drive"))),
            "a CD-ROM with this file, or true: an empty drive, or one with another source",
        ),
        "floppy": Key(
            OneOf((PATH, Flag("true for a floppy drive"))), "a floppy with this file, or true: an empty drive"
        ),
        "pool": Key(Text("the name of a pool"), "the storage pool that holds the volume"),
        "volume": Key(
            Text("the name of a volume"), "the volume; VM-DISK and its format's ending if unset and the disk has a size"
        ),
        "rbd": Key(_RBD, "an image in a Ceph cluster"),
        "iscsi": Key(_ISCSI, "a disk of an iSCSI target"),
        "nbd": Key(_NBD, "an export of an NBD server"),
        "url": Key(
            Text("a URL", r"(https?|ftps?|tftp)://.+", "https://example.com/debian.iso"), "a file on a web server"
        ),
        "size": Key(SizeOf(), "make a volume of this size"),
        "image": Key(_IMAGE, "make the volume from this image"),
        "preallocation": Key(
            Words(("none", "metadata", "falloc")),
            "the space on the host that a new volume takes at once: none if omitted, a qcow2 image's tables, or all",
        ),
        "format": Key(ImageFormat(), "the format of the data, if its name does not tell: qcow2, raw"),
        "bus": Key(FieldValue("DiskTarget", "bus", "a bus"), "the bus it is on; virtio where the guest can"),
        "target": Key(
            Text("a device name", r"[a-z0-9.-]+", "vda"),
            "the name that orders disks of a bus: vda, sdb; the next free one if unset",
        ),
        "cache": Key(FieldValue("DiskDriver", "cache"), "how the host caches: none, writeback, ..."),
        "io": Key(FieldValue("DiskDriver", "io"), "how the host does I/O: native, threads, io_uring"),
        "discard": Key(FieldValue("DiskDriver", "discard"), "whether discarded space is given back: unmap or ignore"),
        "detect_zeroes": Key(FieldValue("DiskDriver", "detect_zeroes"), "whether zeroes are written as holes"),
        "queues": Key(COUNT, "virtio queues"),
        "iothread": Key(COUNT, "the I/O thread that serves it, counted from 1"),
        "iotune": Key(IOTUNE, "limits of throughput and operations"),
        "serial": Key(Text("a serial number", r"[A-Za-z0-9_.+ -]{1,36}"), "the serial number that the guest sees"),
        "wwn": Key(Text("a World Wide Name of 16 hexadecimal digits", r"[0-9a-fA-F]{16}"), "its World Wide Name"),
        "readonly": Key(Flag(), "whether the guest must not write; always of CD-ROMs"),
        "shareable": Key(Flag(), "whether other guests use it at the same time"),
        "drivers": Key(Flag(), "this CD-ROM holds the virtio drivers for Windows: disks and NICs may use them"),
    },
    synonyms="disks",
    bare="{path: TEXT}",
)

DISK_SOURCES = ("path", "block", "volume", "rbd", "iscsi", "nbd", "url")
NETWORKED = ("rbd", "iscsi", "nbd", "url")
