"""What YAML says beside a document, which libvirt takes apart: the value of a secret, whether something runs.

``state`` and ``autostart`` are keys of a domain, network or pool in the document form, as they are of a ``vm``.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import NamedTuple

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.shapes import Flag, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar

_POWER = ("state", "autostart")
_KEYS = {"secret": ("value",), **dict.fromkeys(("domain", "network", "storage_pool"), _POWER)}
_STATES = {
    "domain": ("running", "stopped", "unmanaged"),
    **dict.fromkeys(("network", "storage_pool"), ("running", "unmanaged")),
}


class WantedPower(NamedTuple):
    """Whether something is to run, and whether it starts with the host; ``None`` where nothing is said."""

    state: str | None = None
    autostart: bool | None = None


def set_apart(kind: str, node: Node) -> tuple[Node, AnyMapping[str, Node]]:
    """A document in the document form, and what is said beside it, by its keys."""
    names = _KEYS.get(kind, ())
    if not isinstance(node, Mapping) or not any(name in node for name in names):
        return node, {}
    items = {name: held for name, held in node.items.items() if name not in names}
    places = {name: place for name, place in node.keys.items() if name not in names}
    apart = {name: held for name in names if (held := node.get(name)) is not None}
    return Mapping(items, node.origin, places, replaces=node.replaces), apart


def wanted_power(kind: str, apart: AnyMapping[str, Node], findings: Findings) -> WantedPower:
    """What is said of the power of a document; what is wrong is noted."""
    state, autostart = (apart.get(name) for name in _POWER)
    return WantedPower(
        None if state is None else _state(kind, state, findings),
        None if autostart is None else _flag(autostart, f"{kind}.autostart", findings),
    )


def _state(kind: str, node: Node, findings: Findings) -> str | None:
    path, words = f"{kind}.state", _STATES[kind]
    if isinstance(node, Scalar) and node.text in _STATES["domain"] and node.text not in words:
        message = render("invalid-value", "never-stopped", kind=kind.replace("_", " "))
        findings.add("invalid-value", message, node, path, expected=words, suggestion="unmanaged")
        return None
    checked = Words(words).check(node, path, findings)
    return checked.text if isinstance(checked, Scalar) else None


def _flag(node: Node, path: str, findings: Findings) -> bool | None:
    checked = Flag().check(node, path, findings)
    return bool(checked.value) if isinstance(checked, Scalar) else None
