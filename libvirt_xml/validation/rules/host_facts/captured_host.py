"""The capabilities of a host: what it can run, offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import read_things


class MachineKey(NamedTuple):
    """What domain capabilities are of."""

    arch: str
    virt: str
    machine: str
    """As libvirt completes it: ``pc-q35-7.2``, not ``q35``."""
    emulator: str


@dataclass(frozen=True)
class Offer:
    """Domain capabilities that several machine types of an emulator share."""

    emulator: str
    arch: str
    virt: str
    machines: tuple[tuple[str, int], ...]
    """Machine types, each with the most CPUs that it can have; 0 where that is not known."""
    document: int
    """Which of the documents."""

    @cached_property
    def most_cpus(self) -> Mapping[str, int]:
        """The machine types, with their numbers of CPUs."""
        return dict(self.machines)


@dataclass(frozen=True)
class CapturedHost:
    """A host as it was at one time."""

    captured: datetime
    libvirt: str
    """The release of libvirt."""
    driver: str
    """``QEMU``."""
    hypervisor: str
    """The release of QEMU that libvirt reports."""
    capabilities_xml: str
    documents: tuple[str, ...] = ()
    """Domain capabilities, without what the offers say."""
    offers: tuple[Offer, ...] = ()

    @cached_property
    def capabilities(self) -> Thing:
        """What libvirt says of the host and its guests."""
        return read_things(self.capabilities_xml)

    def arches(self, virt: str | None = None) -> frozenset[str]:
        """The architectures of guests; of one type, those that it can run."""
        return frozenset(offer.arch for offer in self.offers if virt in {None, offer.virt})

    def machines(self, arch: str, virt: str) -> frozenset[str] | None:
        """The machine types of an architecture, their short names too; ``None`` where nothing is known of guests."""
        if not self.offers:
            return None
        of_guests = [offer for offer in self.offers if (offer.arch, offer.virt) == (arch, virt)]
        names = {machine for offer in of_guests for machine in offer.most_cpus}
        return frozenset(names | {alias for alias, name in self._aliases.get(arch, {}).items() if name in names})

    def canonical(self, arch: str, machine: str) -> str:
        """What a machine type stands for: ``pc-q35-7.2`` for ``q35``."""
        return self._aliases.get(arch, {}).get(machine, machine)

    def domain_capabilities(self, arch: str, virt: str, machine: str, emulator: str | None = None) -> Thing | None:
        """What such guests can have; ``None`` where that is not known."""
        offer = self._offer(arch, virt, machine, emulator)
        return None if offer is None else self._document(offer.document)

    def most_cpus(self, arch: str, virt: str, machine: str, emulator: str | None = None) -> int | None:
        """How many CPUs such guests can have; ``None`` where that is not known."""
        offer = self._offer(arch, virt, machine, emulator)
        return None if offer is None else offer.most_cpus[self.canonical(arch, machine)] or None

    def _offer(self, arch: str, virt: str, machine: str, emulator: str | None) -> Offer | None:
        name = self.canonical(arch, machine)
        for offer in self.offers:
            is_fit = (offer.arch, offer.virt) == (arch, virt) and name in offer.most_cpus
            if is_fit and emulator in {None, offer.emulator}:
                return offer
        return None

    def _document(self, number: int) -> Thing:
        if number not in self._read:
            self._read[number] = read_things(self.documents[number])
        return self._read[number]

    @cached_property
    def _read(self) -> dict[int, Thing]:
        return {}

    @cached_property
    def _aliases(self) -> dict[str, dict[str, str]]:
        """Short names of machine types by architecture."""
        aliases: dict[str, dict[str, str]] = {}
        for arch in self.capabilities.things("guest/arch"):
            names = aliases.setdefault(arch.attributes.get("name", ""), {})
            for machine in [*arch.things("machine"), *arch.things("domain/machine")]:
                if "canonical" in machine.attributes:
                    names.setdefault(machine.text, machine.attributes["canonical"])
        return aliases
