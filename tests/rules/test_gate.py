"""The gate loses no hit: by pieces, by events, and without it, the same rules are broken over the whole corpus."""

from __future__ import annotations

import pytest

from libvirt_xml.relaxng.verdict.by_events import judge
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.rules.compiled_rules import all_rules
from libvirt_xml.validation.rules.host_facts.known_host import sample_host
from libvirt_xml.validation.rules.rule_hits import Hit
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.rulebook import Rulebook
from libvirt_xml.validation.rules.thing_reading import read_by_events, read_things
from tests.sources import ABSENT, document_roots

ROOTS = document_roots()
BOOK = Rulebook(all_rules(), "12.8.0", sample_host())


def _said(hits: list[Hit]) -> list[tuple[str, str, str | None]]:
    return sorted((hit.rule.code, repr(hit.thing), hit.attribute or "") for hit in hits)


@pytest.mark.skipif(not ROOTS, reason=ABSENT)
def test_gate_and_no_gate_agree() -> None:
    """Over all documents, the gate asks every rule that is broken, whichever way the document is read."""
    grammars = shipped("12.8.0")
    differing: list[str] = []
    for path in sorted(path for root in ROOTS for path in root.rglob("*.xml")):
        source = path.read_bytes()
        glance = BOOK.glance()
        verdict = judge(grammars.automaton, grammars.roots, source, glance)
        if not verdict.is_accepted:
            continue
        tree = read_things(source)
        without = _said(BOOK.hits_of(tree, BOOK.rules))
        by_pieces = _said(BOOK.hits(source, glance if verdict.is_regular else None))
        by_elements = _said(BOOK.hits_in(tree))
        by_events = _said(BOOK.hits_of(read_by_events(source), BOOK.rules))
        if not without == by_pieces == by_elements == by_events:
            differing.append(f"{path.name}: {without} {by_pieces} {by_elements} {by_events}")
    assert not differing, "\n".join(differing[:10])


def test_a_rule_is_asked_only_where_its_tokens_are() -> None:
    """A document without any of the words that rules need is not looked at."""
    glance = BOOK.glance()
    glance.see(["domain type='test'", "name>a</name", "/domain"])
    of_qemu: list[Rule] = [rule for rule in glance.candidates() if rule.kind == "domain" and rule.driver == "qemu"]
    assert of_qemu == []
