"""What people ask about a host, from what libvirt reports of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.facts.host_questions import enum_names
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.documents.capabilities import Guest, Host
    from libvirt_xml.documents.domain_capabilities import (
        DomainCapabilitiesCpu,
        DomainCapabilitiesOs,
        DomainCapabilitiesVcpu,
    )

_HOLDERS = ("devices", "features")  # what has parts with answers of their own


class MachineAnswers(Element):
    """What one hypervisor can do for guests of one machine type."""

    __slots__ = ()

    if TYPE_CHECKING:
        vcpu: DomainCapabilitiesVcpu | None
        os: DomainCapabilitiesOs | None
        cpu: DomainCapabilitiesCpu | None

    def supports(self, what: str, value: str | bool | None = None) -> bool | None:
        """Whether guests can have something; ``None`` if this libvirt does not say.

        ``what`` is a device, a feature, or a setting of one by the words of the guest's XML: ``supports("tpm")``,
        ``supports("video.model", "virtio")``, ``supports("cpu.mode", "host-passthrough")``. Raises ValueError for
        what is no question.
        """
        if value is None:
            return _is_supported(self, what)
        values = self.values(what)
        word = ("yes" if value else "no") if isinstance(value, bool) else value
        return None if values is None else word in values

    def values(self, what: str) -> list[str] | None:
        """What can be chosen for a setting, such as ``video.model``; ``None`` if this libvirt does not say."""
        if what == "cpu.mode":
            return self.cpu_modes()
        if what == "cpu.model":
            return self.cpu_models(usable=True)
        section, _, word = what.partition(".")
        name = enum_names().get(section, {}).get(word)
        if name is None:
            raise ValueError(_no_question(what))
        part = _part(self, section)
        if part is None:
            return None
        if part.supported is False:
            return []
        return next((list(enum.values) for enum in part.enums if enum.name == name), None)

    def cpu_modes(self) -> list[str]:
        """The modes in which guests can choose a CPU: ``host-passthrough``, ``host-model``, ``custom``."""
        return [mode.name for mode in self.cpu.modes if mode.supported is True] if self.cpu is not None else []

    def cpu_models(self, *, usable: bool | None = None) -> list[str]:
        """The names of CPU models; with ``usable`` those that run on this host, or those that do not."""
        modes = self.cpu.modes if self.cpu is not None else []
        models = [model for mode in modes if mode.name == "custom" for model in mode.models]
        return [model.value for model in models if model.value and (usable is None or model.usable is usable)]

    def firmware(self, *, secure_boot: bool | None = None) -> list[str]:
        """What ``<os firmware=...>`` can be: ``bios``, ``efi``; with ``secure_boot=True`` only what has Secure Boot."""
        kinds = self.values("os.firmware") or []
        if not secure_boot:
            return kinds
        return [kind for kind in kinds if kind == "efi" and self.supports("loader.secure", True)]

    def loaders(self) -> list[str]:
        """The files of firmware on the host."""
        loader = _part(self, "loader")
        return list(loader.values) if loader is not None and loader.supported is True else []

    def max_vcpus(self) -> int | None:
        """How many virtual CPUs a guest can have; ``None`` if libvirt does not say."""
        return self.vcpu.max if self.vcpu is not None else None


class HostAnswers(Element):
    """What a host is, and which guests it can run."""

    __slots__ = ()

    if TYPE_CHECKING:
        host: Host
        guests: list[Guest]

    def architectures(self) -> list[str]:
        """The architectures of guests that the host can run."""
        return list(dict.fromkeys(guest.arch.name for guest in self.guests))

    def hypervisors(self, arch: str | None = None) -> list[str]:
        """What runs guests of an architecture, or of that of the host: ``qemu``, ``kvm``."""
        return list(dict.fromkeys(domain.type for guest in self._guests(arch) for domain in guest.arch.domains))

    def machines(self, arch: str | None = None, hypervisor: str | None = None) -> list[str]:
        """The machine types for an architecture, or for that of the host; those of one hypervisor if it has its own."""
        names: list[str | None] = []
        for guest in self._guests(arch):
            domains = [domain for domain in guest.arch.domains if hypervisor in (None, domain.type)]
            special = [machine.value for domain in domains for machine in domain.machines]
            usual = [] if hypervisor is not None and special else [machine.value for machine in guest.arch.machines]
            names += [*usual, *special]
        return list(dict.fromkeys(name for name in names if name))

    def emulator(self, arch: str | None = None) -> str | None:
        """The program that runs guests of an architecture, or of that of the host; ``None`` if there is none."""
        return next((guest.arch.emulator for guest in self._guests(arch) if guest.arch.emulator), None)

    def memory_bytes(self) -> int | None:
        """The memory of the host, that of all NUMA nodes; ``None`` if libvirt does not say."""
        cells = self.host.topology.cells.cells if self.host.topology is not None else []
        sizes = [cell.memory.bytes for cell in cells if cell.memory is not None]
        return sum(sizes) if sizes else None

    def cpu_count(self) -> int | None:
        """How many CPUs the host has, threads counted; ``None`` if libvirt does not say."""
        cells = self.host.topology.cells.cells if self.host.topology is not None else []
        counts = [len(cell.cpus.cpus) for cell in cells if cell.cpus is not None]
        return sum(counts) if counts else None

    def _guests(self, arch: str | None) -> list[Guest]:
        wanted = arch if arch is not None else self.host.cpu.arch
        return [guest for guest in self.guests if guest.arch.name == wanted]


def _is_supported(answers: Any, what: str) -> bool | None:
    """Whether a part says of itself that it is supported."""
    if what not in _sections(answers):
        raise ValueError(_no_question(what, _sections(answers)))
    part = _part(answers, what)
    return None if part is None else part.supported is True


def _part(answers: Any, section: str) -> Any:
    """The part of the capabilities that has an answer."""
    if section == "loader":
        return None if answers.os is None else answers.os.loader
    if section in specs_of(type(answers)):
        return getattr(answers, section)
    holders = (getattr(answers, name) for name in _HOLDERS)
    return next((part for holder in holders if (part := getattr(holder, section, None)) is not None), None)


def _sections(answers: Any) -> list[str]:
    """The names of the parts that say whether they are supported, by the classes."""
    from libvirt_xml.binding.specs import child_class

    specs = specs_of(type(answers))
    classes = [type(answers), *(child_class(specs[name]) for name in _HOLDERS)]
    return ["loader", *(name for cls in classes for name, spec in specs_of(cls).items() if _says_supported(spec))]


def _says_supported(spec: Any) -> bool:
    from libvirt_xml.binding.specs import child_class

    return spec.kind == "child" and "supported" in specs_of(child_class(spec))


def _no_question(what: str, sections: list[str] | None = None) -> str:
    known = sections or ["cpu.mode", "cpu.model"]
    if sections is None:
        known += [f"{section}.{word}" for section, words in enum_names().items() for word in words]
    from libvirt_xml.words.vocabulary import of_documents

    meant = of_documents().closest(what, known)
    if meant:
        return render("host", "no-question-meant", what=what, meant=meant)
    return render("host", "no-question", what=what, known=", ".join(known))
