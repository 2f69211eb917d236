"""Sizes with their units."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from libvirt_xml.words.units import UNITS
from libvirt_xml.yaml_forms.shapes.sizes import Size, meanings, parse_size, spell_alike, spell_size


@pytest.mark.parametrize(
    ("text", "count"),
    [("4GiB", 4 * 2**30), ("4GB", 4 * 10**9), ("1 MiB", 2**20), ("512B", 512), ("3KB", 3000), ("2EiB", 2 * 2**60)],
)
def test_a_size_is_its_number_of_bytes(text: str, count: int) -> None:
    """Binary units and decimal ones are told apart."""
    assert parse_size(text).bytes == count


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("4", ["4GiB", "4MiB"]),
        ("4096", ["4096MiB", "4096KiB"]),
        ("4194304", ["4194304KiB", "4194304B"]),
        ("4G", ["4GiB", "4GB"]),
        ("4g", ["4GiB", "4GB"]),
        ("4gib", ["4GiB"]),
        ("4Gb", ["4GB"]),
        ("1.5GiB", ["1536MiB"]),
        ("1.5GB", ["1500MB"]),
        ("0.1GiB", []),
        ("much", []),
        ("-4GiB", []),
        ("4XB", []),
        ("", []),
    ],
)
def test_what_is_no_size_is_refused_with_its_likely_meanings(text: str, likely: list[str]) -> None:
    """A number alone says neither GiB nor MiB: both are named."""
    assert meanings(text) == likely
    with pytest.raises(ValueError, match="not a size"):
        parse_size(text)


@given(st.integers(1, 2**62))
def test_spelling_is_the_inverse_of_reading(count: int) -> None:
    """Every number of bytes has a spelling that reads as the same number."""
    assert parse_size(spell_size(count)).bytes == count


@given(st.integers(0, 2**40), st.sampled_from(list(UNITS)))
def test_a_size_stays_as_it_was_said(number: int, unit: str) -> None:
    """No unit is turned into another."""
    assert str(parse_size(f"{number}{unit}")) == f"{number}{unit}"
    assert parse_size(f"{number}{unit}") == Size(number, unit)


@given(st.integers(1, 10**6), st.sampled_from(sorted(UNITS)), st.integers(1, 10**6), st.sampled_from(sorted(UNITS)))
def test_a_size_in_the_unit_of_another_is_the_same(one: int, unit: str, number: int, other: str) -> None:
    """In that unit where it is whole there, else as it was; never another size."""
    try:
        size = parse_size(f"{number}{other}")
        parse_size(f"{one} {unit}")
    except ValueError:
        return
    spelled = spell_alike(f"{one} {unit}", str(size))
    assert parse_size(spelled).bytes == size.bytes
    assert spelled == (str(size) if size.bytes % UNITS[unit] else f"{size.bytes // UNITS[unit]} {unit}")
