"""What makes the gate quick says the same as the plain reading: one test after the other, one need after the other."""

from __future__ import annotations

import random
from itertools import permutations
from typing import Any

from libvirt_xml.validation.rules.compiled_rules import all_rules
from libvirt_xml.validation.rules.gating.compiled_needs import needs_of_rule
from libvirt_xml.validation.rules.gating.need_index import MaskedNeed, NeedIndex
from libvirt_xml.validation.rules.gating.rule_tokens import token_needs
from libvirt_xml.validation.rules.gating.value_tests import ValueTests

_TESTS: list[tuple[str, Any]] = [
    ("present", None),
    ("absent", None),
    ("in", ("a", "b")),
    ("not", ("b", "c")),
    ("matches", "^[ad]"),
]


def _passes(test: str, operand: Any, value: str | None) -> bool:
    if value is None or test == "absent":
        return value is None and test == "absent"
    if test == "matches":
        return value[0] in "ad"
    return test == "present" or (value in operand) is (test == "in")


def test_a_value_passes_what_each_test_says() -> None:
    """In whatever order the tests were added."""
    for order in permutations(range(len(_TESTS))):
        tests = ValueTests()
        for at in order:
            tests.add(*_TESTS[at], 1 << at)
        for value in ("a", "b", "c", "d", "e", None):
            expected = sum(1 << at for at, test in enumerate(_TESTS) if _passes(*test, value))
            assert tests.of_attribute(value) == expected, (order, value)


def test_a_fact_without_a_value_is_in_no_list() -> None:
    """It passes "none of", and nothing that needs a value."""
    tests = ValueTests()
    for at, test in enumerate(_TESTS[2:]):
        tests.add(*test, 1 << at)
    assert tests.of_fact(None) == 0b010
    assert tests.of_fact("a") == 0b111


def test_the_index_names_the_questions_whose_needs_are_fulfilled() -> None:
    """Those that a look at every need names, in the order of the rules; also a need of nothing."""
    chance = random.Random(1)
    questions = [question for rule in all_rules()[:40] for question in rule.questions]

    def mask_of(count: int) -> int:
        return sum({1 << chance.randrange(24) for _ in range(count)})

    needs: list[MaskedNeed] = [(0, 0, questions[0])]
    for question in questions:
        needs += [(mask_of(chance.randrange(4)), mask_of(chance.randrange(2)), question) for _ in range(5)]
    index = NeedIndex(needs)
    for mask in [0, (1 << 24) - 1, *(mask_of(12) for _ in range(300))]:
        expected = dict.fromkeys(one for need, not_there, one in needs if not need & ~mask and not not_there & mask)
        assert index.questions(mask) == tuple(expected), bin(mask)


def test_compiled_needs() -> None:
    """What each rule needs is compiled as its trigger says it."""
    for rule in all_rules():
        assert [*needs_of_rule(rule)] == [*token_needs(rule)], rule.code
