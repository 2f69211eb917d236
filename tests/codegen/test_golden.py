"""One schema construct in, exact Python out: the cases in ``tests/golden``."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.checks.approximations import CODES
from tests.codegen.golden import FOLDER, case_names, make_model, read_case, show

_OTHER_CODES = {"open-set", "number-or-text"}


@pytest.mark.parametrize("name", case_names())
def test_case(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A case's grammar gives its golden to the letter; ``--update-golden`` writes it instead."""
    case = read_case(name)
    golden = FOLDER / f"{name}.golden"
    text = show(make_model(case, tmp_path), case.get("modules", []))
    if request.config.getoption("--update-golden"):
        golden.write_text(text, encoding="utf-8")
    assert golden.exists(), f"{golden.name} is missing: write it with --update-golden, and read it"
    assert text == golden.read_text(encoding="utf-8"), case["claim"]


def test_every_golden_has_a_case() -> None:
    """No golden outlives its case, and there are cases."""
    goldens = sorted(path.stem for path in FOLDER.glob("*.golden"))
    assert goldens == case_names()
    assert len(goldens) > 25


def test_every_case_has_a_claim_of_its_own() -> None:
    """Claims are there, and no two cases make the same."""
    claims = [read_case(name)["claim"] for name in case_names()]
    assert all(claims)
    assert len(set(claims)) == len(claims)


def test_every_approximation_has_an_example() -> None:
    """Each code that names a loss stands in some golden."""
    shown = "".join((FOLDER / f"{name}.golden").read_text(encoding="utf-8") for name in case_names())
    assert {code for code in {*CODES, *_OTHER_CODES} if f"\n# {code} guest" not in shown} == set()
