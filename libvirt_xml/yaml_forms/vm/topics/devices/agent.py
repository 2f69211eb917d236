"""The channels of the agents in the guest."""

from __future__ import annotations

from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.shapes import Flag
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.key_shapes import IF_DRIVEN
from libvirt_xml.yaml_forms.vm.machine_types import check_device
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic

AGENT = "org.qemu.guest_agent.0"
DESKTOP_AGENT = "com.redhat.spice.0"  # clipboard and size of the screen
KEYS = {"agent": Key(Flag(), f"the channel of the guest agent; {IF_DRIVEN}")}


def expand(draft: Draft) -> None:
    """``channel`` of the guest agent, and of the desktop's where there is spice."""
    if not draft.is_on("agent"):
        return
    check_device(draft, "agent", draft.origin("agent"), "agent")
    content = {"type": "unix", "sources": [{"mode": "bind"}], "target": {"type": "virtio", "name": AGENT}}
    draft.add("channels", content, draft.origin("agent"))
    spice = next((display for display in draft.devices_in("graphics") if text_at(display, "type") == "spice"), None)
    if spice is not None:
        target = {"type": "virtio", "name": DESKTOP_AGENT}
        draft.add("channels", {"type": "spicevmc", "target": target}, spice.origin)


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``agent``."""
    return {"agent": any(text_at(channel, "target", "name") == AGENT for channel in devices_of(domain, "channels"))}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
