"""Addresses of devices of the host in parts, as libvirt has them, and the one text that the form has for each."""

from __future__ import annotations

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
