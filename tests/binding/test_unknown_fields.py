"""Fields that are not set, and names that are no fields."""

from __future__ import annotations

from copy import deepcopy

import pytest

from libvirt_xml import Domain


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
