"""The problems of a document depend on nothing that came before it: of explanations that are as good as each other, the
same one is told by every process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence

import pytest

from libvirt_xml.validation.grammars import Grammars, shipped
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.validator import Validator
from tests.sources import SCHEMAS, VERSIONS
from tests.validation.growing import GROWING, NEWER

_DOCUMENTS = [kind.make(3) for kind in (*GROWING.values(), *NEWER.values())]
_PRINT = """
from tests.validation.test_order import in_order
print(in_order({seed}))
"""


def in_order(seed: int, validator: Validator | None = None) -> list[list[Problem]]:
    """The problems of each document, the documents read in an order of chance."""
    validator = validator or _fresh()
    order = random.Random(seed).sample(range(len(_DOCUMENTS)), len(_DOCUMENTS))
    found = {at: validator.validate(_DOCUMENTS[at]) for at in order}
    return [found[at] for at in sorted(found)]


def _fresh() -> Validator:
    shipped.cache_clear()
    return Validator()


def _alone() -> list[list[Problem]]:
    return [_fresh().validate(document) for document in _DOCUMENTS]


def _make_all(grammars: Grammars, order: Sequence[int]) -> None:
    source = grammars._source
    for number in order:
        source._pattern(number)  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", [1, 2])
def test_it_does_not_matter_which_patterns_were_made_first(seed: int) -> None:
    validator = _fresh()
    numbers = range(len(validator._grammars._source._nodes))  # type: ignore[attr-defined]
    _make_all(validator._grammars, random.Random(seed).sample(numbers, len(numbers)))
    assert in_order(seed, validator) == _alone()


def test_it_does_not_matter_what_a_process_read_before() -> None:
    expected = str(in_order(0))
    for seed in (1, 2):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        command = [sys.executable, "-c", _PRINT.format(seed=seed)]
        printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        assert printed.strip() == expected


def test_it_does_not_matter_what_a_folder_of_schemas_was_used_for() -> None:
    found = [in_order(seed, Validator(schema_dir=SCHEMAS / VERSIONS[-1])) for seed in (1, 2)]
    assert found[0] == found[1]
