"""The VLANs of a NIC."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, Record
from libvirt_xml.yaml_forms.shapes.describing import describe, last_key
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.shapes.shapes import Flag
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.domain_parts import maps_at
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value

_TAG = Whole(0, 4095, "a VLAN number")


class _Tags(ListOf):
    """A list of VLAN numbers; a range is written as all of them."""

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        meant = _numbers_of_range(node)
        if meant is None:
            return super().check(node, path, findings)
        parts = {"key": last_key(path), "expected": self.what}
        if isinstance(node, Sequence):
            findings.add("wrong-type", render("wrong-type", "range-in-list", written=meant, **parts), node, path)
        else:
            message = render("wrong-type", "shape", actual=describe(node, path), **parts)
            findings.add("wrong-type", message, node, path, suggestion=meant)
        return None


def _numbers_of_range(node: Node) -> str | None:
    """The list of the numbers of a range, and of numbers and ranges with commas between them: ``10-20``."""
    items = node.items if isinstance(node, Sequence) else [node]
    text = ",".join(item.text if isinstance(item, Scalar) else "-" for item in items)
    if not _RANGES(text) or "-" not in text:
        return None
    ends = [[int(end) for end in part.split("-")] for part in re.split(r"\s*,\s*", text)]
    numbers = [number for first, *last in ends for number in range(first, (last or [first])[0] + 1)]
    return f"[{', '.join(map(str, numbers))}]" if 1 < len(numbers) <= _MOST else None


_MOST = 64  # numbers that are written
_RANGES = re.compile(r"[0-9]{1,4}(?:-[0-9]{1,4})?(?:\s*,\s*[0-9]{1,4}(?:-[0-9]{1,4})?)*").fullmatch
_TAGS = _Tags(_TAG, "a list of VLAN numbers")
VLAN = OneOf(
    (
        _TAG,
        _TAGS,
        Record(
            "vlan",
            {
                "tags": Key(_TAGS, "the VLANs", is_required=True),
                "trunk": Key(Flag(), "whether the guest sees the tags; true for more than one"),
                "native": Key(Whole(0, 4095), "the VLAN of untagged packets"),
            },
            synonyms="vlans",
            example="{tags: [10]}",
        ),
    )
)


def expand_vlan(draft: Draft, nic: Mapping, path: str) -> dict[str, Any] | None:
    """``vlan`` of an interface."""
    vlan = nic.get("vlan")
    if vlan is None:
        return None
    if isinstance(vlan, Scalar):
        return {"tags": [{"id": vlan}]}
    tags = vlan if isinstance(vlan, Sequence) else vlan.get("tags")
    items = list(tags) if isinstance(tags, Sequence) else []
    native = vlan.get("native") if isinstance(vlan, Mapping) else None
    content = [{"id": tag, "native_mode": "untagged" if _same(tag, native) else None} for tag in items]
    if native is not None and not any(_same(tag, native) for tag in items):
        draft.complain(render("unknown-name", "native-vlan"), native, f"{path}.vlan.native", "unknown-name")
    trunk = vlan.get("trunk") if isinstance(vlan, Mapping) else None
    return {"trunk": trunk or (True if len(items) > 1 or native is not None else None), "tags": content}


def _same(tag: Node, native: Node | None) -> bool:
    return isinstance(tag, Scalar) and isinstance(native, Scalar) and tag.value == native.value


def guess_vlan(nic: Mapping) -> Any:
    """The VLANs, in the shortest form that says all of them."""
    tags = maps_at(nic, "vlan", "tags")
    numbers = [value(tag, "id") for tag in tags]
    native = next((value(tag, "id") for tag in tags if text_at(tag, "native_mode") == "untagged"), None)
    if native is not None:
        return {"tags": numbers, "native": native}
    if len(numbers) == 1 and value(nic, "vlan", "trunk") is True:
        return {"tags": numbers, "trunk": True}
    return numbers[0] if len(numbers) == 1 else numbers or None
