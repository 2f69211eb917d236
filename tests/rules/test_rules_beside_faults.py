"""What a rule says does not hide a mistake that is elsewhere."""

from __future__ import annotations

import pytest

from libvirt_xml import Validator
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_sources import RuleSource, rule_sources

_FAULT = "<sound model='ich9'><address type='pci' bus='0x00' slot='0x99' function='0x0'/></sound></devices>"


def _removes(source: RuleSource) -> bool:
    """Whether the fix of a rule that needs no host removes something."""
    return source.rule.is_on and not source.rule.needs and "remove" in (source.rule.fix or {})


def _with_fault(source: RuleSource) -> str:
    """The bad example of a rule with another device, whose address has a slot that no bus has."""
    return whole_document(source.bad).replace("<devices/>", "<devices></devices>").replace("</devices>", _FAULT)


FAULTY = {code: _with_fault(source) for code, source in rule_sources().items() if _removes(source)}


@pytest.fixture(scope="module")
def newest() -> Validator:
    return Validator()


@pytest.mark.parametrize("code", [code for code, document in FAULTY.items() if _FAULT in document])
def test_a_fault_of_another_device_is_reported(code: str, newest: Validator) -> None:
    """A rule whose fix removes an element hides the faults of that element alone, not those of another device."""
    paths = {problem.path or "" for problem in newest.validate(FAULTY[code])}
    assert any(path.startswith("/domain/devices/sound") and path.endswith("/@slot") for path in paths), paths
