"""What a spec would say of a domain: a guess at every key, which expanding it again puts to the test."""

from __future__ import annotations

from typing import Any

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping
from libvirt_xml.yaml_forms.vm.form import IN_TURN
from libvirt_xml.yaml_forms.vm.rows import VmSpec, united


def guess(domain: Mapping) -> VmSpec:
    """The keys of the ``vm`` form for a domain in the document form, topic by topic."""
    spec: VmSpec = {}
    for topic in IN_TURN:
        values = {} if topic.rows is None else topic.rows.read(domain)
        if topic.guess is not None:
            values = united(values, topic.guess(domain, spec))
        spec.update(_without_none(values))
    return spec


def _without_none(value: Any) -> Any:
    """A part of a spec without what nothing is known of."""
    match value:
        case dict():
            return {name: _without_none(item) for name, item in value.items() if item is not None}
        case list():
            return [_without_none(item) for item in value]
        case _:
            return value
