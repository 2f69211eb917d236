"""The value of a secret, which a YAML file names and never holds.

``value: {env: NAME}`` or ``value: {file: PATH}``, without the end of its last line; ``value: {base64: {file: PATH}}``
is what a text in Base64 stands for, as Ceph writes its keys. It is no part of the document: libvirt takes it apart.
"""

from __future__ import annotations

import base64
import binascii

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.references import References
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node

_BASE64 = "base64"
_PATH = "secret.value"


def read_value(node: Node, references: References, findings: Findings) -> bytes | None:
    """The value that a reference leads to; ``None`` where nothing is read, and with a problem where it is wrong."""
    encoded = node.get(_BASE64) if isinstance(node, Mapping) and len(node.items) == 1 else None
    named = node if encoded is None else encoded
    if not isinstance(named, Mapping) or not references.is_reference(named):
        findings.add("wrong-type", render("wrong-type", "secret-value"), node, _PATH)
        return None
    data = references.read(named, findings, _PATH)
    return _decoded(data, node, findings) if encoded is not None else _without_line_end(data)


def _without_line_end(data: bytes | None) -> bytes | None:
    return None if data is None else data.removesuffix(b"\n").removesuffix(b"\r")


def _decoded(data: bytes | None, node: Node, findings: Findings) -> bytes | None:
    try:
        return None if data is None else base64.b64decode(b"".join(data.split()), validate=True)
    except binascii.Error:
        findings.add("invalid-value", render("invalid-value", "secret-base64"), node, _PATH)
        return None
