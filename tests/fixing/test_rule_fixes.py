"""Each fix of the catalogue does what it says: its bad example no longer breaks the rule, and the schema accepts it."""

from __future__ import annotations

from functools import cache

import pytest

from libvirt_xml.fixing.fixing import fixed
from libvirt_xml.validation import Validator
from libvirt_xml.validation.rules.host_facts.known_host import sample_host
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_sources import rule_sources

FIXES = {code: source for code, source in rule_sources().items() if source.rule.fix is not None}


@cache
def _validator(version: str, *, is_for_host: bool) -> Validator:
    return Validator(version, select=frozenset(rule_sources()), host=sample_host() if is_for_host else None)


def test_there_are_fixes() -> None:
    """The catalogue has them."""
    assert len(FIXES) > 330


@pytest.mark.parametrize("code", FIXES)
def test_fixes_of_rules(code: str) -> None:
    """A fix removes its problem and makes no error; a safe one needs no leave."""
    source = FIXES[code]
    validator = _validator(source.rule.refused_by[-1], is_for_host=bool(source.rule.needs))
    bad = whole_document(source.bad)
    assert source.rule.fix is not None
    result = fixed(bad, validator, unsafe=not source.rule.fix["safe"], is_wanted=lambda problem: problem.code == code)
    assert code in {problem.code for problem in result.fixed}
    assert code not in {problem.code for problem in result.left}
    assert Validator(validator.libvirt, rules=False).is_valid(result.text)
