"""Shapes that keys of several topics have, and maps that switch a device on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import Section
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.shapes.libvirt_fields import KeysOfFields
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf, Whole
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import Refusals
from libvirt_xml.yaml_forms.shapes.other_tools.network_places import place_of_text
from libvirt_xml.yaml_forms.shapes.shapes import Flag, Text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping


@dataclass(frozen=True)
class HostPath(Text):
    """The path of a file on the host."""

    what: str = "an absolute path"
    pattern: str | None = r"/.*"
    of_pool: bool = False
    """Whether a name may be that of a volume of a pool, which a map says in its place."""

    def _meant(self, pattern: str, text: str) -> str | None:
        return text.removeprefix(_LOCAL) if text.startswith(f"{_LOCAL}/") else super()._meant(pattern, text)

    def _misfit(self, text: str, path: str) -> str:
        if text.startswith(("~", "$")):
            return render("invalid-value", "path-of-shell", key=last_key(path), expected=self.what, text=text)
        if _is_windows_path(text):
            return render("invalid-value", "path-of-windows", key=last_key(path), expected=self.what, text=text)
        if _is_url(text):
            return render("invalid-value", "url-for-path", key=last_key(path), url=text)
        name = text.removeprefix("./")
        if not _is_relative(name):
            return super()._misfit(text, path)
        whole = f"{(self.example or '/PATH/').rpartition('/')[0]}/{name.lstrip('./')}"
        parts = {"key": last_key(path), "expected": self.what, "text": text, "whole": whole}
        if self.of_pool and "/" not in name:
            return render("invalid-value", "relative-path-or-volume", volume=name, **parts)
        return render("invalid-value", "relative-path", **parts)


@dataclass(frozen=True)
class DiskPath(HostPath):
    """The path of a disk's file on the host; what is on the network has keys of its own."""

    drive: str = ""
    """The key for a drive, where the path is that of a medium."""

    def _meant(self, pattern: str, text: str) -> str | None:
        return "true" if self.drive and text.lower() in _EMPTY else super()._meant(pattern, text)

    def _misfit(self, text: str, path: str) -> str:
        if self.drive and text.lower() in _EMPTY:
            return render("invalid-value", "empty-drive", key=last_key(path), expected=self.what, text=text)
        place = place_of_text(text)
        if place is None or place.key == "domain":
            return super()._misfit(text, path)
        drive = f"{self.drive}: true, " if self.drive else ""
        written = f"{drive}{place.key}: {place.value}"
        return render("invalid-value", "network-for-path", key=last_key(path), written=written)


def _as_name(text: str) -> str | None:
    """A name without what is not allowed in one: ``root disk`` as ``root-disk``."""
    name = re.sub(r"[^A-Za-z0-9_.:-]+", "-", text).strip("-")
    return name if 0 < len(name) <= 50 else None


_LOCAL = "file://"
_EMPTY = {"empty", "none", "blank", "eject", "ejected", "no media", "no disc", "no disk", "-"}
"""What people write for a drive with nothing in it."""
_is_windows_path = re.compile(r"[A-Za-z]:[\\/].*").fullmatch
_is_relative = re.compile(r"(?:\.\./)*[\w][\w./@+-]{0,80}").fullmatch
_is_url = re.compile(r"(?:https?|s?ftps?)://.+").fullmatch
DEVICE_NAME = Text("a name of letters, digits, '_', '.', ':' and '-'", r"[A-Za-z0-9_.:-]{1,50}", "data", _as_name)
_IMAGE = "/var/lib/libvirt/images/data.qcow2"
PATH = HostPath(example=_IMAGE)
DISK_PATH, DISK_BLOCK = DiskPath(example=_IMAGE), DiskPath(example="/dev/vg0/data")
CDROM_PATH, FLOPPY_PATH = DiskPath(example=_IMAGE, drive="cdrom"), DiskPath(example=_IMAGE, drive="floppy")
FILE = HostPath()
IMAGE_PATH = HostPath(example=_IMAGE, of_pool=True)
COUNT = Whole(1)
MEMORY_SIZE = SizeOf(most_gibibytes=64)


def _with_commas(text: str) -> str | None:
    """A set of CPUs as others write it: 0;1, 0 1, [0,1], 0..3."""
    written = re.sub(r"[;\s]+|,\s+", ",", text.strip(" []").replace("..", "-"))
    return written if re.fullmatch(_CPUSET, written) else None


_CPUSET = r"\^?[0-9]+(-[0-9]+)?(,\^?[0-9]+(-[0-9]+)?)*"
CPUSET = Text("a set of CPUs", _CPUSET, "0-3,8", _with_commas)
IF_DRIVEN = (
    "there is one unless this is false, or the guest has no virtio drivers"
    " (old guests; Windows without a CD-ROM with drivers: true)"
)


def switch(
    keys: dict[str, Key],
    name: str,
    short: str | None,
    refusals: Refusals | None = None,
    synonyms: Section | None = None,
    reads: Callable[[str], str | None] | None = None,
    of_fields: Callable[[Mapping], KeysOfFields | None] | None = None,
) -> Record:
    """A map that ``true`` switches on, ``false`` off, and whose ``short`` key may stand for it."""
    with_switch = {"enabled": Key(Flag(), "whether there is one"), **keys}
    return Record(
        name,
        with_switch,
        short,
        is_switch=True,
        refusals=refusals or {},
        synonyms=synonyms,
        reads=reads,
        of_fields=of_fields,
    )


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


def of_device(listed: str, key: str) -> Callable[[Mapping], KeysOfFields | None]:
    """Finds what the form says of fields in the place of a device: of one of libvirt's lists, below a key here."""

    def find(fields: Mapping) -> KeysOfFields | None:
        from libvirt_xml.yaml_forms.vm.back.from_fields import keys_of_device  # reads all topics

        return keys_of_device(listed, key, fields)

    return find
