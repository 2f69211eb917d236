"""There and back: an object as YAML text, and the object that the text reads as."""

from __future__ import annotations

from libvirt_xml import Element
from libvirt_xml.yaml_forms.document import read_document, write_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.emitting import dump
from libvirt_xml.yaml_forms.text.variables import substitute
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node


def read_tree(text: str) -> Node:
    """What stands under the only key of YAML text, variables put in; there must be no problem."""
    findings = Findings()
    (document,) = read_yaml(text, findings)
    substituted = substitute(document, {}, findings)
    assert findings.problems == []
    assert isinstance(substituted, Mapping)
    (node,) = substituted.items.values()
    return node


def to_yaml(element: Element) -> str:
    """An object as YAML text, its tree found to be as good as the text."""
    tree = write_document(element)
    assert_same(element, tree)
    return dump([("it", tree)])


def assert_lossless(element: Element) -> Element:
    """YAML text reads back as an equal object, which is written as the same XML and as the same YAML; that object."""
    text = to_yaml(element)
    tree = read_tree(text)
    assert dump([("it", tree)]) == text
    return assert_same(element, tree)


def assert_same(element: Element, tree: Node) -> Element:
    """A tree reads as an object, without a problem; the object that it reads as."""
    findings = Findings()
    again = read_document(tree, type(element), findings)
    assert findings.problems == []
    assert again == element
    assert again.to_xml(indent=None) == element.to_xml(indent=None)
    return again
