"""The memory balloon."""

from __future__ import annotations

from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.shapes import Flag
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.key_shapes import IF_DRIVEN
from libvirt_xml.yaml_forms.vm.machine_types import check_device
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic

KEYS = {"balloon": Key(Flag(), f"the memory balloon; {IF_DRIVEN}")}


def expand(draft: Draft) -> None:
    """``memballoon``: libvirt makes one unless the domain says that there is none."""
    model = "virtio" if draft.is_on("balloon") else "none"
    if model != "none":
        check_device(draft, "balloon", draft.origin("balloon"), "balloon")
    draft.set_device("memballoon", {"model": model}, draft.origin("balloon"))


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``balloon``."""
    return {"balloon": text_at(domain, "devices", "memballoon", "model") == "virtio"}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
