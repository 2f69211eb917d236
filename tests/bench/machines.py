"""Guests as a fleet has them: what ``virsh dumpxml`` prints of machines that were made here, of many kinds.

``fleet`` gives guests of some profiles that differ in name, uuid, hardware addresses and the files named after them;
``mixed_fleet`` guests that also differ in sizes, places and numbers; ``running`` what is printed of such guests while
they run: aliases, every controller and address, labels, what the host gave them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.bench import devices
from tests.bench.layout import Node, node, write

_PROFILES = 24
_PURPOSES = [
    "web",
    "db",
    "cache",
    "build",
    "mail",
    "proxy",
    "queue",
    "ci-runner",
    "ldap",
    "metrics",
    "k8s-node",
    "desk",
]
_SITES = ["ber", "fra", "lon", "nyc", "sgp", "tyo"]
_SYSTEMS = [
    "http://debian.org/debian/12",
    "http://ubuntu.com/ubuntu/24.04",
    "http://fedoraproject.org/fedora/40",
    "http://redhat.com/rhel/9.4",
    "http://microsoft.com/win/2k22",
]
_LIBOSINFO = "http://libosinfo.org/xmlns/libvirt/domain/1.0"
_FOLDERS = ["/var/lib/libvirt/images", "/srv/vm", "/mnt/ssd/guests", "/data/pools/fast"]


class Kind(NamedTuple):
    """How guests differ: in numbers too, and whether they run."""

    is_mixed: bool = False
    is_running: bool = False


@dataclass
class Guest:
    """One guest: ``shape`` decides what its profile fixes, ``chance`` what is its own."""

    number: int
    shape: random.Random
    chance: random.Random
    kind: Kind
    name: str = ""
    folder: str = ""
    machine: str = ""
    is_windows: bool = False
    slots: devices.Slots = field(default_factory=devices.Slots)

    def __post_init__(self) -> None:
        purpose, site = self.shape.choice(_PURPOSES), self.shape.choice(_SITES)
        self.name = f"{purpose}-{site}-{self.chance.randrange(100_000):05}"
        self.folder = self.shape.choice(_FOLDERS)
        if self.kind.is_mixed:
            self.folder += f"/{self.chance.choice(_SITES)}{self.chance.randrange(400)}"
        self.machine = self.shape.choice(["pc-q35-7.2", "pc-q35-9.2", "pc-q35-rhel9.4.0"])
        self.is_windows = self.shape.random() < 0.2

    @property
    def number_source(self) -> random.Random:
        """What decides sizes and numbers."""
        return self.chance if self.kind.is_mixed else self.shape


def fleet(count: int, seed: int = 1) -> list[bytes]:
    """Guests of some profiles; only what identifies them differs."""
    return _guests(count, seed, Kind(), _PROFILES)


def mixed_fleet(count: int, seed: int = 2) -> list[bytes]:
    """Guests that differ in sizes, paths and numbers too."""
    return _guests(count, seed, Kind(is_mixed=True), count)


def running(count: int, seed: int = 3) -> list[bytes]:
    """Guests that run."""
    return _guests(count, seed, Kind(is_running=True), count)


def _guests(count: int, seed: int, kind: Kind, profiles: int) -> list[bytes]:
    chance = random.Random(seed)
    guests = (
        Guest(number, random.Random(f"{seed} {chance.randrange(profiles)}"), random.Random(chance.random()), kind)
        for number in range(count)
    )
    return [write(_domain(guest)).encode() for guest in guests]


def _domain(guest: Guest) -> Node:
    number = {"id": str(guest.number + 1)} if guest.kind.is_running else {}
    parts = [*_identity(guest), *_resources(guest), *_platform(guest), _devices(guest), *_labels(guest)]
    return node("domain", *parts, type="kvm", **number)


def _identity(guest: Guest) -> list[Node]:
    bits = guest.chance.getrandbits(128)
    digits = f"{bits:032x}"
    system = node("libosinfo:os", id=guest.shape.choice(_SYSTEMS))
    about = Node("libosinfo:libosinfo", {"xmlns:libosinfo": _LIBOSINFO}, (system,))
    return [
        node("name", guest.name),
        node("uuid", f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"),
        *([node("title", f"{guest.name}, rack {guest.chance.randrange(90)}")] if guest.shape.random() < 0.2 else []),
        *([node("metadata", about)] if guest.shape.random() < 0.6 else []),
    ]


def _resources(guest: Guest) -> list[Node]:
    source = guest.number_source
    memory = source.randrange(512, 262_144) * 1024 if guest.kind.is_mixed else 1 << source.randrange(20, 26)
    cpus = source.randrange(1, 65) if guest.kind.is_mixed else source.choice([1, 2, 4, 8])
    pins = [node("vcpupin", vcpu=str(cpu), cpuset=str(source.randrange(64))) for cpu in range(min(cpus, 4))]
    tuned = [node("shares", str(source.randrange(1, 64) * 128)), *pins]
    return [
        node("memory", str(memory), unit="KiB"),
        node("currentMemory", str(memory), unit="KiB"),
        *([node("memoryBacking", node("hugepages"))] if guest.shape.random() < 0.15 else []),
        node("vcpu", str(cpus), placement="static"),
        *([node("cputune", *tuned)] if guest.shape.random() < 0.3 else []),
        *([node("resource", node("partition", "/machine"))] if guest.kind.is_running else []),
    ]


def _platform(guest: Guest) -> list[Node]:
    nvram = node(
        "nvram", f"/var/lib/libvirt/qemu/nvram/{guest.name}_VARS.fd", template="/usr/share/OVMF/OVMF_VARS_4M.fd"
    )
    loader = node("loader", "/usr/share/OVMF/OVMF_CODE_4M.fd", readonly="yes", type="pflash")
    firmware = [loader, nvram] if guest.shape.random() < 0.4 else []
    typed = node("type", "hvm", arch="x86_64", machine=guest.machine)
    hyperv = ["relaxed", "vapic", "vpindex", "synic", "stimer", "frequencies"]
    extra = [node("hyperv", *(node(name, state="on") for name in hyperv), mode="custom")] if guest.is_windows else []
    return [
        node("os", typed, *firmware, node("boot", dev="hd")),
        node("features", node("acpi"), node("apic"), *extra, node("vmport", state="off")),
        _cpu(guest),
        _clock(guest),
        node("on_poweroff", "destroy"),
        node("on_reboot", "restart"),
        node("on_crash", "destroy"),
        node("pm", node("suspend-to-mem", enabled="no"), node("suspend-to-disk", enabled="no")),
    ]


def _cpu(guest: Guest) -> Node:
    if guest.shape.random() < 0.6:
        return node("cpu", mode="host-passthrough", check="none", migratable="on")
    wanted = guest.shape.sample(["vmx", "ss", "pdpe1gb", "hypervisor", "tsc_adjust", "clflushopt", "umip", "pku"], 5)
    features = [node("feature", policy="require", name=name) for name in wanted]
    model = node(
        "model", guest.shape.choice(["Skylake-Server-IBRS", "EPYC-Rome", "Cascadelake-Server"]), fallback="forbid"
    )
    return node("cpu", model, node("vendor", "Intel"), *features, mode="custom", match="exact", check="full")


def _clock(guest: Guest) -> Node:
    timers = [
        node("timer", name="rtc", tickpolicy="catchup"),
        node("timer", name="pit", tickpolicy="delay"),
        node("timer", name="hpet", present="no"),
    ]
    return node("clock", *timers, offset="localtime" if guest.is_windows else "utc")


def _devices(guest: Guest) -> Node:
    maker = devices.Maker(guest.name, guest.folder, guest.shape, guest.chance, guest.number_source, guest.slots)
    found = maker.all_devices()
    if not guest.kind.is_running:
        found = [devices.without_run_time(each) for each in found]
    return node("devices", node("emulator", "/usr/bin/qemu-system-x86_64"), *found)


def _labels(guest: Guest) -> list[Node]:
    if not guest.kind.is_running:
        return []
    first, second = sorted(guest.chance.sample(range(1024), 2))
    selinux = [
        node("label", f"system_u:system_r:svirt_t:s0:c{first},c{second}"),
        node("imagelabel", f"system_u:object_r:svirt_image_t:s0:c{first},c{second}"),
    ]
    dac = [node("label", "+107:+107"), node("imagelabel", "+107:+107")]
    return [
        node("seclabel", *selinux, type="dynamic", model="selinux", relabel="yes"),
        node("seclabel", *dac, type="dynamic", model="dac", relabel="yes"),
    ]
