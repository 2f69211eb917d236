"""Devices of the host that are given to the guest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.shapes.libvirt_fields import LibvirtFields
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_addresses import HOSTDEV_REFUSALS, pci_meant, usb_meant
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of, name_by_alias
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import DEVICE_NAME, FILE, of_device
from libvirt_xml.yaml_forms.vm.machine_types import lacks, mediated_models
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.rules import at
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.host.host_checks import check_hostdev

_KINDS = ("pci", "usb", "mdev")
_PARTS = re.compile(r"(?:([0-9a-fA-F]+):)?([0-9a-fA-F]+):([0-9a-fA-F]+)\.([0-7])").fullmatch


_PCI = r"([0-9a-fA-F]{1,4}:)?[0-9a-fA-F]{1,2}:[0-9a-fA-F]{1,2}\.[0-7]"
_USB = r"(0x)?[0-9a-fA-F]{4}:(0x)?[0-9a-fA-F]{4}|[0-9]{1,3}\.[0-9]{1,3}"
_UUID = r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}"


@dataclass(frozen=True)
class HostPciAddress(Text):
    """A PCI address; its parts as libvirt has them are not one."""

    def _only_value(self, node: Node) -> str | None:
        if not isinstance(node, Mapping) or not {"bus", "slot"} <= node.items.keys() <= set(_ADDRESS_PARTS):
            return super()._only_value(node)
        texts = [item.text if isinstance(item := node.items.get(part), Scalar) else "0" for part in _ADDRESS_PARTS]
        if not all(re.fullmatch(r"(?:0x)?[0-9a-fA-F]{1,4}", text) for text in texts):
            return None
        domain, bus, slot, function = (int(text, 0 if text.startswith("0x") else 10) for text in texts)
        return f"{domain:04x}:{bus:02x}:{slot:02x}.{function:x}"


@dataclass(frozen=True)
class HostUsbDevice(Text):
    """A USB device; the two halves of its id, or bus and device, as libvirt has them are not one."""

    def _only_value(self, node: Node) -> str | None:
        for names, sign in ((("vendor", "product"), ":"), (("bus", "device"), ".")):
            if not isinstance(node, Mapping) or node.items.keys() != set(names):
                continue
            texts = [item.text if isinstance(item := node.items[name], Scalar) else "" for name in names]
            halves = [text.removeprefix("0x") if sign == ":" else text.lstrip("0") for text in texts]
            joined = sign.join(halves)
            return joined if re.fullmatch(_USB, joined) else None
        return super()._only_value(node)


@dataclass(frozen=True)
class MediatedDevice(Text):
    """The UUID of a mediated device, of which others know the type."""

    def _misfit(self, text: str, path: str) -> str:
        return render("invalid-value", "no-uuid-of-mdev", key=last_key(path), expected=self.what, text=text)


_ADDRESS_PARTS = ("domain", "bus", "slot", "function")
HOSTDEV = Record(
    "a host device",
    {
        "name": Key(DEVICE_NAME, "what the device is called, here and as its alias (ua-hostdev-NAME)"),
        "pci": Key(
            HostPciAddress("a PCI address", _PCI, "0000:3b:00.0", pci_meant),
            "the host's PCI device, as lspci -D shows it",
        ),
        "usb": Key(
            HostUsbDevice("a USB id (VENDOR:PRODUCT), or BUS.DEVICE", _USB, "046d:c52b", usb_meant),
            "the host's USB device, as lsusb shows it",
        ),
        "mdev": Key(MediatedDevice("a UUID", _UUID), "the UUID of a mediated device"),
        "model": Row(
            FieldValue("Hostdev", "model", "a model"),
            "the driver of a mediated device: vfio-pci, vfio-ccw, vfio-ap",
            place="model",
        ),
        "managed": Row(
            Flag(),
            "whether libvirt takes the device from the host's driver and gives it back; default: true",
            place="managed",
        ),
        "rom": Key(OneOf((Flag("true or false"), FILE)), "the file with its ROM; false: none"),
        "display": Row(Flag(), "whether the mediated device is the guest's display", place="display"),
    },
    kinds=_KINDS,
    synonyms="hostdevs",
    inner=LibvirtFields("Hostdev", "hostdevs", "ua-hostdev", reads=lambda name, item: ROWS.keys_in(name, item)),
    of_fields=of_device("hostdevs", "hostdevs"),
    sources=("pci", "usb", "mdev"),
    refusals=HOSTDEV_REFUSALS,
    example="{pci: 0000:3b:00.0}",
)
KEYS = {
    "hostdevs": Key(NamedList(HOSTDEV, "a list of host devices"), "devices of the host that are given to the guest"),
}
ROWS: Rows = Rows("Hostdev", HOSTDEV.keys)


def expand(draft: Draft) -> None:
    """``hostdev``."""
    for path, hostdev in positions(draft, "hostdevs"):
        kinds = [kind for kind in _KINDS if hostdev.get(kind) is not None]
        if len(kinds) == 1:
            _expand_hostdev(draft, hostdev, kinds[0], path)
        elif kinds:
            message = render("impossible-combination", "hostdev-kinds", keys=" and ".join(kinds))
            draft.complain(message, hostdev, path, expected=_KINDS)
        elif not hostdev.has_lost():
            message = render("missing-key", "hostdev-kind", keys=", ".join(_KINDS))
            draft.complain(message, hostdev, path, "missing-key", expected=_KINDS)


def _expand_hostdev(draft: Draft, hostdev: Mapping, kind: str, path: str) -> None:
    address = hostdev.get(kind)
    assert isinstance(address, Scalar)
    if kind == "pci" and lacks(draft, "pci"):
        message = render("impossible-combination", "hostdev-without-pci", machine=draft.fact("machine"))
        draft.complain(message, address, f"{path}.pci")
    if kind == "usb" and not draft.is_on("usb"):
        draft.complain(render("impossible-combination", "device-without-usb"), address, f"{path}.usb")
    models = () if kind != "mdev" else mediated_models(draft)
    if len(models) > 1 and hostdev.get("model") is None:
        message = render("missing-key", "mdev-model", arch=draft.fact("arch"), models=", ".join(models))
        draft.complain(message, hostdev, f"{path}.model", "missing-key", expected=models)
    check_hostdev(draft, hostdev, kind, path)
    content: dict[str, Any] = {
        "mode": "subsystem",
        "type": kind,
        "managed": None if kind == "mdev" else True,
        "model": models[0] if len(models) == 1 else None,
        "display": None,
        "source": {"pci": _pci, "usb": _usb, "mdev": _mdev}[kind](address),
        "rom": _rom(hostdev.get("rom")),
        "alias": draft.alias("hostdev", hostdev.get("name")),
    }
    ROWS.lay(hostdev, content)
    draft.add("hostdevs", content, hostdev.origin)


def _pci(address: Scalar) -> dict[str, Any]:
    match = _PARTS(address.text)
    assert match is not None
    domain, bus, slot, function = (int(part or "0", 16) for part in match.groups())
    written = {
        "domain": f"0x{domain:04x}",
        "bus": f"0x{bus:02x}",
        "slot": f"0x{slot:02x}",
        "function": f"0x{function:x}",
    }
    return {"address": {name: Scalar(number, None, address.origin) for name, number in written.items()}}


def _usb(address: Scalar) -> dict[str, Any]:
    if "." in address.text:
        bus, device = address.text.split(".")
        return {"address": {"bus": int(bus), "device": int(device)}}
    vendor, product = (f"0x{part.lower().removeprefix('0x')}" for part in address.text.split(":"))
    return {"vendor": {"id": vendor}, "product": {"id": product}}


def _mdev(address: Scalar) -> dict[str, Any]:
    return {"address": {"uuid": address}}


def _rom(rom: Node | None) -> dict[str, Any] | None:
    if not isinstance(rom, Scalar):
        return None
    if isinstance(rom.value, bool):
        return {"enabled": rom}
    return {"file": rom}


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``hostdevs``, of the kinds that the form has."""
    hostdevs = [_guess_hostdev(hostdev) for hostdev in devices_of(domain, "hostdevs")]
    return {"hostdevs": [hostdev for hostdev in hostdevs if hostdev] or None}


