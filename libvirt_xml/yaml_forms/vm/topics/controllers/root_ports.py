"""PCIe root ports, for what is there and for what is plugged in later; and the SCSI controllers, which take some."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.facts.machines import architectures, find_family, port_devices
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.machine_types import lacks, offers
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.rules import at
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.controllers.scsi import expand_scsi

_MOST = 32
KEYS = {"hotplug": Key(Whole(0, _MOST), "how many free slots are kept for devices that are plugged in later")}


def expand(draft: Draft) -> None:
    """``controller`` of the types ``scsi`` and ``pci``."""
    expand_scsi(draft)
    if offers(draft, "root-ports"):
        _expand_root_ports(draft)
    elif lacks(draft, "root-ports") and draft.origin("hotplug").cause == "spec" and draft.value("hotplug"):
        message = render("impossible-combination", "no-root-ports", machine=draft.fact("machine"))
        draft.complain(message, draft.origin("hotplug"), "hotplug")


def _expand_root_ports(draft: Draft) -> None:
    """As many root ports as devices take, and those to keep free; with 0 free ones all is left to libvirt."""
    free = draft.value("hotplug")
    if not isinstance(free, int) or not free:
        return
    origin = draft.origin("hotplug")
    count = free + _occupied_ports(_devices(draft), str(draft.fact("arch")), draft.text("machine") or "")
    kind, model = Scalar("pci", "pci", origin), Scalar("pcie-root-port", "pcie-root-port", origin)
    ports = [
        Mapping({"type": kind, "index": Scalar(index, str(index), origin), "model": model}, origin)
        for index in range(1, count + 1)
    ]
    draft.add("controllers", {"type": "pci", "index": 0, "model": "pcie-root"}, origin)
    draft.extend("controllers", ports)


def _occupied_ports(held: Mapping, arch: str, machine: str) -> int:
    """How many root ports the devices take that are there from the start.

    One each for PCIe devices. Conventional PCI devices share a bridge, for which libvirt adds a port itself; what is
    part of the chipset takes none.
    """
    devices = list(_each(held))
    taken = sum(_takes_port(kind, item) for kind, item in devices)
    taken += any(_is_on_virtio_serial(kind, item) for kind, item in devices)
    if held.get("memballoon") is None:
        taken += architectures()[arch].has_default_balloon  # without a word about it, libvirt makes one
    displays = [_video(item) for kind, item in devices if kind == "videos" and _video(item) not in ("none", "ramfb")]
    family = find_family(machine, arch)
    if family is not None and family.offers("display-slot"):
        return taken + sum(display in port_devices("displays") for display in displays[1:])
    return taken + sum(display in port_devices("displays_elsewhere") for display in displays)


def _takes_port(kind: str, item: Mapping) -> bool:
    match kind:
        case "disks":
            return text_at(item, "target", "bus") == "virtio" and text_at(item, "model") != "virtio-transitional"
        case "interfaces":
            model = text_at(item, "model", "type") or text_at(item, "model")
            return model not in port_devices("nics_without") | port_devices("conventional_nics")
        case "controllers":
            return text_at(item, "model") in port_devices("controllers")
        case "hostdevs":
            return text_at(item, "type") in ("pci", "mdev")
        case "inputs":
            return text_at(item, "bus") == "virtio"
        case "sounds" | "memory_devices":
            return (text_at(item, "model") or "").startswith("virtio")
        case "memballoon":
            return text_at(item, "model") != "none"
        case _:
            return kind in ("filesystems", "rngs", "vsock")


def _is_on_virtio_serial(kind: str, item: Mapping) -> bool:
    return kind in ("channels", "consoles") and text_at(item, "target", "type") == "virtio"


def _video(item: Mapping) -> str:
    return text_at(item, "model", "type") or ""


def _each(devices: Mapping) -> Iterator[tuple[str, Mapping]]:
    for kind, held in devices.items.items():
        for item in held if isinstance(held, Sequence) else [held]:
            if isinstance(item, Mapping):
                yield kind, item


def _devices(draft: Draft) -> Mapping:
    """The devices so far, with those that the spec says in the document form."""
    if draft.get("domain") is None:
        return draft.device_tree()
    devices = at(draft.lay_domain(draft.tree(), Findings()), "devices")  # what is wrong is told later
    return devices if isinstance(devices, Mapping) else Mapping()


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``hotplug``: the ports that no device takes; 0 where libvirt made the ports, or there are others."""
    arch, machine = text_at(domain, "os", "type", "arch") or "", text_at(domain, "os", "type", "machine") or ""
    devices = domain.get("devices")
    if arch not in architectures() or not isinstance(devices, Mapping):
        return {"hotplug": 0}
    count = sum(text_at(item, "model") == "pcie-root-port" for item in devices_of(domain, "controllers"))
    free = count - _occupied_ports(devices, arch, machine)
    return {"hotplug": max(0, min(free, _MOST))}


TOPIC = Topic(KEYS, expand=expand, guess=guess, is_last=True)
