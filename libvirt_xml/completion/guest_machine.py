"""What the rules of completion ask of a machine: architecture, family, driver, the bus that it begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from libvirt_xml.completion.field_paths import get
from libvirt_xml.completion.filled_in import named_facts
from libvirt_xml.completion.soundness import is_sound
from libvirt_xml.documents.domain import Domain
from libvirt_xml.facts.first_versions import parsed
from libvirt_xml.facts.machines import family_of

Root = Literal["pci-root", "pcie-root", ""]

OLDEST, NEWEST = "9.0.0", "12.8.0"
_ROOTS: dict[str, Root] = {"pc": "pci-root", "q35": "pcie-root", "virt": "pcie-root"}
_X86 = {"x86_64", "i686"}
_DRIVERS = {"qemu", "kvm", "hvf"}


@dataclass(frozen=True, slots=True)
class GuestMachine:
    """A machine, and the release of libvirt that completes it; ``None`` stands for every one that was measured."""

    arch: str
    family: str
    virt: str
    root: Root
    libvirt: str | None
    emulator: str | None

    def has(self, since: str | None, until: str | None) -> bool:
        """Whether a rule holds for this release; without one, whether it holds for all."""
        if self.libvirt is None:
            return (since is None or parsed(since) <= parsed(OLDEST)) and until is None
        release = parsed(self.libvirt)
        return (since is None or release >= parsed(since)) and (until is None or release < parsed(until))


def guest_machine(domain: Domain, libvirt: str | None = None) -> GuestMachine | None:
    """The machine of a domain; ``None`` where nothing is known of what its driver fills in."""
    arch, name = get(domain, "os.type.arch"), get(domain, "os.type.machine")
    if name is None and arch in _X86:
        name = "pc"
    if domain.type not in _DRIVERS or get(domain, "os.type.value") != "hvm" or arch is None or name is None:
        return None
    if not is_sound(domain):
        return None
    family = family_of(name)
    if family == "virt" and arch not in {"aarch64", "armv7l", "riscv64"}:
        return None
    return GuestMachine(arch, family, domain.type, root_of(family), libvirt, _emulator(domain, arch))


def root_of(family: str) -> Root:
    """The PCI root of the machines of a family; empty where that is not known."""
    return _ROOTS.get(family, "")


def _emulator(domain: Domain, arch: str) -> str | None:
    """The emulator of the host: the one that is named, if it is where a distribution has it."""
    usual: list[str | None] = named_facts("emulators").get(arch, [None])
    named = get(domain, "devices.emulator")
    return named if named in usual else usual[0]
