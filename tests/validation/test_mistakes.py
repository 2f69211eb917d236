"""Mistakes that people make, and suggestions that are right when they literally replace what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from libvirt_xml import Problem, Validator, validate
from tests.validation.applying import apply_suggestion
from tests.validation.faults import make_faults
from tests.validation.mistakes import cases, said_of

_COUNT = 300
_MORE_IS_MISSING = {"<pool type='lvm'><name>a</name></pool>"}  # a pool of that type needs more than this one has
_SCHEMA = Validator(rules=False)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["document"][:60])
def test_what_is_said(case: dict[str, str]) -> None:
    """Each mistake is told with its cause, its place and the whole fix."""
    assert said_of(case["document"]) == case["says"]


@pytest.mark.parametrize("document", [case["document"] for case in cases()], ids=lambda text: text[:60])
def test_suggestions_of_mistakes(document: str) -> None:
    """Whatever is suggested leaves fewer problems when it replaces what is there, and nothing else changes."""
    assert document in _MORE_IS_MISSING or not _useless(document)


def test_suggestions_of_single_faults(corpus: Path) -> None:
    """So it is for single faults in libvirt's own documents."""
    faults = make_faults(corpus, _COUNT, seed=1)
    useless = {fault.change: suggestions for fault in faults if (suggestions := _useless(fault.text))}
    assert not useless


def _useless(document: str) -> list[str]:
    """The suggestions for a document that leave as many problems as it has."""
    problems = validate(document)
    return [
        problem.full_message
        for problem in problems
        if problem.suggestion is not None and not _helps(document, problem, len(problems))
    ]


def _helps(document: str, problem: Problem, count: int) -> bool:
    changed = apply_suggestion(document, problem)
    if changed is None:
        return False
    left = _SCHEMA.validate(changed)
    if problem.code == "unknown-document":  # before, nothing else was looked at
        return all(other.code != problem.code for other in left)
    return len(left) < count
