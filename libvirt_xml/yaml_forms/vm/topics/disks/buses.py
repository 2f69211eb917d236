"""The bus of a disk, and its name there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from libvirt_xml.facts.driver import disk_names, disk_prefix, disk_words
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.machine_types import check_part


def bus_of(draft: Draft, disk: Mapping, device: str, path: str) -> Scalar:
    """The bus that the spec says, or that of the generation."""
    bus = disk.get("bus")
    if isinstance(bus, Scalar):
        _check_bus(draft, bus, device, path)
        return bus
    if device == "floppy":
        return Scalar("fdc", None, disk.origin)
    part = "cdrom" if device == "cdrom" else "disk"
    usual = draft.default(part, "bus") or Scalar("virtio", None, disk.origin)
    check_part(draft, "disk", Scalar(usual.text, None, disk.origin), path)
    return usual


def _check_bus(draft: Draft, bus: Scalar, device: str, path: str) -> None:
    at = f"{path}.bus"
    usual = draft.default("cdrom" if device == "cdrom" else "disk", "bus")
    if device == "floppy" or bus.text == "fdc":
        _check_floppy_bus(draft, bus, device, at)
    elif bus.text in disk_words("without_media") and device == "cdrom":
        meant = usual.text if usual is not None else "scsi"
        message = render("impossible-combination", "cdrom-bus", bus=bus.text, meant=meant)
        draft.complain(message, bus, at, suggestion=meant)
    elif bus.text == "usb" and not draft.is_on("usb"):
        draft.complain(render("impossible-combination", "disk-without-usb"), bus, at)
    else:
        check_part(draft, "disk", bus, at)


def _check_floppy_bus(draft: Draft, bus: Scalar, device: str, path: str) -> None:
    """Floppy drives are on fdc, and nothing else is."""
    if device != "floppy":
        usual = draft.default("cdrom" if device == "cdrom" else "disk", "bus")
        meant = usual.text if usual is not None else "virtio"
        message = render("impossible-combination", "fdc-without-floppy", device=device, meant=meant)
        draft.complain(message, bus, path, suggestion=meant)
    elif bus.text != "fdc":
        draft.complain(render("impossible-combination", "floppy-bus", bus=bus.text), bus, path, suggestion="fdc")


def check_bus_keys(draft: Draft, disk: Mapping, device: str, bus: Scalar, path: str) -> None:
    """That the machine has a floppy drive, and the bus queues and threads."""
    if device == "floppy" and (disk.get("bus") is None or bus.text == "fdc"):
        check_part(draft, "floppy", Scalar("fdc", None, disk.origin), path)
    for key in ("queues", "iothread"):
        held = disk.get(key)
        if held is not None and bus.text not in disk_words("with_threads"):
            message = render("impossible-combination", "disk-threads", key=key, bus=bus.text)
            draft.complain(message, held, f"{path}.{key}")


def free_target(draft: Draft, bus: str) -> str:
    """A device name of a bus that none of the disks so far has."""
    taken = (text_at(disk, "target", "dev") for disk in draft.devices_in("disks"))
    return Targets((name, "") for name in taken if name).take(bus)


class Targets(dict[str, str]):
    """The device names that disks have, each with the path of the key that says it, if one does."""

    def __init__(self, taken: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(taken)
        self._names: dict[str, Iterator[str]] = {}

    def take(self, bus: str) -> str:
        """The next free device name of a bus, taken."""
        prefix = disk_prefix(bus)
        names = self._names.setdefault(prefix, disk_names(prefix))
        name = next(name for name in names if name not in self)
        self[name] = ""
        return name
