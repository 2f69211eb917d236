"""Where libvirt writes an element among its siblings, and an attribute among those beside it."""

from __future__ import annotations

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import child_class
from libvirt_xml.editing.xml.xml_spans import XmlElement


def element_before(parent: XmlElement, name: str) -> XmlElement | None:
    """The child after which a new one of a name comes; ``None`` where it comes first."""
    ranks = _ranks(parent)
    rank = ranks.get(name, len(ranks))
    before = None
    for child in parent.children:
        if ranks.get(child.name, 0) <= rank:
            before = child
    return before


def attributes_before(element: XmlElement, name: str) -> list[str]:
    """The attributes that an element may have before one, in libvirt's order; all it has where that is unknown."""
    cls = _class_of(element)
    specs = () if cls is None else specs_of(cls).values()
    names = [spec.xml for spec in specs if spec.kind == "attribute"]
    return names[: names.index(name)] if name in names else list(element.attributes)


def _ranks(parent: XmlElement) -> dict[str, int]:
    """The places of the elements in one, by name."""
    cls = _class_of(parent)
    if cls is None:
        return {}
    return {spec.xml: rank for rank, spec in enumerate(specs_of(cls).values()) if spec.kind != "attribute"}


def _class_of(element: XmlElement) -> type[Element] | None:
    """The class of an element, by the names of those around it."""
    from libvirt_xml import documents

    if element.parent is None:
        names = documents.ROOTS.get(element.name, ())
        return getattr(documents, names[0]) if names else None
    outer = _class_of(element.parent)
    specs = () if outer is None else specs_of(outer).values()
    spec = next((spec for spec in specs if spec.kind == "child" and spec.xml == element.name), None)
    return None if spec is None else child_class(spec)
