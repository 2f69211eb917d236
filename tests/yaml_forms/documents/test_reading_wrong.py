"""What is wrong with a document in YAML: the cases in ``wrong.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from libvirt_xml.validation.catalogue import CODES
from tests.yaml_forms.documents.test_reading import read

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "wrong.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_wrong(case: dict[str, Any]) -> None:
    """All problems are named in one run, and there is an object all the same, which can be written."""
    made, problems = read(case["yaml"])
    assert problems == case["problems"]
    assert problems
    made.to_xml()


def test_codes() -> None:
    """Every code is one of the catalogue, and the cases are many."""
    codes = {problem.split()[1] for case in CASES for problem in case["problems"]}
    assert codes == {"unknown-key", "wrong-type", "invalid-value", "not-well-formed"} <= set(CODES)
    assert len({case["name"] for case in CASES}) == len(CASES) > 40
