"""Each rule's bad example is refused with the rule's words, by the releases that it names; its good one is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from libvirt_xml import Validator
from libvirt_xml.facts.first_versions import parsed
from libvirt_xml.fixing.fixing import fixed
from libvirt_xml.validation.rules.host_facts.known_host import sample_host
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_sources import RuleSource, rule_sources
from tests.real.rules.asking.oracle import Answer, Lost, Oracle, Stage
from tests.real.rules.asking.sample_objects import objects_beside
from tests.real.rules.asking.undecided import is_of_the_host
from tests.real.rules.libvirts import IS_WHOLE, is_verified

_STAGES: dict[str, tuple[Stage, ...]] = {
    "define": ("define",),
    "native": ("define", "native"),
    "start": ("define", "start"),
}


_STARTED = frozenset({"domain", "domaincheckpoint", "domainbackup"})
"""Machines, and what there is of a running one."""

_OF_SOME_HOSTS = frozenset({"host-tpm-backend"})
"""Rules of which a host may have what their bad examples need."""


def _problems(oracle: Oracle, source: RuleSource, undecided: list[str]) -> Iterator[str]:
    """Where this libvirt says something else than the rule."""
    if source.rule.preview or (source.asked == "start" and not IS_WHOLE):
        return
    if not _is_known(oracle.version, source):
        return
    if source.asked == "start" and source.rule.kind not in _STARTED:
        undecided.append(f"{source.rule.code}: only machines are started")
        return
    is_refusal = source.rule.severity == "refused"
    must = is_refusal and oracle.version in source.rule.refused_by
    try:
        beside = objects_beside(oracle) if source.rule.needs == "inventory" else ()
        bad = oracle.ask(whole_document(source.bad), _STAGES[source.asked], beside)
        good = oracle.ask(whole_document(source.good), _STAGES[source.asked], beside)
    except Lost:
        undecided.append(f"{source.rule.code}: libvirt died")
        return
    if "unknown" in {bad.stage, good.stage} or any(_cannot_decide(source, answer, must=must) for answer in (bad, good)):
        undecided.append(f"{source.rule.code}: {bad.refused or good.refused or 'it cannot be defined'}")
        return
    if source.rule.code in _OF_SOME_HOSTS and bad.refused is None:
        undecided.append(f"{source.rule.code}: the host has it")
        return
    if not must and bad.refused is not None and bad.refused == good.refused:
        return  # this release takes neither, for another reason
    if good.refused is not None and must:
        yield f"{source.rule.code}: the good example is refused: {good.refused}"
    has_words = any(re.search(pattern, bad.refused or "") for pattern in source.words)
    if must and not has_words:
        yield f"{source.rule.code}: the bad example is expected to be refused ({source.words}): {bad.refused}"
    if not must and bad.refused is not None and not _is_of_another(oracle.version, source, bad.refused):
        yield f"{source.rule.code}: the bad example is expected to be taken by {oracle.version}: {bad.refused}"


def _is_of_another(version: str, source: RuleSource, refused: str) -> bool:
    """Whether another rule tells of the bad example what a release refuses."""
    codes = {problem.code for problem in Validator(version).validate(whole_document(source.bad))}
    others = [one for code, one in rule_sources().items() if code in codes - {source.rule.code}]
    return any(re.search(pattern, refused) for one in others for pattern in one.words)


def _is_known(version: str, source: RuleSource) -> bool:
    """Whether the schema of a release has what the examples are about."""
    schema = Validator(version, rules=False)
    return schema.is_valid(whole_document(source.bad)) and schema.is_valid(whole_document(source.good))


def _cannot_decide(source: RuleSource, answer: Answer, *, must: bool) -> bool:
    """Whether the host stops a document before the rule's subject is looked at.

    What one release says of a document, a later one may say of its host.
    """
    words = answer.refused
    if words is None or (must and any(re.search(pattern, words) for pattern in source.words)):
        return False
    return is_of_the_host(words)


def test_libvirt_says_what_the_rules_say(oracle: Oracle, record_property: Callable[[str, object], None]) -> None:
    undecided: list[str] = []
    problems = [text for source in rule_sources().values() for text in _problems(oracle, source, undecided)]
    figures = f"libvirt {oracle.version}: {len(rule_sources())} rules, {len(problems)} disagree, "
    record_property("figures", figures + f"{len(undecided)} cannot be decided on this host")
    record_property("undecided", "\n".join(undecided))
    if not is_verified(oracle.version):
        pytest.skip(f"nobody has asked libvirt {oracle.version} before: {problems}")
    assert problems == []


def test_what_any_driver_refuses_is_refused_without_a_hypervisor(driverless: Oracle) -> None:
    problems = []
    for source in rule_sources().values():
        is_refusal = source.rule.severity == "refused" and not source.rule.preview
        if source.rule.driver != "any" or not is_refusal or driverless.version not in source.rule.refused_by:
            continue
        try:
            answers = driverless.ask(whole_document(source.bad)), driverless.ask(whole_document(source.good))
        except Lost:
            continue
        if "unknown" in {answer.stage for answer in answers}:
            continue
        if not any(re.search(pattern, answers[0].refused or "") for pattern in source.words):
            problems.append(f"{source.rule.code}: {answers[0].refused}")
        if any(re.search(pattern, answers[1].refused or "") for pattern in source.words):
            problems.append(f"{source.rule.code}: the good example is refused: {answers[1].refused}")
    assert problems == []


def test_releases_are_those_that_were_asked() -> None:
    """A rule names releases that the catalogue knows, in order."""
    for source in rule_sources().values():
        assert list(source.rule.refused_by) == sorted(source.rule.refused_by, key=parsed)


@cache
def _validator(version: str, selected: str, *, is_for_host: bool) -> Validator:
    """One for all rules that are on: making one takes longer than the repair."""
    return Validator(version, select={selected} - {""}, host=sample_host() if is_for_host else None)


def _unfixed(oracle: Oracle, source: RuleSource) -> Iterator[str]:
    """Where this libvirt refuses what the fix of a rule has repaired, for whatever reason that is not the host's."""
    fix, stages = source.rule.fix, _STAGES[source.asked]
    is_asked = source.asked != "start" or IS_WHOLE
    is_certain = source.rule.certainty(oracle.version) == "does"
    if fix is None or not source.words or not (is_asked and is_certain) or not _is_known(oracle.version, source):
        return
    validator = _validator(
        oracle.version, "" if source.rule.is_on else source.rule.code, is_for_host=bool(source.rule.needs)
    )
    result = fixed(whole_document(source.bad), validator, unsafe=not fix["safe"])
    try:
        answer = oracle.ask(result.text, stages)
    except Lost:
        return
    if answer.refused is not None and not is_of_the_host(answer.refused):
        yield f"{source.rule.code}: {answer.refused}"


def test_what_is_fixed_is_not_refused(oracle: Oracle, record_property: Callable[[str, object], None]) -> None:
    sources = [source for source in rule_sources().values() if source.rule.fix is not None and source.words]
    refused = [text for source in sources for text in _unfixed(oracle, source)]
    record_property("figures", f"libvirt {oracle.version}: {len(sources)} fixes, {len(refused)} still refused")
    assert refused == [], refused
