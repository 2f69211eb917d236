"""Models of PCI controllers: the first is the root of the machine, the others give it more slots."""

from __future__ import annotations

from collections.abc import Callable

from libvirt_xml.completion.guest_machine import root_of
from libvirt_xml.editing.xml.xml_edits import XmlEdits
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.facts.machines import family_of
from libvirt_xml.fixing.element_order import attributes_before
from libvirt_xml.validation.problem import Problem

_USUAL = {"pci-root": "pci-bridge", "pcie-root": "pcie-root-port"}


def add_model(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the model that a PCI controller lacks."""
    root = _root(edits, element)
    if problem.parameters.get("attribute") == "model" and root and "index" in element.attributes:
        _set_model(edits, element, root if _is_first(edits, element) else _USUAL[root])


def correct_root(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the model of the first PCI controller, which can only be the root."""
    root = _root(edits, element)
    if (problem.path or "").endswith("/@model") and root and _is_first(edits, element):
        _set_model(edits, element, root)


def _set_model(edits: XmlEdits, element: XmlElement, model: str) -> None:
    edits.set_attribute(element, "model", model, attributes_before(element, "model"))


def _is_first(edits: XmlEdits, element: XmlElement) -> bool:
    return "index" in element.attributes and edits.value_of(element, "index").strip() == "0"


def _root(edits: XmlEdits, element: XmlElement) -> str:
    """The PCI root of the machine that a PCI controller is in; empty for another controller or an unknown machine."""
    is_pci = element.name == "controller" and "type" in element.attributes and edits.value_of(element, "type") == "pci"
    types = [one for one in edits.everywhere("type") if one.parent is not None and one.parent.name == "os"]
    if not is_pci or len(types) != 1 or "machine" not in types[0].attributes:
        return ""
    return root_of(family_of(edits.value_of(types[0], "machine")))


UNSAFE_MODELS: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    "invalid-value.allowed": correct_root,
    "missing-attribute.required-with": add_model,
}
"""The repairs, by the problem that they are for."""
