"""Thirty machines as people break them: what is repaired, and what is left."""

from __future__ import annotations

from typing import Any

import pytest

from libvirt_xml.fixing.fixing import fixed
from libvirt_xml.validation import Validator
from tests.fixing.broken_machines import VERSION, errors, machines
from tests.validation.mistakes import cases


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine["about"])
def test_machines_are_repaired(machine: dict[str, Any]) -> None:
    """What is left is what the table says, and never more than there was; a second run changes nothing."""
    validator, text = Validator(VERSION), machine["text"]
    before = errors([*validator.validate(text)])
    assert before
    for key, unsafe in (("left", False), ("left_with_leave", True)):
        result = fixed(text, validator, unsafe=unsafe)
        assert errors([*result.left]) == machine[key]
        assert len(machine[key]) <= len(before)
        assert fixed(result.text, validator, unsafe=unsafe).text == result.text


def test_most_are_repaired() -> None:
    """Half of them by themselves, nearly all with leave; what says two things at once is left."""
    cases = machines()
    assert len(cases) == 30
    assert sum(not machine["left"] for machine in cases) >= 15
    assert sum(not machine["left_with_leave"] for machine in cases) >= 27


@pytest.mark.parametrize("document", [case["document"] for case in cases()], ids=lambda text: text[:60])
def test_all_mistakes_can_be_tried(document: str) -> None:
    """Whatever people write, the repairs with leave end, and a second run changes nothing."""
    result = fixed(document, unsafe=True)
    assert fixed(result.text, unsafe=True).text == result.text
