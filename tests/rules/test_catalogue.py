"""Each rule of the catalogue is whole: its examples, its places, its words."""

from __future__ import annotations

import re

import pytest

from codegen.emit.rule_catalogue import write_rules
from libvirt_xml.validation import Validator
from libvirt_xml.validation.rules.compiled_rules import all_rules
from libvirt_xml.validation.rules.host_facts.known_host import sample_host
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_model import VERIFIED, Rule
from libvirt_xml.validation.rules.rule_sources import RuleSource, rule_sources
from libvirt_xml.validation.rules.rulebook import rulebook
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing_reading import read_things
from libvirt_xml.validation.rules.triggers.trigger_paths import TriggerPath
from tests.rules.places import places_of, unknown_place

SOURCES = rule_sources()
ALL = frozenset(SOURCES)


@pytest.fixture(scope="module", name="schema_only")
def _schema_only() -> dict[str, Validator]:
    return {version: Validator(version, rules=False) for version in VERIFIED}


@pytest.mark.parametrize("code", SOURCES)
def test_examples(code: str, schema_only: dict[str, Validator]) -> None:
    """The bad example breaks the rule, the good one does not; the schema of a release that refuses accepts both."""
    source = SOURCES[code]
    version = source.rule.refused_by[-1]
    bad, good = whole_document(source.bad), whole_document(source.good)
    assert bad != good
    assert [problem.full_message for problem in schema_only[version].validate(bad)] == []
    assert [problem.full_message for problem in schema_only[version].validate(good)] == []
    validator = Validator(version, select=ALL, host=sample_host())
    assert code in {problem.code for problem in validator.validate(bad)}
    assert code not in {problem.code for problem in validator.validate(good)}


_SECOND_MISTAKES = {"memory-device-total": {"memory-hotplug-without-numa"}}
"""What else is wrong with bad examples that need a second mistake to make the first."""


@pytest.fixture(scope="module", name="usual")
def _usual() -> dict[str, Validator]:
    return {version: Validator(version) for version in VERIFIED}


@pytest.mark.parametrize("code", [code for code, source in SOURCES.items() if not source.rule.needs])
def test_one_mistake_has_one_message(code: str, usual: dict[str, Validator]) -> None:
    """In each release that refuses the bad example, no other rule says anything of either example."""
    source = SOURCES[code]
    for version in source.rule.refused_by:
        of_bad = {problem.code for problem in usual[version].validate(whole_document(source.bad))}
        of_good = {problem.code for problem in usual[version].validate(whole_document(source.good))}
        if "needs-newer-libvirt" in of_bad | of_good:
            continue  # the release refuses more than the rule is about
        assert of_bad - _SECOND_MISTAKES.get(code, set()) == ({code} if source.rule.is_on else set()), version
        assert of_good == set(), version


def test_a_sentence_names_the_machine_that_libvirt_takes(usual: dict[str, Validator]) -> None:
    """Where no machine type is written, a sentence says the one that libvirt takes, or none: never an empty name."""
    machine = re.compile(r"\smachine=(?:'[^']*'|\"[^\"]*\")")
    for code, source in SOURCES.items():
        if "machine" in source.rule.parameters:
            document = machine.sub("", whole_document(source.bad), count=1)
            texts = [problem.full_message for problem in usual[VERIFIED[-1]].validate(document)]
            assert [text for text in texts if re.search(r"(?<!=)''|  |\bNone\b", text)] == [], code


@pytest.mark.parametrize("code", SOURCES)
def test_what_people_read(code: str) -> None:
    """A code is in kebab case; a rule says why, and from where; what is refused has libvirt's words."""
    source = SOURCES[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code)
    assert source.why
    assert source.source
    assert bool(source.words) == (source.rule.severity == "refused" and not source.rule.preview)
    for words in source.words:
        re.compile(words)
    assert set(source.rule.refused_by) <= set(VERIFIED)
    assert source.rule.refused_by


@pytest.mark.parametrize("code", SOURCES)
def test_places_exist(code: str) -> None:
    """Every name and value of a trigger exists in the grammar at its place."""
    rule = SOURCES[code].rule
    assert [unknown_place(rule, text, values) for text, values in places_of(rule)] == [None] * len(places_of(rule))


def test_the_compiled_catalogue_is_up_to_date() -> None:
    """What the package reads is what the catalogue says."""
    for path, text in write_rules().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run `python -m codegen write`"
    assert [rule.code for rule in all_rules()] == list(SOURCES)


def _hits(rule: Rule, document: str) -> bool:
    return bool(rulebook("12.8.0", ALL, sample_host()).hits_of(read_things(document), [rule]))


@pytest.mark.parametrize("code", SOURCES)
def test_the_gate_lets_the_example_through(code: str) -> None:
    """Asked by pieces, by events and without the gate, the bad example breaks the same rules."""
    source: RuleSource = SOURCES[code]
    version = source.rule.refused_by[-1]
    rules = rulebook(version, ALL, sample_host())
    document = whole_document(source.bad)
    root = read_things(document)
    without = {hit.rule.code for hit in rules.hits_of(root, rules.rules)}
    assert code in without
    assert {hit.rule.code for hit in rules.hits_in(root)} == without
    prefixed = document.replace("<", "<!-- a > b --><", 1)
    assert {hit.rule.code for hit in rules.hits(prefixed)} == without


def test_paths() -> None:
    """A path that is none is a mistake of ours, and told."""
    with pytest.raises(ValueError, match="is no step"):
        TriggerPath("a/b c/@d")
    with pytest.raises(ValueError, match="is no predicate"):
        TriggerPath("a[1]")
    assert Subject(read_things("<a><b c='1'/><b/></a>")).at("b[not(@c)]")
