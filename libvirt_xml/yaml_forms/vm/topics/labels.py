"""Labels of one's own, kept in the metadata of a domain."""

from __future__ import annotations

import re

from libvirt_xml.yaml_forms.shapes.composites import Key, MapOf
from libvirt_xml.yaml_forms.shapes.shapes import Text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import metadata_of
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic

LABELS = "https://github.com/libvirt-xml/libvirt-xml/xmlns/labels/1"
"""The namespace of labels in the metadata of a domain."""
INNER, OUTER = "\n      ", "\n    "  # the indentation that the elements have in a document
ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_LABEL = re.compile(r"""<lx:label name=("[^"]*"|'[^']*')>([^<]*)</lx:label>""").findall

KEYS = {
    "labels": Key(
        MapOf(Text(), "a map of names to texts", "{role: web}", has_own_names=True),
        "labels of your own, kept in the metadata",
    )
}


def expand(draft: Draft) -> None:
    """The element of the labels in ``metadata``."""
    labels = draft.get("labels")
    if isinstance(labels, Mapping) and labels.items:
        draft.metadata.append(Scalar(_element(labels), None, labels.origin))


def _element(labels: Mapping) -> str:
    inner = "".join(
        f'{INNER}<lx:label name="{name.translate(ESCAPES)}">{item.text.translate(ESCAPES)}</lx:label>'
        for name, item in labels.items.items()
        if isinstance(item, Scalar)
    )
    return f'<lx:labels xmlns:lx="{LABELS}">{inner}{OUTER}</lx:labels>'


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """The labels in the metadata."""
    labels: VmSpec = {}
    for element in metadata_of(domain):
        if LABELS in element:
            labels = {_unescaped(name[1:-1]): _unescaped(label) for name, label in _LABEL(element)}
    return {"labels": labels or None}


def _unescaped(label: str) -> str:
    from xml.sax.saxutils import unescape  # it imports the whole of urllib, and only the way back needs it

    return unescape(label, {"&quot;": '"', "&apos;": "'", "&#10;": "\n", "&#9;": "\t", "&#13;": "\r"})


TOPIC = Topic(KEYS, expand=expand, guess=guess)
