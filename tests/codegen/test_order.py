"""``codegen.analysis.child_order``: the rank of children."""

from __future__ import annotations

import pytest

from codegen.analysis.child_order import arranged, is_partial, ranked
from libvirt_xml.errors import SchemaError
from libvirt_xml.relaxng.schema.tree import Name

A, B, C, D = (Name("", letter) for letter in "abcd")


def test_constraints_come_first() -> None:
    """What must stand before something does."""
    assert ranked([A, B, C], [(C, A)], "x") == [B, C, A]


def test_the_given_sequence_where_constraints_are_silent() -> None:
    """Without constraints the sequence stays; among what is free, the earlier comes first."""
    assert ranked([C, A, B], [], "x") == [C, A, B]
    assert ranked([D, A, B, C], [(B, A), (C, D)], "x") == [B, A, C, D]
    assert ranked([A, B, C, D], [(A, D)], "x") == [A, B, C, D]


def test_a_constraint_said_twice_counts_once() -> None:
    """Constraints of several branches may repeat each other."""
    assert ranked([A, B], [(B, A), (B, A)], "x") == [B, A]


def test_a_circle_is_an_error_that_names_its_members() -> None:
    """A circle cannot be ranked; the message has the class's path and the children, and no others."""
    with pytest.raises(SchemaError, match=r"^domain/os: the schema orders these children in a circle: a, b$"):
        ranked([C, A, B], [(A, B), (B, A)], "domain/os")


def test_partial() -> None:
    """Fields say after what they stand only where constraints order some pairs and not all."""
    assert not is_partial([A, B, C], set())
    assert is_partial([A, B, C], {(A, B)})
    assert not is_partial([A, B, C], {(A, B), (A, C), (B, C)})


def test_a_wanted_order() -> None:
    """Names stand as is wanted, those that are not listed behind the one before them, at the front if there is none."""

    def step(name: Name) -> str:
        return name.local

    assert arranged([A, B, C, D], ["d", "b"], step) == [A, D, B, C]
    assert arranged([A, B, C], [], step) == [A, B, C]
    assert arranged([C, A, B, D], ["a", "x", "c"], step) == [A, B, D, C]
