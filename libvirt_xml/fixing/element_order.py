"""Where libvirt writes an element among its siblings, and an attribute among those beside it."""

from __future__ import annotations

from bisect import bisect

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.scalars import KeptText
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.editing.xml.xml_spans import XmlElement

_ELEMENTS = ("child", "scalar", "flag")


def element_before(parent: XmlElement, name: str) -> XmlElement | None:
    """The child after which a new one of a name comes; ``None`` where it comes first."""
    ranks = _ranks(parent)
    rank = ranks.get(name, len(ranks))
    known = [other for other in parent.names if other in ranks]  # a misspelt one may be of any place
    earlier = (parent.named(other)[-1] for other in known or parent.names if ranks.get(other, 0) <= rank)
    return max(earlier, key=lambda child: child.place, default=None)


def place_in(parent: XmlElement, element: XmlElement) -> XmlElement | None:
    """The child after which an element comes that moves: those of its name stay in the order of the document."""
    alike = parent.named(element.name)
    at = bisect(alike, element.start, key=lambda child: child.start)
    if at:
        return alike[at - 1]
    return alike[0].previous if alike else element_before(parent, element.name)


def attributes_before(element: XmlElement, name: str) -> list[str]:
    """The attributes that an element may have before one, in libvirt's order; all it has where that is unknown."""
    cls = _class_of(element)
    specs = () if cls is None else specs_of(cls).values()
    names = [spec.xml for spec in specs if spec.kind == "attribute"]
    return names[: names.index(name)] if name in names else list(element.attributes)


def may_be_home(element: XmlElement, home: str, name: str) -> bool:
    """Whether an element may have one with a name that may have one with another name."""
    cls = _class_of(element)
    inside = None if cls is None else _class_inside(cls, home)
    return inside is not None and _has_element(inside, name)


def may_have(parent: XmlElement, name: str) -> bool:
    """Whether an element may have one of a name."""
    cls = _class_of(parent)
    return cls is None or _has_element(cls, name)


def may_have_attribute(element: XmlElement, name: str) -> bool:
    """Whether an element is known to have an attribute of a name."""
    return _attribute(element, name) is not None


def requires_attribute(element: XmlElement, name: str) -> bool:
    """Whether an element is known to have an attribute of a name always."""
    spec = _attribute(element, name)
    return spec is not None and spec.is_required


def takes_value(element: XmlElement, name: str, value: str) -> bool:
    """Whether an element is known to have an attribute of a name that may have a value, as far as its type says."""
    spec = _attribute(element, name)
    if spec is None:
        return False
    read = spec.converter.read
    return value in spec.converter.words or read is None or not isinstance(read[value], KeptText)


def _attribute(element: XmlElement, name: str) -> Spec | None:
    cls = _class_of(element)
    specs = () if cls is None else specs_of(cls).values()
    return next((spec for spec in specs if spec.kind == "attribute" and spec.xml == name), None)


def is_astray(element: XmlElement, name: str) -> bool:
    """Whether the element around one has an attribute that it cannot have: it may be meant for the one inside."""
    outer = element.parent
    return outer is not None and name in outer.attributes and not may_have_attribute(outer, name)


def _has_element(cls: type[Element], name: str) -> bool:
    return any(spec.xml == name for spec in specs_of(cls).values() if spec.kind in _ELEMENTS)


def may_repeat(parent: XmlElement, name: str) -> bool:
    """Whether an element may have several of a name."""
    cls = _class_of(parent)
    return cls is None or any(spec.xml == name and spec.is_list for spec in specs_of(cls).values())


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
    return None if outer is None else _class_inside(outer, element.name)


def _class_inside(outer: type[Element], name: str) -> type[Element] | None:
    specs = (spec for spec in specs_of(outer).values() if spec.kind == "child" and spec.xml == name)
    spec = next(specs, None)
    return None if spec is None else child_class(spec)
