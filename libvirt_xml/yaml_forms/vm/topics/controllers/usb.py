"""The USB controller."""

from __future__ import annotations

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.shapes import Flag
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Origin
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.machine_types import check_device, lacks
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic

KEYS = {
    "usb": Key(
        Flag(devices="hostdevs: [{usb: 046d:c52b}]"),
        "the USB controller; there is one unless this is false, or the machine has no USB (s390x, isapc)",
    ),
}


def expand(draft: Draft) -> None:
    """``controller`` of the type ``usb``; without one libvirt makes one, unless the domain says that there is none."""
    origin = draft.origin("usb")
    if not draft.is_on("usb"):
        if not lacks(draft, "usb-none"):
            draft.add("controllers", {"type": "usb", "index": 0, "model": "none"}, origin)
        return
    if check_device(draft, "usb", origin, "usb") and lacks(draft, "usb"):
        message = render("impossible-combination", "machine-without-usb", machine=draft.fact("machine"))
        draft.complain(message, origin, "usb")
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


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``usb``."""
    controllers = devices_of(domain, "controllers")
    return {
        "usb": any(
            text_at(controller, "type") == "usb" and text_at(controller, "model") != "none"
            for controller in controllers
        )
    }


TOPIC = Topic(KEYS, expand=expand, guess=guess)
