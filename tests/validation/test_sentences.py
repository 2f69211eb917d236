"""What is said of single faults: ``sentences.toml``, so that each change of a sentence is seen."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from libvirt_xml import validate

_CASES = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", _CASES, ids=[case["claim"] for case in _CASES])
def test_sentence(case: dict[str, str]) -> None:
    """One fault is one problem with this code, path, message, advice and suggestion."""
    (problem,) = validate(case["document"], rules=False)
    assert (problem.code, problem.path) == (case["code"], case["path"])
    assert problem.message == case["says"]
    assert problem.advice == case.get("advice")
    assert problem.suggestion == case.get("suggestion")
