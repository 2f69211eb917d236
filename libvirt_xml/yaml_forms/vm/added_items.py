"""Named things that a layer adds to a spec: a name that is nearly another one is probably a slip."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.messages import render
from libvirt_xml.words.slips import resembling
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, is_null
from libvirt_xml.yaml_forms.vm.form import VM_KEYS


def warn_of_resemblance(base: Node, over: Node, findings: Findings) -> None:
    """Note what a spec that is laid over another adds under a name that resembles one of the other."""
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return
    for key, described in VM_KEYS.keys.items():
        if not isinstance(described.shape, NamedList):
            continue
        known = {name for name, _, _ in _names(base.get(key), key)}
        for name, place, path in _names(over.get(key), key):
            meant = None if name in known else resembling(name, sorted(known))
            if meant is not None:
                message = render("similar-name", "item-of-layer", name=name, list=key, other=meant)
                findings.add("similar-name", message, place, path, severity="warning", suggestion=meant)


def _names(node: Node | None, key: str) -> Iterator[tuple[str, Origin, str]]:
    """The names in a list of named things, or in the map that stands for one, each with its place and path."""
    if isinstance(node, Mapping):
        for name, item in node.items.items():
            if not is_null(item):
                yield name, node.place_of(name), f"vm.{key}.{name}"
    elif isinstance(node, Sequence) and not node.replaces:
        for at, item in enumerate(node.items):
            name_of = item.get("name") if isinstance(item, Mapping) else None
            if isinstance(name_of, Scalar):
                yield name_of.text, name_of.origin, f"vm.{key}[{at}].name"
