"""The memory balloon."""

from __future__ import annotations

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.describing import describe, last_key
from libvirt_xml.yaml_forms.shapes.shapes import Flag
from libvirt_xml.yaml_forms.shapes.sizes import Size, meanings, parse_size
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.key_shapes import IF_DRIVEN
from libvirt_xml.yaml_forms.vm.machine_types import check_device
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic


def _size_in(node: Scalar) -> Size | None:
    """The size that a text says, or probably means."""
    if not isinstance(node.value, str) or not any(map(str.isdigit, node.text)):
        return None
    text = next(iter(meanings(node.text)), node.text)
    try:
        return parse_size(text)
    except ValueError:
        return None


class _Balloon(Flag):
    """Whether there is a balloon. Proxmox VE has a size here, that of the memory when the host has little."""

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        is_number = isinstance(node, Scalar) and type(node.value) is int and node.value > 1
        size = _size_in(node) if isinstance(node, Scalar) else None
        if not isinstance(node, Scalar) or not (is_number or size):
            return super().check(node, path, findings)
        number, unit = (node.text, "MiB") if is_number or size is None else (str(size.number), size.unit)
        parts = {"key": last_key(path), "expected": self.what, "actual": describe(node, path)} | {
            "number": number,
            "unit": unit,
        }
        findings.add("wrong-type", render("wrong-type", "size-of-balloon", **parts), node, path)
        return None


KEYS = {"balloon": Key(_Balloon(), f"the memory balloon; {IF_DRIVEN}")}


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
