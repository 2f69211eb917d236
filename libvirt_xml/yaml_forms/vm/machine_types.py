"""What the machine type of a spec has: its name, its devices, its number of CPUs."""

from __future__ import annotations

import re
from typing import Literal

from libvirt_xml.facts.driver import since
from libvirt_xml.facts.first_versions import has_since, parsed
from libvirt_xml.facts.machines import (
    Ability,
    Architecture,
    MachineType,
    architectures,
    architectures_with,
    doubt_about,
    find_family,
    find_machine,
    is_possible,
    types_of,
    verdict,
)
from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import PLAIN, vocabulary
from libvirt_xml.yaml_forms.text.yaml_tree import Origin, Scalar
from libvirt_xml.yaml_forms.vm.draft import Draft

Facet = Literal[
    "disk", "floppy", "nic", "video", "sound", "watchdog", "tpm", "input", "console", "mdev", "timer", "level",
    "feature",
]  # fmt: skip
_WHAT: dict[Facet, str] = {
    "disk": "disk bus",
    "floppy": "floppy drive",
    "nic": "NIC model",
    "video": "video model",
    "sound": "sound card",
    "watchdog": "watchdog",
    "tpm": "TPM model",
    "input": "input bus",
    "console": "console",
    "mdev": "mediated device of the model",
    "timer": "timer",
    "level": "level of CPUs",
    "feature": "feature",
}
_DEVICES = {
    "usb": "USB controller",
    "vsock": "vsock",
    "virtiofs": "shares",
    "9p": "shares",
    "rng": "virtio source of randomness",
    "balloon": "memory balloon",
    "agent": "channel of the guest agent",
    "memory slots": "memory that is plugged in",
}
_SHOWN = 6


def machine_of(draft: Draft) -> MachineType | None:
    """The facts of the machine type, where it is known."""
    return find_machine(draft.text("machine") or "", str(draft.fact("arch")))


def lacks(draft: Draft, ability: Ability) -> bool:
    """Whether the machine is known not to have an ability."""
    family = _family(draft)
    return family is not None and family.lacks(ability)


def offers(draft: Draft, ability: Ability) -> bool:
    """Whether the machine is known to have an ability."""
    family = _family(draft)
    return family is not None and family.offers(ability)


def mediated_models(draft: Draft) -> tuple[str, ...]:
    """The models of mediated devices that the machine has; the usual one where nothing is known."""
    family = _family(draft)
    return (family.has.get("mdev") if family is not None else None) or ("vfio-pci",)


def architecture_of(draft: Draft) -> Architecture:
    """What is known of the architecture."""
    return architectures()[str(draft.fact("arch"))]


def _family(draft: Draft) -> MachineType | None:
    return find_family(draft.text("machine") or "", str(draft.fact("arch")))


def check_machine(draft: Draft) -> None:
    """That the architecture has the machine type, and libvirt starts it."""
    name, arch = draft.get("machine"), str(draft.fact("arch"))
    usual = [machine.names[0] for machine in types_of(arch) if machine.refused is None]
    if not isinstance(name, Scalar) or not usual or _has_own_emulator(draft):
        return
    machine = machine_of(draft)
    if machine is None:
        _refuse_name(draft, name, arch, usual)
    elif machine.refused is not None:
        message = render(
            "impossible-combination", "machine-refused", name=name.text, reason=machine.refused, better=usual[0]
        )
        draft.complain(message, name, "machine", suggestion=usual[0])
    else:
        _check_version(draft, name, machine)


def _check_version(draft: Draft, name: Scalar, machine: MachineType) -> None:
    """That a QEMU is known to have the version that a machine type has in its name."""
    doubt = doubt_about(machine, name.text)
    if doubt is None:
        return
    why, better = doubt
    if why == "newer":
        message = render("invalid-value", "machine-newer", name=name.text, newest=better)
    else:
        message = render("invalid-value", "machine-never", name=name.text, better=better)
    draft.complain(message, name, "machine", "invalid-value", severity="warning", suggestion=better)


