"""Fields that are not set, and names that are no fields."""

from __future__ import annotations

from copy import deepcopy

import pytest

from libvirt_xml import Capabilities, Domain, DomainCapabilities, Element


def test_deleting_an_unset_field_does_nothing() -> None:
    """As it reads as nothing, it is nothing already."""
    domain = Domain(type="kvm", name="a")
    del domain.title
    domain.title = "x"
    del domain.title
    assert domain.title is None


def test_a_misspelt_name_gets_the_same_hint_everywhere() -> None:
    """Reading, writing and deleting."""
    domain = Domain(type="kvm", name="a")
    hint = "Domain has no field 'memry'; did you mean 'memory'?"
    with pytest.raises(AttributeError) as reading:
        _ = domain.memry  # type: ignore[attr-defined]
    with pytest.raises(AttributeError) as writing:
        domain.memry = 1  # type: ignore[attr-defined]
    with pytest.raises(AttributeError) as deleting:
        del domain.memry  # type: ignore[attr-defined]
    assert [str(raised.value) for raised in (reading, writing, deleting)] == [hint] * 3
    assert not hasattr(domain, "memry")
    assert deepcopy(domain) == domain


@pytest.mark.parametrize(
    ("element", "name", "sentence"),
    [
        (Domain(type="kvm", name="a"), "find_devise", "Domain has no field 'find_devise'; did you mean 'find_device'?"),
        (Domain(type="kvm", name="a"), "to_xlm", "Domain has no field 'to_xlm'; did you mean 'to_xml'?"),
        (Domain(type="kvm", name="a"), "path", "Domain has no field 'path'; it belongs to Disk and Filesystem"),
        (
            Capabilities.from_xml("<capabilities/>"),
            "supports",
            "Capabilities has no field 'supports'; it belongs to DomainCapabilities",
        ),
        (
            DomainCapabilities.from_xml("<domainCapabilities/>"),
            "machines",
            "DomainCapabilities has no field 'machines'; it belongs to Capabilities",
        ),
        (Domain(type="kvm", name="a"), "colour", "Domain has no field 'colour'"),
    ],
)
def test_methods_too(element: Element, name: str, sentence: str) -> None:
    """A misspelt one, and one that another class has."""
    with pytest.raises(AttributeError) as refused:
        getattr(element, name)
    assert str(refused.value) == sentence
