"""What a machine is called and what it is for."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from libvirt_xml.yaml_forms.systems import System
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.draft import Draft

LABELS = "https://github.com/libvirt-xml/libvirt-xml/xmlns/labels/1"
"""The namespace of labels in the metadata of a domain."""
DERIVED = "derived"
UUIDS = UUID("5f5e2579-c454-56fa-981d-e3d80db60be0")  # uuid5 of https://github.com/libvirt-xml/libvirt-xml/uuids/1
"""The namespace of derived UUIDs. It never changes: libvirt knows machines by what comes of it."""
_INNER, _OUTER = "\n      ", "\n    "  # the indentation that the elements have in a document
LIBOSINFO = "http://libosinfo.org/xmlns/libvirt/domain/1.0"
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def expand_names(draft: Draft) -> None:
    """``type``, ``name``, ``uuid``, ``title``, ``description`` and ``metadata``."""
    kinds = {"kvm": "kvm", "tcg": "qemu"}
    draft.put("type", kinds[draft.text("accel") or "kvm"], draft.origin("accel"))
    for name in ("name", "uuid", "title", "description"):
        node = draft.get(name)
        if isinstance(node, Scalar) and name == "uuid" and node.text == DERIVED:
            node = Scalar(derived_uuid(draft.name), None, node.origin)
        if node is not None:
            draft.domain[name] = node
    elements: list[Any] = []
    if draft.system is not None:
        elements.append(Scalar(os_element(draft.system), None, draft.origin("os")))
    labels = draft.get("labels")
    if isinstance(labels, Mapping) and labels.items:
        elements.append(Scalar(labels_element(labels), None, labels.origin))
    if elements:
        draft.put("metadata", {"elements": elements}, draft.generation)


def derived_uuid(machine: str) -> str:
    """The UUID that follows from the name of a machine: ``uuid.uuid5(UUIDS, name)``."""
    return str(uuid5(UUIDS, machine))


def os_element(system: System) -> str:
    """The element that says which system a guest has, as virt-manager and others read it."""
    return (
        f'<libosinfo:libosinfo xmlns:libosinfo="{LIBOSINFO}">'
        f'{_INNER}<libosinfo:os id="{system.uri.translate(_ESCAPES)}"/>{_OUTER}</libosinfo:libosinfo>'
    )


def labels_element(labels: Mapping) -> str:
    """The element that holds labels."""
    inner = "".join(
        f'{_INNER}<lx:label name="{name.translate(_ESCAPES)}">{item.text.translate(_ESCAPES)}</lx:label>'
        for name, item in labels.items.items()
        if isinstance(item, Scalar)
    )
    return f'<lx:labels xmlns:lx="{LABELS}">{inner}{_OUTER}</lx:labels>'
