"""The table of guest systems, from libosinfo's database.

``python -m codegen.systems.osinfo FOLDER`` prints the lines of ``systems.tsv`` in ``libvirt_xml/yaml_forms/systems``
for a folder of osinfo-db (``share/osinfo`` of its package). The head of that file is written by hand, as is
``newer.tsv`` beside it.

Only facts are taken: ids, URIs, devices, memory. Where the lists of devices are known to be short, ``_ERAS`` adds what
a family has drivers for from some version on. Devices of ``driver`` elements do not count: those drivers must be
brought along.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# What the database calls a device, and what it is called here. Both xHCI controllers are always listed together.
_DEVICES = {
    "http://pcisig.com/pci/1af4/1000": "virtio-net",
    "http://pcisig.com/pci/1af4/1001": "virtio-block",
    "http://pcisig.com/pci/1af4/1041": "virtio1.0-net",
    "http://pcisig.com/pci/1af4/1042": "virtio1.0-block",
    "http://pcisig.com/pci/1af4/1050": "virtio1.0-gpu",
    "http://pcisig.com/pci/8086/10d3": "e1000e",
    "http://pcisig.com/pci/8086/100e": "e1000",
    "http://pcisig.com/pci/10ec/8139": "rtl8139",
    "http://pcisig.com/pci/1022/2000": "pcnet",
    "http://pcisig.com/pci/10ec/8029": "ne2k_pci",
    "http://pcisig.com/pci/1b36/0004": "xhci",
    "http://qemu.org/chipset/x86/q35": "q35",
    "http://usb.org/usb/80ee/0021": "tablet",
}
_CARDS = ("e1000e", "e1000", "rtl8139", "pcnet", "ne2k_pci")  # the best first

_FAMILIES = {
    "linux": "linux",
    "winnt": "windows", "win9x": "windows", "win16": "windows", "dos": "dos",
    "freebsd": "bsd", "netbsd": "bsd", "openbsd": "bsd", "dragonflybsd": "bsd",
    "solaris": "solaris", "illumos": "solaris", "darwin": "macos",
}  # fmt: skip

# From which version on (Linux: from which day on) a family has which drivers, listed or not.
_MODERN = "q35 xhci virtio1.0-net virtio1.0-block"
_ERAS: dict[str, tuple[tuple[str, str], ...]] = {
    # the drivers of Linux 2.0, 2.2, 2.4, 3.2; from 4.4 on each distribution has all
    "linux": (("0", "ne2k_pci"), ("1999-04", "rtl8139"), ("2004-01", "e1000"), ("2012-01", "xhci"),
              ("2016-04-15", f"{_MODERN} tablet")),
    "winnt": (("0", "pcnet"), ("5.0", "rtl8139"), ("6.0", "q35 e1000")),
    **dict.fromkeys(("win9x", "win16", "dos", "netware"), (("0", "pcnet"),)),
    "freebsd": (("0", "ne2k_pci"), ("5.0", "e1000"), ("9.0", "xhci"), ("13.0", _MODERN)),
    "openbsd": (("0", "e1000"), ("7.0", _MODERN)),
    "netbsd": (("0", "ne2k_pci"), ("2.0", "e1000"), ("6.0", "virtio-net virtio-block"), ("10.0", _MODERN)),
    "dragonflybsd": (("0", "e1000"),),
    "solaris": (("0", "pcnet"), ("10", "e1000")),
    "darwin": (("0", "e1000 q35"),),
    "haiku": (("0", "e1000"),),
    "hurd": (("0", "rtl8139"),),
}  # fmt: skip

# Hosts whose day says nothing of their kernels' drivers: these are old kernels kept alive, or listed with care.
_LATE_KERNELS = {"asianux.com", "centos.org", "cirros-cloud.net", "gnome.org", "libosinfo.org", "oracle.com",
                 "redhat.com", "scientificlinux.org", "suse.com"}  # fmt: skip
_LAST_KNOWN = (2010,)

_REQUIRED = {"http://microsoft.com/win/11": {"secure-boot", "tpm"}}  # the database knows of firmware only

# The order in which a line has its traits.
TRAITS = (
    "pc", "sata", "ide", *_CARDS, "legacy-virtio", "no-virtio", "vga", "no-xhci", "no-tablet", "localtime", "hyperv",
    "uefi", "secure-boot", "tpm", "small-memory",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One ``os`` element, and those of the whole database by URI."""

    element: Element
    database: Mapping[str, Element]

    @property
    def uri(self) -> str:
        return self.element.get("id", "")

    @property
    def ids(self) -> list[str]:
        """The short ids, without the second ones that move on to the next release (``ubuntu-lts-latest``)."""
        first, *more = [short.text or "" for short in self.element.findall("short-id")]
        return [first, *(name for name in more if not name.endswith("-latest"))]

    @cached_property
    def parents(self) -> list[Entry]:
        """What the system is like, the nearest last."""
        uris = [parent.get("id", "") for kind in ("clones", "derives-from") for parent in self.element.findall(kind)]
        return [Entry(self.database[uri], self.database) for uri in uris if uri in self.database]

    @property
    def kin(self) -> str:
        """The database's family, or that of the system it is like."""
        family = self.element.findtext("family")
        return family or next((parent.kin for parent in self.parents), "")

    @property
    def level(self) -> tuple[int, ...]:
        """What ``_ERAS`` is measured by; what has no number or day is the newest."""
        if self.kin != "linux":
            return _numbers(self.element.findtext("version"))
        level = _numbers(self.element.findtext("release-date"))
        is_named = not self.uri.endswith("unknown") or self.listed
        return min(level, _LAST_KNOWN) if is_named and self.uri.split("/")[2] in _LATE_KERNELS else level

    @cached_property
    def listed(self) -> dict[str, bool]:
        """The devices that the database lists, and whether they are supported."""
        support: dict[str, bool] = {}
        for parent in self.parents:
            support.update(parent.listed)
        for device in self.element.findall("devices/device"):
            if device.get("id") in _DEVICES:
                support[_DEVICES[device.get("id", "")]] = device.get("supported") != "false"
        return support

    @property
    def devices(self) -> set[str]:
        """What the system drives as it is installed."""
        eras = [drivers for since, drivers in _ERAS.get(self.kin, ()) if self.level >= _numbers(since)]
        return {name for name, works in self.listed.items() if works} | set(" ".join(eras).split())

    @property
    def needs_uefi(self) -> bool:
        """Whether BIOS is said not to be supported on x86_64."""
        bios_entries = self.element.findall("firmware[@arch='x86_64'][@type='bios']")
        return any(entry.get("supported") == "false" for entry in bios_entries) or any(
            parent.needs_uefi for parent in self.parents
        )

    def memory(self, kind: str) -> str:
        """The ``minimum`` or ``recommended`` memory in MiB; a dash where none is said."""
        blocks = {block.get("arch"): block for block in self.element.findall("resources") if len(block)}
        block = next((blocks[arch] for arch in ("x86_64", "all", "i686") if arch in blocks), None)
        if block is not None:
            return str(int(block.findtext(f"{kind}/ram", "0")) // 2**20 or "-")
        inherits = self.element.find("resources[@inherit='true']") is not None
        return self.parents[-1].memory(kind) if inherits and self.parents else "-"


def _numbers(text: str | None) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text or ""))) or (9999,)