def _guess_hostdev(hostdev: Mapping) -> VmSpec | None:
    kind = text_at(hostdev, "type")
    address = _guess_address(hostdev, kind)
    if address is None or text_at(hostdev, "mode") not in (None, "subsystem") or kind is None:
        return None
    rom = text_at(hostdev, "rom", "file")
    return {
        "name": name_by_alias(hostdev, "hostdev"),
        kind: address,
        **ROWS.read(hostdev),
        "rom": value(hostdev, "rom", "enabled") if rom is None else rom,
    }


def _guess_address(hostdev: Mapping, kind: str | None) -> str | None:
    address = at(hostdev, "source", "address")
    if kind == "mdev":
        return text_at(address, "uuid")
    if kind == "pci":
        parts = [value(address, name) for name in ("domain", "bus", "slot", "function")]
        if parts[0] is None:
            parts[0] = 0
        return "{:04x}:{:02x}:{:02x}.{:x}".format(*parts) if all(isinstance(part, int) for part in parts) else None
    if kind != "usb":
        return None
    bus, device = value(address, "bus"), value(address, "device")
    vendor, product = text_at(hostdev, "source", "vendor", "id"), text_at(hostdev, "source", "product", "id")
    if vendor and product and address is None:
        return f"{vendor.removeprefix('0x')}:{product.removeprefix('0x')}"
    return f"{bus}.{device}" if isinstance(bus, int) and isinstance(device, int) and not vendor else None


TOPIC = Topic(KEYS, expand=expand, guess=guess)
