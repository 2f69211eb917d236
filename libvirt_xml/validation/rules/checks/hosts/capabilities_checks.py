"""Checks of what the host of a document can run; they are asked only where that is known."""

from __future__ import annotations

from libvirt_xml.validation.rules.host_facts.captured_host import CapturedHost
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing, whole_number


def _host(subject: Subject) -> CapturedHost:
    assert subject.known.host is not None  # what the rule needs
    return subject.known.host


def _capabilities(subject: Subject) -> Thing | None:
    """What such guests can have on the host; ``None`` where that is not known."""
    arch, virt, machine = (subject.machine[name] for name in ("arch", "virt", "machine"))
    if arch is None or virt is None or machine is None:
        return None
    return _host(subject).domain_capabilities(arch, virt, machine, subject.root.value("devices/emulator"))


def _not_among(value: str | None, path: str, subject: Subject) -> Answer:
    """Whether the host offers values of a kind, and not this one."""
    capabilities = _capabilities(subject)
    if value is None or capabilities is None:
        return None
    offered = capabilities.values(path)
    return {"offered": offered} if offered and value not in offered else None


def arch_unknown(thing: Thing, subject: Subject) -> Answer:
    """No emulator of the host is for the architecture. One that the document names may be."""
    host = _host(subject)
    arches = host.arches()
    if not arches or subject.root.has("devices/emulator"):
        return None
    return {"offered": sorted(arches)} if thing.value("os/type/@arch") not in arches else None


def virt_missing(thing: Thing, subject: Subject) -> Answer:
    """The host has no guests of this type, but others of the architecture."""
    arch, virt = subject.machine["arch"], subject.machine["virt"]
    host = _host(subject)
    if arch is None or virt is None or arch not in host.arches() or subject.root.has("devices/emulator"):
        return None
    return {"arch": arch} if arch not in host.arches(virt) else None


def machine_unknown(thing: Thing, subject: Subject) -> Answer:
    """The emulators of the host have no such machine type, for the architecture and the type of guest."""
    arch, virt, name = subject.machine["arch"], subject.machine["virt"], thing.value("os/type/@machine")
    if arch is None or virt is None or name is None or subject.root.has("devices/emulator"):
        return None
    machines = _host(subject).machines(arch, virt)
    return {"arch": arch} if machines and name not in machines else None


def machine_deprecated(thing: Thing, subject: Subject) -> Answer:
    """The emulator says that the machine type will go away."""
    arch, name = subject.machine["arch"], thing.value("os/type/@machine")
    machines = [
        machine
        for guest in _host(subject).capabilities.things("guest/arch")
        if guest.attributes.get("name") == arch
        for machine in guest.things("machine")
    ]
    return any(machine.text == name and machine.attributes.get("deprecated") == "yes" for machine in machines)


def too_many_cpus(thing: Thing, subject: Subject) -> Answer:
    """More CPUs than the machine type can have there."""
    arch, virt, machine = (subject.machine[name] for name in ("arch", "virt", "machine"))
    cpus = whole_number(thing.text)
    if arch is None or virt is None or machine is None or cpus is None:
        return None
    most = _host(subject).most_cpus(arch, virt, machine, subject.root.value("devices/emulator"))
    return {"most": most} if most is not None and cpus > most else None


def cpu_mode_missing(thing: Thing, subject: Subject) -> Answer:
    """The host does not offer the mode of the CPU to such guests."""
    capabilities = _capabilities(subject)
    if capabilities is None:
        return None
    modes = {mode.attributes.get("name"): mode.attributes.get("supported") for mode in capabilities.things("cpu/mode")}
    if modes.get(thing.value("@mode")) != "no":
        return None
    return {"offered": [name for name, supported in modes.items() if supported == "yes"]}


def firmware_missing(thing: Thing, subject: Subject) -> Answer:
    """The host has no firmware of the kind."""
    return _not_among(thing.value("@firmware"), "os/enum[@name='firmware']/value", subject)


def graphics_missing(thing: Thing, subject: Subject) -> Answer:
    """The emulator has no graphics of the type."""
    return _not_among(thing.value("@type"), "devices/graphics/enum[@name='type']/value", subject)


def video_missing(thing: Thing, subject: Subject) -> Answer:
    """The emulator has no video device of the model."""
    return _not_among(thing.value("@type"), "devices/video/enum[@name='modelType']/value", subject)


def tpm_model_missing(thing: Thing, subject: Subject) -> Answer:
    """The emulator has no TPM of the model."""
    return _not_among(thing.value("@model"), "devices/tpm/enum[@name='model']/value", subject)


def tpm_backend_missing(thing: Thing, subject: Subject) -> Answer:
    """The host has not what the TPM would be made of."""
    return _not_among(thing.value("@type"), "devices/tpm/enum[@name='backendModel']/value", subject)


def sev_missing(thing: Thing, subject: Subject) -> Answer:
    """The host cannot encrypt the memory of guests."""
    capabilities = _capabilities(subject)
    return capabilities is not None and capabilities.value("features/sev/@supported") == "no"


def node_missing(thing: Thing, subject: Subject) -> Answer:
    """A NUMA node that the host does not have."""
    cells = _host(subject).capabilities.values("host/topology/cells/cell/@id")
    return _outside(thing.attributes["nodeset"], cells)


def cpu_missing(thing: Thing, subject: Subject) -> Answer:
    """A CPU that the host does not have: all of those that are named."""
    cpus = _host(subject).capabilities.values("host/topology/cells/cell/cpus/cpu/@id")
    numbers = set_of_numbers(thing.attributes["cpuset"])
    if not cpus or not numbers or any(str(number) in cpus for number in numbers):
        return None
    return {"missing": sorted(numbers)[:4], "number": len(cpus)}


def _outside(text: str, known: list[str]) -> Answer:
    numbers = set_of_numbers(text)
    missing = sorted(number for number in numbers or () if str(number) not in known)
    return {"missing": missing[:4], "number": len(known)} if known and missing else None


_MOST_NUMBERS = 4096


def set_of_numbers(text: str) -> set[int] | None:
    """The numbers of ``0-3,^2,5``; ``None`` where it is none, or has very many."""
    numbers: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().lstrip("^").partition("-")
        low, high = whole_number(first), whole_number(last or first)
        if low is None or high is None or not 0 <= high - low < _MOST_NUMBERS:
            return None
        some = range(low, high + 1)
        numbers = numbers.difference(some) if part.strip().startswith("^") else numbers.union(some)
    return numbers


def page_size_missing(thing: Thing, subject: Subject) -> Answer:
    """A size of memory pages that the host's CPU does not have."""
    sizes = {page.attributes.get("size") for page in _host(subject).capabilities.things("host/cpu/pages")}
    size = whole_number(thing.attributes.get("size"))
    factor = _FACTORS.get(thing.attributes.get("unit", "KiB"))
    if size is None or factor is None or not sizes:
        return None
    return str(size * factor) not in sizes


_FACTORS = {"KiB": 1, "k": 1, "MiB": 1024, "M": 1024, "GiB": 1024 * 1024, "G": 1024 * 1024}


def label_model_missing(thing: Thing, subject: Subject) -> Answer:
    """A security driver that the host does not have."""
    models = _host(subject).capabilities.values("host/secmodel/model")
    return {"offered": models} if models and thing.value("@model") not in models else None
