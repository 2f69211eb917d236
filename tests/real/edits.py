"""What people change in a machine: each edit of a kind of its own, whether it makes sense in a machine or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from libvirt_xml import (
    Channel,
    Clock,
    Controller,
    Cpu,
    Devices,
    Disk,
    DiskDriver,
    Domain,
    Features,
    Graphics,
    Input,
    Interface,
    Memballoon,
    MemoryBacking,
    Metadata,
    Rng,
    Serial,
    Sound,
    Vcpu,
    Video,
    Watchdog,
)
from libvirt_xml.binding.element import Element

Edit = Callable[[Domain], None]


def _added(field: str, cls: type[Element], xml: str) -> Edit:
    """One device more."""
    return lambda document: getattr(document.devices, field).append(cls.from_xml(xml))


def _instead(field: str, cls: type[Element], xml: str) -> Edit:
    """One device in place of all of its kind."""
    return lambda document: setattr(document.devices, field, [cls.from_xml(xml)])


def _without(*fields: str) -> Edit:
    """No device of some kinds."""
    return lambda document: [setattr(document.devices, field, []) for field in fields] and None


def _set(field: str, make: Callable[[], Any]) -> Edit:
    """A field of the machine."""
    return lambda document: setattr(document, field, make())


def _more_memory(document: Domain) -> None:
    assert document.memory is not None
    document.memory.value += 4096


def _without_last_disk(document: Domain) -> None:
    document.devices.disks = document.devices.disks[:-1]


def _other_order(document: Domain) -> None:
    document.devices.disks.reverse()
    document.devices.interfaces.reverse()


def _cache(document: Domain) -> None:
    for disk in document.devices.disks:
        disk.driver = disk.driver or DiskDriver(name="qemu", type="raw")
        disk.driver.cache = "none"


def _nothing_inside(document: Domain) -> None:
    document.devices = Devices()


def _on_crash(document: Domain) -> None:
    document.on_crash = "preserve" if document.on_crash != "preserve" else "destroy"


_NIC = "<interface type='user'><mac address='52:54:00:99:98:97'/><model type='virtio'/></interface>"
_CDROM = "<disk type='file' device='cdrom'><target dev='sdz' bus='sata'/><readonly/></disk>"
_AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.7'/></channel>"
_CLOCK = "<clock offset='localtime'><timer name='rtc' tickpolicy='catchup'/></clock>"
_SHARED = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>"
_CPU = "<cpu mode='custom' match='exact'><model>Nehalem</model></cpu>"
_SCSI = "<controller type='scsi' index='7' model='virtio-scsi'/>"

EDITS: list[Edit] = [
    *(_more_memory, _without_last_disk, _other_order, _cache, _nothing_inside, _on_crash),
    _set("title", lambda: "edited"),
    _set("description", lambda: "one\ntwo  three"),
    _set("vcpu", lambda: Vcpu(3)),
    _set("vcpu", lambda: Vcpu(4, current=2)),
    _set("iothreads", lambda: 2),
    _set("cpu", lambda: Cpu.from_xml(_CPU)),
    _set("cpu", lambda: None),
    _set("features", lambda: Features.from_xml("<features><acpi/><apic/><pae/></features>")),
    _set("clock", lambda: Clock.from_xml(_CLOCK)),
    _set("memory_backing", lambda: MemoryBacking.from_xml(_SHARED)),
    _set("metadata", lambda: Metadata.from_xml("<metadata><a:b xmlns:a='urn:a'>x</a:b></metadata>")),
    _added("interfaces", Interface, _NIC),
    _added("interfaces", Interface, "<interface type='user'/>"),
    _added("rngs", Rng, "<rng model='virtio'><backend model='random'/></rng>"),
    _added("controllers", Controller, _SCSI),
    _added("disks", Disk, _CDROM),
    _added("channels", Channel, _AGENT),
    _added("inputs", Input, "<input type='tablet' bus='usb'/>"),
    _instead("graphics", Graphics, "<graphics type='vnc' autoport='yes'/>"),
    _instead("videos", Video, "<video><model type='vga'/></video>"),
    _instead("serials", Serial, "<serial type='pty'/>"),
    _instead("sounds", Sound, "<sound model='ich9'/>"),
    _instead("watchdogs", Watchdog, "<watchdog model='i6300esb' action='reset'/>"),
    _without("interfaces"),
    _without("videos", "graphics"),
    _without("serials", "consoles"),
    lambda document: setattr(document.devices, "memballoon", Memballoon(model="none")),
]
