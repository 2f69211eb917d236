"""Machine types: which architecture has them, and which devices they have."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from libvirt_xml.facts.first_versions import parsed

_FILE = Path(__file__).with_name("machines.toml")

MachineVerdict = Literal["has", "unsure", "lacks", "unknown"]
Ability = Literal["pci", "root-ports", "usb", "usb-none", "secure-boot", "memory-hotplug", "display-slot"]
Ports = Literal["nics_without", "conventional_nics", "controllers", "displays", "displays_elsewhere"]
Doubt = Literal["newer", "never"]

_MEASURED = (9, 0, 0)  # the older of the two versions of libvirt that were asked
_NUMBER = re.compile(r"([0-9]{1,4})\.(0|[1-9][0-9]{0,3})")
_VERSION = re.compile(r"[0-9][0-9.]*(-sxxm)?|rhel[0-9.]+|[a-z]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class MachineType:
    """Machine types of one family: ``q35`` and all its versions.

    ``has`` lists by topic (disk, nic, video, ...) the words that such a machine has, ``unsure`` those that depend on
    the build of QEMU, ``until`` those that libvirt refuses from a version on; a topic that is not there is not known.
    ``refused`` says why libvirt starts none at all. ``abilities`` is ``None`` where they are not known.
    """

    family: str
    architectures: tuple[str, ...]
    names: tuple[str, ...]
    prefix: str | None
    most_cpus: int | None
    most_cpus_until: tuple[tuple[tuple[int, int], int], ...]
    most_cpus_without_iommu: int | None
    abilities: frozenset[str] | None
    refused: str | None
    has: Mapping[str, tuple[str, ...]]
    unsure: Mapping[str, tuple[str, ...]]
    until: Mapping[str, Mapping[str, str]]

    def offers(self, ability: Ability) -> bool:
        """Whether it is known to have an ability."""
        return self.abilities is not None and ability in self.abilities

    def lacks(self, ability: Ability) -> bool:
        """Whether it is known not to have an ability."""
        return self.abilities is not None and ability not in self.abilities

    def most_cpus_of(self, name: str) -> int | None:
        """The CPUs that a machine type of the family takes, which older versions may have fewer of."""
        version = _NUMBER.fullmatch(name.removeprefix(self.prefix or ""))
        if version is None:
            return self.most_cpus
        numbers = (int(version[1]), int(version[2]))
        of_older = (most for until, most in self.most_cpus_until if numbers <= until)
        return next(of_older, self.most_cpus)

    def is_named(self, name: str) -> bool:
        """Whether a name is one of the family's: one of its own, or a version's."""
        if name in self.names:
            return True
        version = name.removeprefix(self.prefix) if self.prefix else name
        return version != name and _VERSION.fullmatch(version) is not None


@dataclass(frozen=True, slots=True)
class Architecture:
    """What all machine types of an architecture have in common; the fields are explained in ``machines.toml``."""

    firmware: tuple[str, ...]
    tpm_versions: tuple[str, ...]
    has_smm: bool = False
    has_default_balloon: bool = False
    has_requirements: bool = False


@cache
def architectures() -> Mapping[str, Architecture]:
    """All architectures by their names, the usual one first."""
    return {
        name: Architecture(
            tuple(entry["firmware"]),
            tuple(entry["tpm_versions"]),
            has_smm=entry.get("has_smm", False),
            has_default_balloon=entry.get("has_default_balloon", False),
            has_requirements=entry.get("has_requirements", False),
        )
        for name, entry in _data()["architecture"].items()
    }


def doubt_about(machine: MachineType, name: str) -> tuple[Doubt, str] | None:
    """Why no QEMU is known to have a machine type that has the name of a version, and the likest that one has.

    ``newer`` than all that are known, or a number that QEMU ``never`` gives. Versions of distributions have no number.
    """
    written = name.removeprefix(machine.prefix or "").removesuffix("-sxxm")
    versions = _data()["versions"]
    if name in machine.names or not written[:1].isdecimal() or written in versions["of_three_parts"]:
        return None
    newest = parsed(versions["newest"])
    version = _NUMBER.fullmatch(written)
    major = int(version[1]) if version else _major(written, newest[0])
    last = versions["last_minor"].get(str(major), versions["usual_last_minor"])
    nearest = min((major, last), newest[:2]) if major else newest[:2]
    likest = f"{machine.prefix}{nearest[0]}.{nearest[1]}"
    if version is None or not major or int(version[2]) > last:
        return "never", likest
    return ("newer", likest) if (major, int(version[2])) > newest[:2] else None


def _major(written: str, most: int) -> int:
    """What the first part of a number that is no version stands for."""
    first = written.partition(".")[0][:4]
    return min(int(first), most)


@cache
def machine_types() -> tuple[MachineType, ...]:
    """All families, an architecture's usual one before its others."""
    return tuple(_read(entry) for entry in _data()["machine"])


