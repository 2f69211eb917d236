"""What a machine is called."""

from __future__ import annotations

import re
from uuid import UUID, uuid5

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.shapes.shapes import Text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.rules import generations
from libvirt_xml.yaml_forms.vm.topic import Topic

DERIVED = "derived"
UUIDS = UUID("5f5e2579-c454-56fa-981d-e3d80db60be0")  # uuid5 of https://github.com/libvirt-xml/libvirt-xml/uuids/1
"""The namespace of derived UUIDs. It never changes: libvirt knows machines by what comes of it."""
_UUID = Text(
    "a UUID, or 'derived'",
    r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}|derived",
    "4dea22b3-1d52-d8f3-2516-782e98ab3fa0",
    lambda text: text.lower().removeprefix("urn:uuid:").strip("{}"),
)


class _Generation(Whole):
    """The number of a generation; keys below it are those of the machine."""

    def refuse(self, node: Node, path: str, findings: Findings) -> None:
        """Note that a value is of the wrong type."""
        if not isinstance(node, Mapping) or not node.items:
            super().refuse(node, path, findings)
            return
        message = render("wrong-type", "keys-of-defaults", expected=self.what, keys=tuple(node.items))
        findings.add("wrong-type", message, node, path)


KEYS = {
    "name": Key(Text("a name without '/'", r"[^/\n]+", "web1"), "the machine's name", is_required=True),
    "defaults": Key(_Generation(1), "the generation of defaults; default: the newest"),
    "title": Row(Text("a line of text", r"[^\n]+"), "a short title", place="title"),
    "description": Row(Text(), "what the machine is for", place="description"),
    "uuid": Key(
        _UUID,
        "its UUID; derived: from the name, so that it is the same each time; default: libvirt makes one",
    ),
}


def expand(draft: Draft) -> None:
    """``name`` and ``uuid``."""
    for name in ("name", "uuid"):
        node = draft.get(name)
        if isinstance(node, Scalar) and name == "uuid" and node.text == DERIVED:
            node = Scalar(derived_uuid(draft.name), None, node.origin)
        if node is not None:
            draft.put(name, node, node.origin)


def derived_uuid(machine: str) -> str:
    """The UUID that follows from the name of a machine: ``uuid.uuid5(UUIDS, name)``."""
    return str(uuid5(UUIDS, machine))


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``name``, ``defaults`` and ``uuid``."""
    name = text_at(domain, "name") or ""
    uuid = text_at(domain, "uuid")
    return {
        "name": re.sub(r"[/\n]", "_", name) or "unnamed",
        "defaults": generations()[-1],
        "uuid": DERIVED if (uuid or "").lower() == derived_uuid(name) else uuid,
    }


TOPIC = Topic(KEYS, Rows("Domain", KEYS), expand, guess)
