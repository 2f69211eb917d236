"""Documents as they were asked, and as libvirt had them after a define."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import Merged, merge
from libvirt_xml.apply.merging.remembering import refusals_of
from tests.sources import NO_PAIRS, recorded_pairs


class Applied(NamedTuple):
    """A document after its first apply: what is known of it, and the plan of the second."""

    name: str
    asked: Domain
    actual: Domain
    refused: dict[str, str]
    second: Merged[Domain]


@cache
def all_applied() -> tuple[Applied, ...]:
    """Every recorded pair."""
    pairs = [(version, pair) for version, pairs in recorded_pairs().items() for pair in pairs]
    if not pairs:
        pytest.skip(NO_PAIRS)
    return tuple(_apply(f"{version} {pair['file']}", pair["asked"], pair["dump"]) for version, pair in pairs)


def _apply(name: str, asked_text: str, dump: str) -> Applied:
    asked, actual = Domain.from_xml(asked_text), Domain.from_xml(dump)
    first = merge(asked, actual)
    refused = refusals_of(first.changes)
    return Applied(name, asked, actual, refused, merge(asked, actual, first.owned, refused))
