"""What a machine is called and what it is for."""

from __future__ import annotations

from typing import Any

from libvirt_xml.spec.systems import System
from libvirt_xml.spec.tree import Mapping, Scalar
from libvirt_xml.spec.vm.draft import Draft

LABELS = "https://github.com/libvirt-xml/libvirt-xml/xmlns/labels/1"
"""The namespace of labels in the metadata of a domain."""
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
