"""The capabilities of a host: those of each emulator, type of guest and machine type, equal ones once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from libvirt_xml.apply.hosts.host_errors import HostError, MissingError, RefusedError, UnsupportedError
from libvirt_xml.validation.rules.host_facts.captured_host import CapturedHost, Offer
from libvirt_xml.validation.rules.thing_reading import read_things

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.validation.rules.thing import Thing

_UUID = re.compile(r"<uuid>[^<]*</uuid>")
_OF_ONE = re.compile(r"<(path|domain|machine|arch)>[^<]*</\1>|<vcpu max='(?P<cpus>\d+)'/>")
"""What the documents of guests that can have the same differ in; it stands beside them."""
_INDENTATION = re.compile(r">\s+<")


def _plain(text: str) -> str:
    """A document without indentation."""
    return _INDENTATION.sub("><", text).strip()


CaptureProgress = Callable[[int, int], None]
"""Told how many of how many questions are answered."""


class _Guest(NamedTuple):
    """A question for domain capabilities."""

    emulator: str
    arch: str
    machine: str
    virt: str


@dataclass
class _Documents:
    """Domain capabilities as they come in; equal ones are kept once."""

    numbers: dict[str, int] = field(default_factory=dict)
    machines: dict[tuple[str, str, str, int], dict[str, int]] = field(default_factory=dict)

    def add(self, guest: _Guest, text: str) -> None:
        """Keep the document of a guest, apart from what is only its own."""
        text = _plain(text)
        cpus = next((int(part["cpus"]) for part in _OF_ONE.finditer(text) if part["cpus"]), 0)
        number = self.numbers.setdefault(_OF_ONE.sub("", text), len(self.numbers))
        self.machines.setdefault((guest.emulator, guest.arch, guest.virt, number), {})[guest.machine] = cpus

    def offers(self) -> tuple[Offer, ...]:
        """Who shares which, in the order of the documents."""
        return tuple(
            Offer(emulator, arch, virt, tuple(sorted(machines.items())), number)
            for (emulator, arch, virt, number), machines in sorted(self.machines.items(), key=lambda item: item[0][3])
        )


def capture_host(host: Host, progress: CaptureProgress | None = None) -> CapturedHost:
    """Ask a host what it can do; it takes some seconds. The connection must be one that may write.

    A guest whose capabilities libvirt refuses to tell, as its emulator does not run, is left out. Raises HostError.
    """
    capabilities = _UUID.sub("", _plain(host.call("getCapabilities")), count=1)
    documents = _documents(host, list(_guests(read_things(capabilities))), progress)
    return CapturedHost(
        captured=datetime.now(UTC),
        libvirt=host.version,
        driver=str(host.call("getType")),
        hypervisor=_hypervisor(host),
        capabilities_xml=capabilities,
        documents=tuple(documents.numbers),
        offers=documents.offers(),
    )


def _documents(host: Host, guests: Sequence[_Guest], progress: CaptureProgress | None) -> _Documents:
    documents = _Documents()
    refusal: HostError | None = None
    for number, guest in enumerate(guests):
        try:
            documents.add(guest, host.call("getDomainCapabilities", *guest, 0, subject=f"{guest.arch} {guest.machine}"))
        except UnsupportedError:  # the driver has none at all
            break
        except (RefusedError, MissingError) as error:
            refusal = error
        if progress is not None:
            progress(number + 1, len(guests))
    if refusal is not None and not documents.numbers:
        raise refusal
    return documents


def _hypervisor(host: Host) -> str:
    """The release of QEMU; nothing where libvirt has none."""
    try:
        number = int(host.call("getVersion"))
    except HostError:
        return ""
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"


def _guests(capabilities: Thing) -> Iterator[_Guest]:
    """Each emulator with each type of guest and machine type, short names of machine types left out."""
    for arch in capabilities.things("guest/arch"):
        name = arch.attributes.get("name", "")
        for domain in arch.things("domain"):
            emulator = domain.value("emulator") or arch.value("emulator") or ""
            machines = domain.things("machine") or arch.things("machine")
            for machine in dict.fromkeys(one.text for one in machines if "canonical" not in one.attributes):
                yield _Guest(emulator, name, machine, domain.attributes.get("type", ""))