def types_of(arch: str) -> list[MachineType]:
    """The families of an architecture."""
    return [machine for machine in machine_types() if arch in machine.architectures]


@lru_cache(256)
def find_machine(name: str, arch: str) -> MachineType | None:
    """The family of a machine type of an architecture."""
    return next((machine for machine in types_of(arch) if machine.is_named(name)), None)


@lru_cache(256)
def family_of(name: str) -> str:
    """The family of a machine type, of whatever architecture and version: ``q35`` for ``pc-q35-9.0``."""
    for machine in machine_types():
        if machine.prefix and (name in machine.names or name.startswith(machine.prefix)):
            return machine.family
    return name.partition("-")[0]


@lru_cache(256)
def find_family(name: str, arch: str) -> MachineType | None:
    """The family of a machine type by the beginning of its name: a build of one's own may have other versions."""
    family = family_of(name)
    return find_machine(name, arch) or next((machine for machine in types_of(arch) if machine.family == family), None)


@cache
def port_devices(kind: Ports) -> frozenset[str]:
    """The devices of a kind by the sort of slot that they take."""
    return frozenset(_data()["ports"][kind])


def architectures_with(name: str) -> list[str]:
    """The architectures that have a machine type of this name."""
    return [arch for machine in machine_types() if machine.is_named(name) for arch in machine.architectures]


def verdict(machine: MachineType, topic: str, word: str, libvirt: str | None = None) -> MachineVerdict:
    """Whether a machine has a device, as far as it is known: what no machine is known to have may be new.

    Without a version of libvirt, for the newest.
    """
    if topic not in machine.has:
        return "has"
    begin = _data()["since"].get(topic, {}).get(word)
    if begin is not None and libvirt is not None and parsed(libvirt) < parsed(begin):
        return "lacks" if parsed(libvirt) <= _MEASURED else "unsure"
    if word in machine.has[topic]:
        return "has"
    if word in machine.unsure.get(topic, ()):
        return "unsure"
    end = machine.until.get(topic, {}).get(word)
    if end is not None and libvirt is not None and parsed(libvirt) < parsed(end):
        return "has" if parsed(libvirt) <= _MEASURED else "unsure"
    return "lacks" if word in _known(topic) else "unknown"


def is_known(topic: str, word: str) -> bool:
    """Whether some machine has it."""
    return word in _known(topic)


def known_words(topic: str) -> list[str]:
    """What some machine has."""
    return sorted(_known(topic))


def is_possible(topic: str, word: str) -> bool:
    """Whether any machine of QEMU has it: libvirt's schemas have words of other drivers too."""
    return word not in _data()["never"].get(topic, ())


@cache
def _known(topic: str) -> frozenset[str]:
    never = (*_data()["never"].get(topic, ()), *_data()["elsewhere"].get(topic, ()))
    lists = (
        words.get(topic, ()) for machine in machine_types() for words in (machine.has, machine.unsure, machine.until)
    )
    return frozenset(never).union(*lists)


def _read(entry: dict[str, Any]) -> MachineType:
    return MachineType(
        entry["family"],
        tuple(entry["architectures"]),
        tuple(entry["names"]),
        entry.get("prefix"),
        entry.get("most_cpus"),
        tuple((_two(version), most) for version, most in entry.get("most_cpus_until", {}).items()),
        entry.get("most_cpus_without_iommu"),
        frozenset(entry["abilities"]) if "abilities" in entry else None,
        entry.get("refused"),
        _lists(entry.get("has", {})),
        _lists(entry.get("unsure", {})),
        entry.get("until", {}),
    )


def _two(version: str) -> tuple[int, int]:
    first, _, second = version.partition(".")
    return int(first), int(second)


def _lists(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Lists by topic, with the words of the shared lists in place of their names."""
    shared = _data()["devices"]
    return {
        topic: tuple(name for word in words for name in shared.get(word.removeprefix("@"), [word]))
        for topic, words in table.items()
    }


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
