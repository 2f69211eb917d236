"""Trying a claim on examples of a strategy; how many is decided where the claim stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

_MANY = 20


def holds_for_all(examples: SearchStrategy[T], claim: Callable[[T], None], count: int) -> None:
    """Fail with the least example for which a claim raises; the profile ``explore`` tries twenty times as many."""
    most = count if settings().derandomize else count * _MANY

    @settings(max_examples=most)
    @given(examples)
    def check(example: T) -> None:
        claim(example)

    check()
