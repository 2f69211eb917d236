"""Guest operating systems: libosinfo's ids and URIs, and what each needs of a machine.

The table is data: ``systems.tsv``, from libosinfo's database, and ``newer.tsv``, kept by hand, which wins. It is read
when the first system is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

_FILES = ("systems.tsv", "newer.tsv")
_REST = "*"  # in place of an id: what a URI that begins so is, when no line has it
_PLAIN = str.maketrans("", "", "-_ ")
_LONGEST = 100
_DECORATION = re.compile(r" *\([^()]*\)| gnu/linux")  # as in PRETTY_NAME of os-release
_NEWEST = {"win": "win11", "opensuse": "opensuse16.0"}  # where the highest number is not the newest system

FAMILIES = ("linux", "windows", "bsd", "solaris", "macos", "dos", "other")

# A system without traits drives everything by virtio. Disk, NIC and machine are what x86 has; elsewhere old guests
# have other hardware.
TRAITS = {
    "pc": "needs the old machine type: drives no PCIe and AHCI, or virtio by its legacy interface alone",
    "sata": "disks on SATA: no virtio driver on the install medium",
    "ide": "disks on IDE: neither virtio nor AHCI driver",
    "e1000e": "NIC e1000e, for want of a virtio driver",
    "e1000": "NIC e1000",
    "rtl8139": "NIC rtl8139",
    "pcnet": "NIC pcnet",
    "ne2k_pci": "NIC ne2k_pci",
    "legacy-virtio": "virtio before 1.0: on PCIe the models are virtio-transitional",
    "no-virtio": "has no virtio driver of its own: random numbers, balloon and agent channel are of no use",
    "vga": "has no driver for virtio-gpu",
    "no-xhci": "has no driver for USB 3: the USB controller is an older one",
    "no-tablet": "has no driver for an absolute pointer: the mouse is PS/2",
    "localtime": "takes the hardware clock for local time",
    "hyperv": "makes use of Hyper-V's enlightenments",
    "uefi": "does not start from BIOS",
    "secure-boot": "requires firmware with secure boot",
    "tpm": "requires a TPM 2.0",
    "small-memory": "does not start with more than 512 MiB of memory",
}


@dataclass(frozen=True, slots=True)
class System:
    """A guest operating system.

    ``id`` is libosinfo's first short id, empty for a URI that the table does not have; ``memory`` and ``recommended``
    are in MiB, ``None`` where nothing is known.
    """

    id: str
    uri: str
    family: str
    traits: frozenset[str]
    memory: int | None = None
    recommended: int | None = None


def find_system(text: str) -> System | None:
    """The system of a short id or URI; ``None`` for an unknown id.

    There are always URIs newer than the table: an unknown one makes a system without ``id``, of its host's family,
    with what the newest systems there have in common.
    """
    is_uri = "://" in text
    fields = _table().get(_key(text) if is_uri else text.lower())
    if fields is not None:
        return _system(tuple(fields))
    return _unknown(text) if is_uri else None


def known_systems() -> Iterator[System]:
    """Every system of the table, once."""
    seen = dict.fromkeys(map(tuple, _table().values()))
    return map(_system, seen)


def suggest_system(text: str) -> str | None:
    """The short id that was probably meant: ``debian12`` for ``debain12``, the newest one for a bare ``fedora``."""
    if len(text) > _LONGEST:
        return None
    if find_system(text.strip()) is not None:
        return text.strip()
    from libvirt_xml.words.vocabulary import PLAIN, vocabulary

    meant = vocabulary("systems").meaning(text.strip().lower())
    if meant is not None:
        return meant
    named = _DECORATION.sub("", text.lower())
    wanted = re.sub(r"win(dows)?(server)?", "win", named.translate(_PLAIN))
    if wanted in _NEWEST:
        return _NEWEST[wanted]
    ids = [name for name in _table() if "/" not in name and not name.endswith("unknown")]
    ids.sort(key=_natural, reverse=True)
    ranked = [(rank, at) for at, name in enumerate(ids) if (rank := _rank(_parts(wanted), _parts(name))) is not None]
    return ids[min(ranked)[1]] if ranked else PLAIN.closest(wanted, ids)


@cache
def _table() -> dict[str, list[str]]:
    """The fields of every line, by each of its ids and by its URI; ``_rest`` has those for other URIs."""
    table: dict[str, list[str]] = {}
    for fields in _read():
        ids, uri = fields[0], fields[1]
        if ids != _REST:
            for name in ids.lower().split(","):
                table[name] = fields
            table[_key(uri)] = fields
    return table


def _read() -> Iterator[list[str]]:
    for name in _FILES:
        for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                yield line.split("\t")


@cache
def _rest() -> list[tuple[str, list[str]]]:
    return [(_key(fields[1]), fields) for fields in _read() if fields[0] == _REST]


@cache
def _system(fields: tuple[str, ...]) -> System:
    ids, uri, family, traits, memory, recommended = fields
    known = frozenset() if traits == "-" else frozenset(traits.split())
    return System(ids.split(",")[0], uri, family, known, _amount(memory), _amount(recommended))


def _amount(text: str) -> int | None:
    return None if text == "-" else int(text)


def _unknown(uri: str) -> System:
    key = _key(uri)
    for beginning, fields in _rest():
        if key.startswith(beginning):
            return replace(_system(tuple(fields)), id="", uri=uri)
    host = "/".join(key.split("/")[:3]) + "/"
    family = next((fields[2] for name, fields in _table().items() if name.startswith(host)), "other")
    return System("", uri, family, frozenset())


def _key(uri: str) -> str:
    """A URI as the table has it: no matter whether http or https, with a slash at the end or without."""
    return "//" + uri.lower().partition("://")[2].rstrip("/")


def _natural(name: str) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _parts(name: str) -> tuple[str, str]:
    """A system's name and its version."""
    plain = name.translate(_PLAIN)
    version = plain.lstrip("abcdefghijklmnopqrstuvwxyz")
    return plain.removesuffix(version), version


def _rank(wanted: tuple[str, str], candidate: tuple[str, str]) -> int | None:
    """How near an id is by name and version, 0 the nearest; ``None`` where one of them is another."""
    (name, version), (its_name, its_version) = wanted, candidate
    is_same = version.replace(".", "") == its_version.replace(".", "")
    if not is_same and not (its_version.startswith(f"{version}.") if version else its_version[:1].isdigit()):
        return None
    if name != its_name:
        shorter, longer = sorted((name, its_name), key=len)
        if len(shorter) < 3 or not longer.startswith(shorter):
            return None
    return 2 * (name != its_name) + (not is_same)
