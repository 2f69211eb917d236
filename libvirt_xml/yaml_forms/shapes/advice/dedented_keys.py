"""Unknown keys of a map of the ``vm`` form whose lines are indented wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.advice.compound_keys import InnerKey, record_of
from libvirt_xml.yaml_forms.shapes.advice.indentation import block_before, header_above, keys_after
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record


def refuse_dedented(record: Record, node: Mapping, name: str, place: str, findings: Findings) -> InnerKey | None:
    """Note a key of the map, or of the last item of the list, that ends in the line above."""
    block = block_before(node, name, record.keys)
    inner = None if block is None else record_of(record.keys[block.key].shape)
    if block is None or inner is None or name not in inner.keys:
        return None
    trial = Findings()
    inner.keys[name].shape.check(node.items[name], "", trial)
    if trial.has_errors:
        return None
    keys = tuple(key for key in keys_after(node, block) if key in inner.keys and key not in record.keys)
    if name == keys[0]:
        message = render("unknown-key", "dedented", what=record.name, keys=keys, outer=inner.name, **block.place())
        findings.add("unknown-key", message, node.place_of(name), place)
    return InnerKey(block.key, inner, name)


def is_below_strange_header(node: Mapping, name: str, findings: Findings) -> bool:
    """Whether a key follows one of a map around this one that has no value, and belongs to that."""
    for outer in findings.around[:-1]:
        header = header_above(node, name, outer.keys)
        inner = None if header is None else record_of(outer.keys[header].shape)
        if inner is not None and name in inner.keys:
            return True
    return False


def is_of_outer(name: str, findings: Findings) -> bool:
    """Whether a key is one of a map around this one."""
    return any(name in outer.keys for outer in findings.around[:-1])
