"""Parts of a domain that a spec says in the document form."""

from __future__ import annotations

from libvirt_xml.yaml_forms.document.advice.written_fields import written_map
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf
from libvirt_xml.yaml_forms.shapes.shapes import Part
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar, is_null
from libvirt_xml.yaml_forms.vm.draft import Draft, value
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.topic import Topic

PART_KEYS = {
    "features": Key(
        Part("Features", writes=written_map), "features of the hypervisor, in the document form; null takes one away"
    ),
    "seclabel": Key(
        OneOf((ListOf(Part("Seclabel"), "a list of labels"), Part("Seclabel"))),
        "security labels, in the document form",
    ),
}
DOMAIN_KEY = {
    "domain": Key(
        OneOf((Part("Domain"), ListOf(Part("Domain"), "a list of maps"))),
        "anything else, in the document form, merged over the result; several, one over another",
    ),
}


def expand_parts(draft: Draft) -> None:
    """Features of the hypervisor that belong to other machines; the parts themselves are merged at the end."""
    features = draft.get("features")
    if not isinstance(features, Mapping):
        return
    for name, feature in features.items.items():
        if value(feature, "state") is not False and not is_null(feature):
            check_part(draft, "feature", Scalar(name, None, features.place_of(name)), f"features.{name}")


PARTS_TOPIC = Topic(PART_KEYS, expand=expand_parts)
DOMAIN_TOPIC = Topic(DOMAIN_KEY, elsewhere="it is merged over the domain at the end")
