"""What is met again, in whichever groups the keys of a document come."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, strategies as st

from libvirt_xml.validation.rules.gating.met_again import gather_keys, met_again

_GROUPS = st.lists(st.lists(st.tuples(st.integers(-4, 3), st.sampled_from(["a", "b", None])), max_size=5), max_size=5)


@given(_GROUPS)
def test_groups(groups: list[list[tuple[int, object]]]) -> None:
    """Two equal keys of a number are met again; of a number below zero, two that differ."""
    keys = [key for group in groups for key in group]
    again = {number for (number, _), count in Counter(keys).items() if number >= 0 and count > 1}
    differing = Counter(number for number, _ in set(keys) if number < 0)
    expected = again | {~number for number, count in differing.items() if count > 1}
    assert met_again(filter(None, map(gather_keys, groups))) == sum(1 << number for number in expected)