def _refuse_name(draft: Draft, name: Scalar, arch: str, usual: list[str]) -> None:
    others = [other for other in architectures_with(name.text) if other != arch]
    words = vocabulary("machine-types")
    known = [word for machine in types_of(arch) for word in machine.names]
    versioned = f"pc-{name.text}" if _is_version(name.text) else None
    meant = versioned or words.meaning(name.text) or words.closest(name.text, known)
    if not versioned and meant not in known:
        meant = usual[0] if others or meant else None
    if others:
        parameters = {"arch": arch, "name": name.text, "others": " and ".join(others), "better": usual[0]}
        message = render("invalid-value", "machine-elsewhere", **parameters)
    else:
        message = render("invalid-value", "machine-unknown", arch=arch, name=name.text, better=", ".join(usual[:4]))
    draft.complain(message, name, "machine", "invalid-value", expected=usual, suggestion=meant)


_is_version = re.compile(r"(?:q35|i440fx)-[0-9]+\.[0-9]+").fullmatch  # without what QEMU has before it


def _has_own_emulator(draft: Draft) -> bool:
    """Whether the spec names a build of QEMU, which may have machine types of its own."""
    return draft.get("domain", "devices", "emulator") is not None


def check_device(draft: Draft, word: str, at: Origin, path: str) -> bool:
    """Whether the machine has the bus that a device needs; a problem if not."""
    machine = machine_of(draft)
    if machine is not None and verdict(machine, "device", word, draft.libvirt) == "lacks":
        message = render("impossible-combination", "machine-without", machine=machine.family, what=_DEVICES[word])
        draft.complain(message, at, path)
        return False
    return True


def check_part(draft: Draft, topic: Facet, word: Scalar, path: str, usual: Scalar | None = None) -> bool:
    """That the machine has a device; ``usual`` is what it has if nothing is said."""
    machine = machine_of(draft)
    if machine is None:
        return True
    answer = verdict(machine, topic, word.text, draft.libvirt)
    if answer == "has":
        return True
    has = machine.has[topic]
    parameters = {"what": _WHAT[topic], "word": word.text, "has": ", ".join(has[:_SHOWN]), "machine": machine.family}
    better = usual.text if usual is not None and usual.text in has else _instead(topic, word.text, has)
    if answer == "unknown" and topic == "feature":
        return True  # only features that some machine lacks are listed
    if answer in ("unknown", "unsure"):
        message = (
            render("impossible-combination", "machine-may-lack", **parameters)
            if answer == "unknown"
            else render("impossible-combination", "machine-unsure", **parameters)
        )
        meant = vocabulary("values").closest(word.text, has) if answer == "unknown" else None
        draft.complain(message, word, path, severity="warning", suggestion=meant)
        return True
    if not has:
        message = render("impossible-combination", "machine-without", **parameters)
    elif not is_possible(topic, word.text):
        message = render("impossible-combination", "driver-lacks", **parameters)
    else:
        message = render("impossible-combination", "machine-lacks", **parameters)
    draft.complain(message, word, path, expected=has, suggestion=better)
    return False


def _instead(topic: Facet, word: str, has: tuple[str, ...]) -> str | None:
    """What to use in place of a word: for a key of a map only what it may have been meant to be."""
    return PLAIN.closest(word, has) if topic in ("timer", "level", "feature") else next(iter(has), None)


def check_count(draft: Draft, total: int, at: Origin, path: str) -> None:
    """That the machine takes so many CPUs."""
    machine = machine_of(draft)
    if machine is None:
        return
    limit = machine.most_cpus_without_iommu
    if machine.most_cpus is not None and total > machine.most_cpus:
        parameters = {"machine": machine.family, "most": machine.most_cpus, "total": total}
        draft.complain(render("impossible-combination", "machine-cpus", **parameters), at, path)
    elif limit is not None and total > limit:
        _check_iommu(draft, limit, at, path)


def _check_iommu(draft: Draft, most: int, at: Origin, path: str) -> None:
    """An older libvirt requires an IOMMU that reaches so many CPUs."""
    libvirt, first = draft.libvirt, since("many_cpus_without_iommu")
    if libvirt is None or parsed(libvirt) >= parsed(first) or draft.get("domain", "devices", "iommus") is not None:
        return
    message = render("needs-newer-libvirt", "many-cpus", most=most, libvirt=libvirt)
    verdict = has_since(libvirt, first, "9.0.0")
    severity = "error" if verdict == "lacks" else "warning"
    draft.complain(message, at, path, "needs-newer-libvirt", severity=severity)
