"""Foreign content is equal where it means the same, wherever its namespaces are declared."""

from __future__ import annotations

import pytest

from libvirt_xml import AnyElement, Domain
from libvirt_xml.binding.element import Element

DOMAIN = Domain.from_xml("""
<domain type='kvm' xmlns:x='urn:x'>
  <name>a</name>
  <metadata><x:a>text<x:b y='1'/></x:a></metadata>
  <devices><disk><target dev='vda'/><x:z/></disk></devices>
</domain>""")


@pytest.mark.parametrize("part", [DOMAIN, DOMAIN.metadata, DOMAIN.devices, DOMAIN.devices.disks[0]])
def test_a_part_comes_back(part: Element) -> None:
    """What is written alone has the declarations of the elements around it, and is equal when it is read again."""
    assert type(part).from_element(part.to_element()) == part
    assert type(part).from_xml(part.to_xml()) == part


def test_another_namespace_is_another_element() -> None:
    """One prefix for two namespaces does not make elements equal."""
    element, other = (
        next(iter(Domain.from_xml(f"<domain xmlns:x='{name}'><metadata><x:a/></metadata></domain>").metadata))
        for name in ("urn:x", "urn:y")
    )
    assert element != other
    assert element == AnyElement("x:a", {"xmlns:x": "urn:x"})


def test_texts_side_by_side_are_one() -> None:
    """As they are when they are read; what is between them divides them."""
    assert AnyElement("a", content=["b", "", "c"]) == AnyElement("a", content=["bc"])
    assert AnyElement("a", content=["", AnyElement("d")]) == AnyElement("a", content=[AnyElement("d")])
    assert AnyElement("a", content=["b", AnyElement("d"), "c"]) != AnyElement("a", content=["bc", AnyElement("d")])
