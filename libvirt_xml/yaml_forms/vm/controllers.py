"""Controllers that libvirt would not make by itself, or makes too few of."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.facts.driver import disks_of_scsi
from libvirt_xml.facts.machines import port_devices
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.machine_types import architecture_of, check_device, lacks, offers
from libvirt_xml.yaml_forms.vm.rules import at


def expand_controllers(draft: Draft) -> None:
    """USB, SCSI and the root ports for what is there and for what is plugged in later."""
    _expand_usb(draft)
    _expand_scsi(draft)
    if offers(draft, "root-ports"):
        _expand_root_ports(draft)
    elif lacks(draft, "root-ports") and draft.origin("hotplug").cause == "spec" and draft.value("hotplug"):
        message = f"machines of the type {draft.fact('machine')} have no PCIe root ports to keep free"
        draft.complain(message, draft.origin("hotplug"), "hotplug")


def _expand_usb(draft: Draft) -> None:
    origin = draft.origin("usb")
    if not draft.is_on("usb"):
        if not lacks(draft, "usb-none"):
            draft.add("controllers", {"type": "usb", "index": 0, "model": "none"}, origin)
        return
    if check_device(draft, "usb", origin, "usb") and lacks(draft, "usb"):
        draft.complain(f"{draft.fact('arch')} has no USB", origin, "usb")
    model, ports = draft.default("devices", "usb_model"), draft.default("devices", "usb_ports")
    if model is not None and model.text.startswith("ich9"):
        _expand_usb2(draft, origin)
    else:
        has_ports = model is not None and model.text.endswith("xhci")
        content = {"type": "usb", "index": 0, "model": model, "ports": ports if has_ports else None}
        draft.add("controllers", content, origin)


def _expand_usb2(draft: Draft, origin: Origin) -> None:
    """USB 2: one controller for fast devices, three companions for slow ones."""
    draft.add("controllers", {"type": "usb", "index": 0, "model": "ich9-ehci1"}, origin)
    for number in range(3):
        companion = {"type": "usb", "index": 0, "model": f"ich9-uhci{number + 1}", "master": {"startport": 2 * number}}
        draft.add("controllers", companion, origin)


def _expand_scsi(draft: Draft) -> None:
    on_scsi = [disk for disk in draft.made("disks") if text_at(disk, "target", "bus") == "scsi"]
    if not on_scsi:
        return
    shared = {name: _shared(draft, on_scsi, name) for name in ("queues", "iothread")}
    driver = shared if any(node is not None for node in shared.values()) else None
    for index in range(1 + max(_number(text_at(disk, "target", "dev")) // disks_of_scsi() for disk in on_scsi)):
        content = {"type": "scsi", "index": index, "model": "virtio-scsi", "driver": driver}
        draft.add("controllers", content, on_scsi[0].origin)
    held = draft.devices["disks"]
    assert isinstance(held, list)
    draft.devices["disks"] = [_without_threads(disk) for disk in held]


def _shared(draft: Draft, disks: list[Mapping], name: str) -> Node | None:
    """What disks say of the controller that they have in common."""
    said = [node for disk in disks if isinstance(node := _driver(disk, name), Scalar)]
    for node in said[1:]:
        if node.text != said[0].text:
            message = f"disks on scsi share their {name}: another one says {said[0].text}"
            draft.complain(message, node, "disks")
    return said[0] if said else None


def _number(target: str | None) -> int:
    """The number of a device name: 0 for ``sda``, 26 for ``sdaa``."""
    number = 0
    for letter in (target or "")[2:]:
        number = number * 26 + ord(letter) - ord("a") + 1 if letter.isalpha() else number
    return max(0, number - 1)


def _driver(disk: Mapping, name: str) -> Node | None:
    driver = disk.get("driver")
    return driver.get(name) if isinstance(driver, Mapping) else None


def _without_threads(disk: Node) -> Node:
    """A disk on SCSI has its queues and its thread at the controller."""
    if not isinstance(disk, Mapping) or text_at(disk, "target", "bus") != "scsi":
        return disk
    driver = disk.get("driver")
    if not isinstance(driver, Mapping):
        return disk
    items = {name: item for name, item in driver.items.items() if name not in ("queues", "iothread")}
    return Mapping({**disk.items, "driver": Mapping(items, driver.origin, driver.keys)}, disk.origin, disk.keys)


# Root ports


def _expand_root_ports(draft: Draft) -> None:
    """As many root ports as devices take, and those to keep free; with 0 free ones all is left to libvirt."""
    free = draft.value("hotplug")
    if not isinstance(free, int) or not free:
        return
    origin = draft.origin("hotplug")
    draft.add("controllers", {"type": "pci", "index": 0, "model": "pcie-root"}, origin)
    kind, model = Scalar("pci", None, origin), Scalar("pcie-root-port", None, origin)
    for index in range(1, occupied_ports(draft) + free + 1):
        port = Mapping({"type": kind, "index": Scalar(index, None, origin), "model": model}, origin)
        draft.add("controllers", port, origin)


def occupied_ports(draft: Draft) -> int:
    """How many root ports the devices take that are there from the start.

    One each for PCIe devices. Conventional PCI devices share a bridge, for which libvirt adds a port itself; what is
    part of the chipset takes none.
    """
    held = _devices(draft)
    devices = list(_each(held))
    taken = sum(_takes_port(kind, item) for kind, item in devices)
    taken += any(_is_on_virtio_serial(kind, item) for kind, item in devices)
    if held.get("memballoon") is None:
        taken += architecture_of(draft).has_default_balloon  # without a word about it, libvirt makes one
    displays = [_video(item) for kind, item in devices if kind == "videos" and _video(item) not in ("none", "ramfb")]
    if offers(draft, "display-slot"):
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
    devices = at(draft.lay_domain(draft.tree(), Findings()), "devices")  # what is wrong is told later
    return devices if isinstance(devices, Mapping) else Mapping()
