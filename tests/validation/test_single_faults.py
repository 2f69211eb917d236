"""How well single faults are told: the shares do not fall below what was reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validation.faults import SORTS, make_faults
from tests.validation.reports import report_ours
from tests.validation.scores import ANSWERS, Score, judge, shares_by, table

_COUNT = 300
_SEED = 1
_FLOORS = {
    # percent          line column path code suggestion one all
    "misspelt-element": (100, 100, 100, 100, 100, 100, 100),
    "misspelt-attribute": (100, 100, 100, 100, 100, 100, 100),
    "invented-element": (100, 100, 100, 100, 100, 100, 100),
    "invented-attribute": (100, 100, 100, 100, 100, 100, 100),
    "dropped-element": (100, 100, 100, 100, 100, 100, 100),
    "dropped-attribute": (100, 100, 100, 100, 100, 100, 100),
    "duplicate-element": (100, 100, 100, 100, 100, 100, 100),
    "spoilt-attribute": (100, 100, 100, 100, 100, 100, 100),
    "spoilt-text": (100, 100, 100, 100, 100, 100, 100),
    "stray-text": (100, 100, 100, 100, 100, 100, 100),
    "moved-element": (100, 100, 100, 100, 100, 100, 100),
    "swapped-elements": (83, 83, 83, 83, 0, 100, 83),
}


@pytest.fixture(scope="module")
def scores(corpus: Path) -> list[Score]:
    faults = make_faults(corpus, _COUNT, _SEED)
    found = [judge(fault, problems) for fault, problems in zip(faults, report_ours(faults), strict=True)]
    print(table(found))
    return found


@pytest.mark.parametrize("sort", SORTS)
def test_shares(sort: str, scores: list[Score]) -> None:
    """Of each sort of fault, as many are told rightly, in each respect, as the floors say."""
    _, shares = shares_by(lambda fault: fault.sort, scores)[sort]
    reached = dict(zip(ANSWERS, shares.values(), strict=True))
    below = {
        name: share
        for (name, share), floor in zip(reached.items(), _FLOORS[sort], strict=True)
        if share is not None and share < floor
    }
    assert not below, f"{sort}: floors {dict(zip(ANSWERS, _FLOORS[sort], strict=True))}"


def test_every_fault_is_found(scores: list[Score]) -> None:
    """No faulty document is called valid, and none makes the validator raise."""
    missed = [score for score in scores if not score.reports or score.reports[0].message.startswith("raised ")]
    assert not missed, [(score.fault.source, score.fault.change, score.reports) for score in missed[:5]]
