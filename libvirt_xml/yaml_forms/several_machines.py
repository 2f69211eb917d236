"""Several machines in one list or map, as inventories have them: ``vms: [{name: web1}, {name: web2}]``."""

from __future__ import annotations

from collections.abc import Iterable

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.advice.unknown_keys import is_known_key
from libvirt_xml.yaml_forms.text.merging import listed
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Sequence

_LEAST = 2  # keys by which a machine is recognized


def refuse_machines(node: Node, name: str, place: Origin, findings: Findings) -> bool:
    """Note several machines in the place of one, and what is wrong with each; whether there are some.

    ``name`` is the key that they are below; empty for those that are a whole document.
    """
    from libvirt_xml.yaml_forms.vm.form import VM_KEYS as FORM

    items = _maps_in(node)
    if not items or not all(isinstance(item, Mapping) and _is_machine(item.items) for item in items):
        return False
    if name:
        findings.add("unknown-key", render("unknown-key", "machines", key=name), place, name)
    else:
        findings.add("wrong-type", render("wrong-type", "machines"), place, name)
    for at, item in enumerate(items):
        FORM.check(item, f"{name}[{at}]", findings)
    return True


def _maps_in(node: Node) -> list[Node]:
    """The items of a list, or of a map by name."""
    if isinstance(node, Sequence):
        return list(node.items)
    is_by_name = isinstance(node, Mapping) and all(isinstance(item, Mapping) for item in node.items.values())
    return listed(node) if is_by_name and isinstance(node, Mapping) else []


def is_machine(node: Node) -> bool:
    """Whether a map has keys of a machine."""
    return isinstance(node, Mapping) and _is_machine(node.items)


def _is_machine(keys: Iterable[str]) -> bool:
    from libvirt_xml.yaml_forms.vm.form import VM_KEYS as FORM

    known = [key for key in keys if is_known_key(FORM, key)]
    return len(known) >= _LEAST and len(known) * 2 >= len(list(keys))
