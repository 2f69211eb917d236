"""Sockets between host and guest."""

from __future__ import annotations

from typing import Any

from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.key_shapes import of_device, switch
from libvirt_xml.yaml_forms.vm.machine_types import check_device
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.rules import at
from libvirt_xml.yaml_forms.vm.topic import Topic

VSOCK = switch(
    {"cid": Row(Whole(3, 4294967295), "the guest's context id; default: libvirt chooses one", place="cid.address")},
    "vsock",
    "cid",
    of_fields=of_device("vsock", "vsock"),
)
KEYS = {"vsock": Key(VSOCK, "sockets between host and guest: true, or a context id")}
ROWS = Rows("Vsock", VSOCK.keys)


def expand(draft: Draft) -> None:
    """``vsock``."""
    vsock = draft.get("vsock")
    if isinstance(vsock, Mapping) and draft.is_on("vsock"):
        check_device(draft, "vsock", draft.origin("vsock"), "vsock")
        content: dict[str, Any] = {"model": "virtio", "cid": {"auto": vsock.get("cid") is None}}
        ROWS.lay(vsock, content)
        draft.set_device("vsock", content, draft.origin("vsock"))


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``vsock``."""
    vsock = at(domain, "devices", "vsock")
    return {"vsock": ROWS.read(vsock).get("cid", True) if isinstance(vsock, Mapping) else None}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
