"""Whether a machine runs: no part of a domain, but of what is done with it."""

from __future__ import annotations

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.shapes.shapes import Flag, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Scalar
from libvirt_xml.yaml_forms.vm.topic import Topic

_PAUSED = {"paused", "suspended", "pmsuspended", "pause", "suspend", "saved", "hibernated"}
_REMOVED = {"absent", "deleted", "removed", "undefined", "destroyed", "gone"}


class _States(Words):
    """Whether a machine runs. Other tools have a state for machines that should not be there."""

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if not isinstance(node, Scalar) or node.text not in _REMOVED | _PAUSED:
            return super().check(node, path, findings)
        parts = {"key": last_key(path), "expected": self.what, "text": node.text}
        message = (
            render("invalid-value", "state-of-paused", **parts)
            if node.text in _PAUSED
            else render("invalid-value", "state-of-removed", **parts)
        )
        findings.add("invalid-value", message, node, path, expected=self.words)
        return None


KEYS = {
    "autostart": Key(Flag(), "whether it starts with the host"),
    "state": Key(
        _States(("running", "stopped", "unmanaged")),
        "whether it is to run; without it, `apply` starts a new machine and leaves others",
    ),
}

TOPIC = Topic(KEYS, elsewhere="Machine.state and Machine.autostart")
