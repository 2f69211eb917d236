"""A domain as another one, and what its host must do for it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from libvirt_xml.apply.stamping.stamp import unstamped
from libvirt_xml.cloning.host_copies import HostCopy
from libvirt_xml.cloning.path_names import has_name, renamed
from libvirt_xml.documents.character import CharacterLog, CharacterSource
from libvirt_xml.documents.disk import Disk
from libvirt_xml.documents.disk_source import DiskSource
from libvirt_xml.documents.domain import Domain
from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.vm.topics.identity import derived_uuid
from libvirt_xml.yaml_forms.vm.topics.network.nics import derived_mac

CloneIds = Literal["random", "derived"]

_PREFIX = "52:54:00"
_NIC_ALIAS = "ua-nic-"
_OWN_SOCKETS = "/qemu/channel/"  # which libvirt names after the machine itself


@dataclass(frozen=True, slots=True)
class HostWork:
    """What a clone needs of its host: ``copies`` are to be made, ``notes`` say what both machines would use."""

    copies: tuple[HostCopy, ...]
    notes: tuple[Sentence, ...]


def make_clone(domain: Domain, name: str, *, ids: CloneIds = "random") -> HostWork:
    """Make another machine of a domain, in place.

    It gets a new UUID and new MAC addresses, ``random`` or ``derived`` from the names so that they are the same each
    time; those that are derived from the old name are derived from the new one. Its disks and its NVRAM get paths of
    their own (see ``path_names``), but for disks that are read-only, shared or removable, and what is no file. User
    aliases stay; the id of a running guest, the generation id and the stamp of ``apply`` do not. Raises ValueError for
    the name that the domain has, or that no domain can have, and for a domain without a name.
    """
    if not domain.name:
        raise ValueError(render("clone", "no-name"))
    if name == domain.name:
        raise ValueError(render("clone", "same-name", name=name))
    if "/" in name or not name.strip() or not name.isprintable():
        raise ValueError(render("clone", "invalid-name", name=name))
    plain = unstamped(domain)
    if plain.metadata != domain.metadata:
        domain.metadata = plain.metadata
    _Identity(domain, domain.name, name, ids).settle()
    files = _Files(domain, domain.name, name)
    copies = tuple(files.copies())
    files.rename_others()
    domain.name = name
    return HostWork(copies, tuple(_notes(domain)))


class _Identity:
    """What identifies a machine."""

    def __init__(self, clone: Domain, old: str, new: str, ids: CloneIds) -> None:
        self._clone = clone
        self._old = old
        self._new = new
        self._ids = ids

    def settle(self) -> None:
        """Give the clone identifiers of its own."""
        clone = self._clone
        clone.id = None
        if clone.uuid is not None:
            was = clone.uuid
            new = derived_uuid(self._new) if was == derived_uuid(self._old) else self._uuid(self._new)
            clone.uuid = new
            self._settle_sysinfo(was, new)
        if clone.genid is not None:
            clone.genid = self._uuid(f"{self._new}\0genid")
        for index, interface in enumerate(clone.devices.interfaces):
            if interface.mac is not None:
                alias = interface.alias.name if interface.alias is not None else None
                nic = (alias or "").removeprefix(_NIC_ALIAS) if (alias or "").startswith(_NIC_ALIAS) else f"nic{index}"
                interface.mac.address = self._mac(nic, interface.mac.address)
        vsock = clone.devices.vsock
        if vsock is not None and vsock.cid is not None and vsock.cid.address is not None:
            vsock.cid.auto, vsock.cid.address = True, None

    def _settle_sysinfo(self, was: str, now: str) -> None:
        """libvirt refuses a UUID in the tables of the BIOS that is not the machine's."""
        for sysinfo in self._clone.sysinfos:
            for entry in sysinfo.system.entries if sysinfo.system is not None else ():
                if entry.name == "uuid" and (entry.value or "").lower() == was.lower():
                    entry.value = now

    def _uuid(self, key: str) -> str:
        return derived_uuid(key) if self._ids == "derived" else str(uuid.uuid4())

    def _mac(self, nic: str, was: str) -> str:
        """An address; of one that was derived from the old name, the one that is derived from the new name."""
        if self._ids == "derived" or was == derived_mac(self._old, nic):
            return derived_mac(self._new, nic)
        return ":".join([_PREFIX, *(f"{byte:02x}" for byte in secrets.token_bytes(3))])


class _Files:
    """What a machine has on its host."""

    def __init__(self, clone: Domain, old: str, new: str) -> None:
        self._clone = clone
        self._old = old
        self._new = new

    def copies(self) -> Iterator[HostCopy]:
        """Give disks and NVRAM paths of their own; what must be copied for them."""
        nvram = self._clone.os.nvram if self._clone.os is not None else None
        if nvram is not None and nvram.value:
            was, new = nvram.value, self._renamed(nvram.value)
            nvram.value = new
            yield HostCopy("file", was, new)
        elif nvram is not None and nvram.source is not None and nvram.source.file:
            yield self._moved(nvram.source, nvram.source.file)
        for disk in self._clone.devices.disks:
            if is_own(disk):
                yield from self._copies_of(disk)

    def _copies_of(self, disk: Disk) -> Iterator[HostCopy]:
        source = disk.source
        if source is None:
            return
        if disk.type == "file" and source.file:
            yield self._moved(source, source.file)
        elif disk.type == "volume" and source.volume and source.pool:
            was, source.volume = source.volume, self._renamed(source.volume)
            yield HostCopy("volume", was, source.volume, source.pool)

    def _moved(self, source: DiskSource, was: str) -> HostCopy:
        """Give a file a path of its own."""
        new = self._renamed(was)
        source.file = new
        return HostCopy("file", was, new)

    def rename_others(self) -> None:
        """Rename sockets and logs that have the machine's name; libvirt names its own sockets itself."""
        for _, element in self._clone.walk():
            if isinstance(element, CharacterSource) and element.path:
                if _OWN_SOCKETS in element.path:
                    element.path = None
                elif has_name(element.path, self._old):
                    element.path = self._renamed(element.path)
            elif isinstance(element, CharacterLog) and has_name(element.file, self._old):
                element.file = self._renamed(element.file)

    def _renamed(self, path: str) -> str:
        return renamed(path, self._old, self._new)


def is_own(disk: Disk) -> bool:
    """Whether a disk is one machine's own: neither read-only nor shared nor removable."""
    return disk.device in (None, "disk", "lun") and not disk.readonly and not disk.shareable


def _notes(clone: Domain) -> Iterator[Sentence]:
    """What two machines cannot use at one time."""
    for disk in clone.devices.disks:
        if is_own(disk) and disk.source is not None and disk.type not in ("file", "volume", None):
            yield render("clone", "disk", target=disk.target.dev, type=disk.type)
    for number, hostdev in enumerate(clone.devices.hostdevs, 1):
        yield render("clone", "hostdev", number=number, type=hostdev.type or hostdev.mode or "")
    for graphics in clone.devices.graphics:
        if graphics.port is not None and graphics.port > 0 and not graphics.autoport:
            yield render("clone", "port", type=graphics.type, port=graphics.port)
    for interface in clone.devices.interfaces:
        target = interface.target.dev if interface.target is not None else ""
        if target and not target.startswith("vnet"):
            yield render("clone", "interface", device=target)
