"""Architecture, acceleration and machine type."""

from __future__ import annotations

from libvirt_xml.facts.machines import architectures
from libvirt_xml.yaml_forms.shapes.shapes import Text, Words
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.machine_types import check_machine
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, of_words
from libvirt_xml.yaml_forms.vm.topic import Topic

ARCHITECTURES = tuple(architectures())

KEYS = {
    "arch": Row(Words(ARCHITECTURES), "the architecture; default: x86_64", place="os.type.arch"),
    "accel": Row(
        Words(("kvm", "tcg")),
        "kvm, or tcg: emulation without hardware support",
        place="type",
        conversion=of_words({"kvm": "kvm", "tcg": "qemu"}),
    ),
    "machine": Row(
        Text("a machine type", r"[A-Za-z0-9_.-]+", "q35"),
        "the machine type; default: q35 (pc for old guests), virt, s390-ccw-virtio or pseries",
        place="os.type.machine",
    ),
}


def expand(draft: Draft) -> None:
    """What all machines that QEMU emulates are."""
    draft.put("os.type.value", "hvm", draft.generation)
    check_machine(draft)


TOPIC = Topic(KEYS, Rows("Domain", KEYS), expand)