def _natural(name: str) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def traits_of(entry: Entry) -> set[str]:
    """What sets a system apart from one that drives everything by virtio."""
    if not entry.kin:
        return set()
    devices, traits = entry.devices, set(_REQUIRED.get(entry.uri, ()))
    is_legacy = any(name in devices for name in ("virtio-net", "virtio-block")) and "virtio1.0-block" not in devices
    has_q35 = "q35" in devices and not is_legacy
    rules = {
        "pc": not has_q35,
        "legacy-virtio": is_legacy,
        "no-virtio": not any(name.startswith("virtio") for name in devices),
        "vga": "virtio1.0-gpu" not in devices,
        "no-xhci": "xhci" not in devices,
        "no-tablet": "tablet" not in devices,
        "localtime": entry.kin in {"winnt", "win9x", "win16", "dos", "solaris"},
        "hyperv": entry.kin == "winnt" and has_q35,
        "uefi": entry.needs_uefi,
        "small-memory": entry.kin in {"win9x", "win16", "dos"},
    }
    traits.update(name for name, holds in rules.items() if holds)
    if not {"virtio-block", "virtio1.0-block"} & devices:
        traits.add("sata" if has_q35 else "ide")
    if not {"virtio-net", "virtio1.0-net"} & devices:
        traits.add(next(card for card in _CARDS if card in devices and (has_q35 or card != "e1000e")))
    return traits


def lines_of(folder: Path) -> Iterator[str]:
    """The table's lines, by id."""
    parsed = (ElementTree.parse(path).getroot() for path in sorted(folder.glob("os/*/*.xml")))
    database = {element.get("id", ""): element for root in parsed for element in root.findall("os")}
    entries = [Entry(element, database) for element in database.values()]
    for entry in sorted(entries, key=lambda entry: _natural(entry.ids[0])):
        family = _FAMILIES.get(entry.kin, "other")
        traits = " ".join(sorted(traits_of(entry), key=TRAITS.index)) or "-"
        memory = entry.memory("minimum"), entry.memory("recommended")
        yield "\t".join((",".join(entry.ids), entry.uri, family, traits, *memory))


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines_of(Path(sys.argv[1])))
