"""Addresses of devices of the host as others write them, and the one text that the form has for each."""

from __future__ import annotations

import re

from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import Refusals
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar


def _usb_id(key: str, node: Mapping) -> Sentence | None:
    """The two halves of a USB id, as libvirt has them."""
    for names in _USB:
        halves = [item.text for name in names if isinstance(item := node.items.get(name), Scalar)]
        if len(halves) == len(names):
            return render("unknown-key", "usb-id", key=key, usb=":".join(half.removeprefix("0x") for half in halves))
    return None


def _pci_address(key: str, node: Mapping) -> Sentence | None:
    """The parts of a PCI address, as libvirt has them."""
    texts = {name: item.text for name in _PCI if isinstance(item := node.items.get(name), Scalar)}
    if not {"bus", "slot"} <= texts.keys():
        return None
    try:
        numbers = {name: int(text, 16 if text.startswith("0x") else 10) for name, text in texts.items()}
    except ValueError:
        return None
    address = "{domain:04x}:{bus:02x}:{slot:02x}.{function:x}".format_map({**dict.fromkeys(_PCI, 0), **numbers})
    return render("unknown-key", "pci-address", keys=tuple(texts), pci=address)


_PCI = ("domain", "bus", "slot", "function")
_USB = (("vendor", "product"), ("vendor_id", "product_id"), ("vid", "pid"))
HOSTDEV_REFUSALS: Refusals = {
    **dict.fromkeys((name for names in _USB for name in names), _usb_id),
    **dict.fromkeys(_PCI, _pci_address),
}


def pci_meant(text: str) -> str | None:
    """The PCI address in the name of libvirt's node device, pci_0000_3b_00_0, in a line of ``lspci``, or without its
    function, 3b:00."""
    text = re.sub(r"^host=|,[a-z_-]+=[\w.-]+", "", text)  # options of Proxmox VE and QEMU
    spelt = re.fullmatch(r"(?:([0-9a-f]{4})[-.])?([0-9a-f]{2})[-.]([01][0-9a-f])[-.]([0-7])", text, re.IGNORECASE)
    if spelt is not None:
        return f"{spelt[1] or '0000'}:{spelt[2]}:{spelt[3]}.{spelt[4]}"
    of_line = re.fullmatch(r"((?:[0-9a-f]{4}:)?[0-9a-f]{2}:[01][0-9a-f](?:\.[0-7])?)(?: .*)?", text, re.IGNORECASE)
    if of_line is not None:
        return of_line[1] if "." in of_line[1] else f"{of_line[1]}.0"
    parts = re.fullmatch(r"pci_([0-9a-f]{4})_([0-9a-f]{2})_([0-9a-f]{2})_([0-7])", text)
    return None if parts is None else "{}:{}:{}.{}".format(*parts.groups())


def usb_meant(text: str) -> str | None:
    """The USB id as others write it, 046d c52b, or in a line of ``lsusb``; else the bus and the device in one, or in
    the path of a file, 001/005."""
    of_id = re.fullmatch(r"(?:.* )?((?:0x)?[0-9a-f]{4})[ /:-]((?:0x)?[0-9a-f]{4})(?: .*)?", text, re.IGNORECASE)
    if of_id is not None:
        return f"{of_id[1]}:{of_id[2]}"
    of_bus = re.fullmatch(r"(?:/dev/bus/usb/|bus )?([0-9]{1,3})(?:[:/]| device )([0-9]{1,3}):?", text, re.IGNORECASE)
    return None if of_bus is None else f"{int(of_bus[1])}.{int(of_bus[2])}"
