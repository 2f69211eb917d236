"""What the other devices of the ``vm`` form take."""

from __future__ import annotations

import re

from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, OneOf, Record
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, SizeOf, Text, Whole, Words
from libvirt_xml.yaml_forms.vm.keys_disks import NAME_KEY, PATH


def switch(keys: dict[str, Key], name: str, short: str | None) -> Record:
    """A map that ``true`` switches on, ``false`` off, and whose ``short`` key may stand for it."""
    return Record(name, {"enabled": Key(Flag(), "whether there is one"), **keys}, short, is_switch=True)


SECRET = Record(
    "a secret",
    {
        "env": Key(
            Text("the name of an environment variable", r"[A-Za-z_][A-Za-z0-9_]*"),
            "the environment variable that holds it",
        ),
        "file": Key(Text("a path"), "the file that holds it, from the spec's folder on"),
    },
    described="a reference, {env: NAME} or {file: PATH}, as a spec holds no secrets",
)

GRAPHICS = switch(
    {
        "type": Key(Words(("vnc", "spice", "egl-headless", "sdl")), "the protocol; vnc if unset"),
        "listen": Key(Text("an address, or none"), "the address of the host that listens; 127.0.0.1 if unset"),
        "port": Key(Whole(1, 65535), "the port; libvirt chooses one if unset"),
        "websocket": Key(Whole(1, 65535), "the port for WebSockets"),
        "password": Key(SECRET, "the password, by reference: {env: NAME} or {file: PATH}"),
        "keymap": Key(FieldValue("Graphics", "keymap", "a keymap"), "the keymap"),
        "gl": Key(Flag(), "whether the host's GPU renders (spice and sdl)"),
    },
    "graphics",
    "type",
)

VIDEO = switch(
    {
        "model": Key(FieldValue("VideoModel", "type", "a model"), "the card: virtio, bochs, ramfb, vga, qxl, none"),
        "heads": Key(Whole(1), "how many screens"),
        "vram": Key(SizeOf(), "its memory"),
        "acceleration": Key(Flag(), "3D acceleration (virtio)"),
    },
    "video",
    "model",
)

CONSOLE = switch(
    {
        "type": Key(
            Words(("serial", "virtio", "sclp")),
            "the device; what the architecture's firmware and kernels write to if unset",
        ),
        "log": Key(PATH, "a file of the host that keeps all that is written"),
        "tcp": Key(
            Text("an address and a port", r".+:[0-9]+", "127.0.0.1:4555"),
            "listen here instead of a terminal of the host",
        ),
    },
    "console",
    "type",
)

TPM = switch(
    {
        "version": Key(Words(("1.2", "2.0")), "the version; 2.0 if unset"),
        "model": Key(FieldValue("Tpm", "model", "a model"), "the interface; that of the architecture if unset"),
        "device": Key(PATH, "a TPM of the host to pass through, instead of an emulated one"),
    },
    "tpm",
    "version",
)

WATCHDOG = switch(
    {
        "model": Key(FieldValue("Watchdog", "model", "a model"), "the device; that of the architecture if unset"),
        "action": Key(FieldValue("Watchdog", "action", "an action"), "what happens when it fires; reset if unset"),
    },
    "watchdog",
    "model",
)

SOUND = switch({"model": Key(FieldValue("Sound", "model", "a model"), "the card: ich9, virtio, ...")}, "sound", "model")

RNG = switch(
    {
        "source": Key(PATH, "the host's source of randomness; /dev/urandom if unset"),
        "rate": Key(SizeOf(), "at most so much a second"),
    },
    "rng",
    "source",
)

VSOCK = switch(
    {"cid": Key(Whole(3, 4294967295), "the guest's context id; libvirt chooses one if unset")}, "vsock", "cid"
)

INPUT = Record(
    "an input device",
    {
        "type": Key(Words(("tablet", "keyboard", "mouse")), "the device", is_required=True),
        "bus": Key(FieldValue("Input", "bus", "a bus"), "the bus; that of the architecture if unset"),
    },
    short="type",
)
INPUTS = OneOf((Flag("false for none"), ListOf(INPUT, "a list of input devices", is_lenient=True)))

SHARE = Record(
    "a share",
    {
        "name": Key(NAME_KEY, "what the share is called, here and as its alias (ua-share-NAME)"),
        "path": Key(PATH, "the folder of the host", is_required=True),
        "tag": Key(Text("a tag"), "what the guest mounts; the share's name if unset"),
        "readonly": Key(Flag(), "whether the guest must not write"),
        "driver": Key(Words(("virtiofs", "9p")), "how it is shared; virtiofs if unset"),
        "cache": Key(Words(("none", "always")), "whether the host keeps what the guest reads (virtiofs)"),
        "queue": Key(Whole(1), "length of the queue (virtiofs)"),
    },
    synonyms="shares",
    bare="{path: TEXT}",
)


def _of_node_device(text: str) -> str | None:
    """The PCI address in the name of libvirt's node device: pci_0000_3b_00_0."""
    parts = re.fullmatch(r"pci_([0-9a-f]{4})_([0-9a-f]{2})_([0-9a-f]{2})_([0-7])", text)
    return None if parts is None else "{}:{}:{}.{}".format(*parts.groups())


_PCI = r"([0-9a-fA-F]{1,4}:)?[0-9a-fA-F]{1,2}:[0-9a-fA-F]{1,2}\.[0-7]"
_USB = r"(0x)?[0-9a-fA-F]{4}:(0x)?[0-9a-fA-F]{4}|[0-9]{1,3}\.[0-9]{1,3}"
_UUID = r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}"

HOSTDEV = Record(
    "a host device",
    {
        "name": Key(NAME_KEY, "what the device is called, here and as its alias (ua-hostdev-NAME)"),
        "pci": Key(
            Text("a PCI address", _PCI, "0000:3b:00.0", _of_node_device), "the host's PCI device, as lspci -D shows it"
        ),
        "usb": Key(
            Text("a USB id (VENDOR:PRODUCT), or BUS.DEVICE", _USB, "046d:c52b"),
            "the host's USB device, as lsusb shows it",
        ),
        "mdev": Key(Text("a UUID", _UUID), "the UUID of a mediated device"),
        "model": Key(
            FieldValue("Hostdev", "model", "a model"), "the driver of a mediated device: vfio-pci, vfio-ccw, vfio-ap"
        ),
        "managed": Key(
            Flag(), "whether libvirt takes the device from the host's driver and gives it back; true if unset"
        ),
        "rom": Key(OneOf((Flag("true or false"), PATH)), "the file with its ROM; false: none"),
        "display": Key(Flag(), "whether the mediated device is the guest's display"),
    },
)
