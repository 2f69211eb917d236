"""What libvirt silently does otherwise: its own dump of the bad example shows it, or the rule says who sees it."""

from __future__ import annotations

import pytest

from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_sources import RuleSource, rule_sources
from libvirt_xml.validation.rules.rulebook import rulebook
from tests.real.rules.asking.oracle import Oracle
from tests.real.rules.asking.undecided import is_of_the_host

_SILENT = {
    code: source
    for code, source in rule_sources().items()
    if source.rule.severity == "silent" and not source.rule.preview and not source.rule.needs
}


@pytest.mark.parametrize("code", _SILENT)
def test_the_dump_is_otherwise(oracle: Oracle, code: str) -> None:
    """What libvirt made of the document no longer breaks the rule."""
    source = _SILENT[code]
    if oracle.version not in source.rule.refused_by:
        pytest.skip(f"libvirt {oracle.version} does as the document says")
    answer = oracle.ask(whole_document(source.bad))
    if answer.refused is not None and is_of_the_host(answer.refused):
        pytest.skip(answer.refused)
    assert answer.refused is None
    assert _breaks(source, oracle, whole_document(source.bad))
    assert _breaks(source, oracle, answer.dump) == bool(source.effect)


def _breaks(source: RuleSource, oracle: Oracle, document: str) -> bool:
    hits = rulebook(oracle.version, frozenset({source.rule.code})).hits(document)
    return any(hit.rule.code == source.rule.code for hit in hits)
