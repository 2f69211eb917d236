"""Sections are asked alone, and what they say is remembered: no hit is lost by either."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from libvirt_xml.relaxng.verdict.by_events import judge
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_sources import rule_sources
from libvirt_xml.validation.rules.rulebook import Rulebook
from libvirt_xml.validation.rules.thing import NotAlone, Outside
from libvirt_xml.validation.rules.thing_reading import read_things
from libvirt_xml.validation.validator import Validator
from tests.rules.layouts import indented

_RULES = {
    code: source
    for code, source in rule_sources().items()
    if source.rule.is_on and not source.rule.needs and "12.8.0" in source.rule.refused_by
}


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator("12.8.0")


@pytest.mark.parametrize("code", _RULES)
def test_a_hit_is_there_whenever_it_is_asked(validator: Validator, code: str) -> None:
    """When its sections are new, when they are met again, and when they are known."""
    bad = whole_document(_RULES[code].bad)
    assert [code in {problem.code for problem in validator.validate(bad)} for _ in range(4)] == [True] * 4


_DOCUMENT = "<domain type='kvm'>\n  <name>a</name>\n{}  <devices>\n{}  </devices>\n</domain>"


def _candidates(rules: Rulebook, text: str, count: int) -> set[str]:
    """The rules that may be broken in a document when it was met a number of times."""
    grammars = shipped("12.8.0")
    for _ in range(count):
        glance = rules.glance()
        verdict = judge(grammars.automaton, grammars.roots, text, glance)
        assert verdict.is_accepted
        assert verdict.is_regular
    return {rule.code for rule in glance.candidates()}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_another_section_has_rules_out(count: int) -> None:
    """A rule about something that is missing elsewhere is no candidate where that is there."""
    rules = Rulebook([_RULES["audio-spice-without-graphics"].rule], "12.8.0")
    audio = "    <audio id='1' type='spice'/>\n"
    graphics = "    <graphics type='spice' autoport='yes'/>\n"
    assert _candidates(rules, _DOCUMENT.format("", audio), count) == {"audio-spice-without-graphics"}
    assert _candidates(rules, _DOCUMENT.format("", audio + graphics), count) == set()


def test_one_of_several_is_no_candidate() -> None:
    rules = Rulebook([_RULES["watchdog-actions-differ"].rule], "12.8.0")
    watchdog = "    <watchdog model='itco' action='{}'/>\n"
    one = _DOCUMENT.format("  <memory>1048576</memory>\n", watchdog.format("reset"))
    two = _DOCUMENT.format("  <memory>1048576</memory>\n", watchdog.format("reset") + watchdog.format("none"))
    assert _candidates(rules, one, 2) == set()
    assert _candidates(rules, two, 2) == {"watchdog-actions-differ"}


def test_several_elements_on_one_line() -> None:
    """What begins behind another element is in its section, and loses no rule."""
    disk = "<disk><source file='/{}'/><target dev='vda' bus='virtio'/></disk>"
    text = _DOCUMENT.format("  <memory>1</memory>\n", "    " + disk.format("a") + disk.format("b") + "\n")
    rules = Rulebook([_RULES["disk-target-repeated"].rule], "12.8.0")
    for count in (1, 2, 3):
        assert _candidates(rules, text, count) == {"disk-target-repeated"}


@pytest.mark.parametrize("name", ["attributes", "children", "text"])
def test_what_is_outside_is_not_told(name: str) -> None:
    with pytest.raises(NotAlone):
        getattr(Outside("devices"), name)


def test_two_sections_that_have_something_in_common() -> None:
    """A disk with the target of another is told, whether they are known or not; each alone has nothing to tell."""
    rules = Rulebook([_RULES["disk-target-repeated"].rule], "12.8.0")
    disk = "<disk><source file='/{}'/><target dev='{}' bus='virtio'/></disk>"
    for names, count in ((("vda", "vdb"), 0), (("vda", "vda"), 1), (("vdb", "vdb"), 1), (("vda", "vdb"), 0)) * 3:
        devices = "".join(disk.format(at, name) for at, name in enumerate(names))
        text = f"<domain type='kvm'><devices>{devices}</devices></domain>"
        glance = rules.glance()
        glance.see(text[1:-1].split("><"))
        assert len(rules.hits(text, glance)) == count


_LAYOUTS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "one line": lambda text: re.sub(r">\s+<", "><", text),
    "devices begin on their line": lambda text: re.sub(r"<devices>\s+", "<devices>", text),
    "devices end on their line": lambda text: re.sub(r"\s+</devices>", "</devices>", text),
    "devices behind another": lambda text: re.sub(r">\s+<devices>", "><devices>", text),
    "two a line": lambda text: re.sub(r"(>)\s+(<(?!/)[^>]*/>)", r"\1\2", text),
    "tabs": lambda text: re.sub(r"^( +)", lambda match: "\t" * (len(match[1]) // 2), text, flags=re.MULTILINE),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "comments": lambda text: re.sub(r"\n( *)<(?!/)", r"\n\1<!-- a\n\1<b> -->\n\1<", text),
    "no indent": lambda text: re.sub(r"\n +", "\n", text),
}


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_layouts(layout: str) -> None:
    """Wherever the lines of a document break, the rules that it breaks are those without sections and gate."""
    rules, grammars = Rulebook([source.rule for source in _RULES.values()], "12.8.0"), shipped("12.8.0")
    for source in _RULES.values():
        text = _LAYOUTS[layout](indented(whole_document(source.bad)))
        expected = {hit.rule.code for hit in rules.hits_of(read_things(text), rules.rules)}
        for _ in range(3):
            glance = rules.glance()
            verdict = judge(grammars.automaton, grammars.roots, text, glance)
            hits = rules.hits(text, glance if verdict.is_regular else None)
            assert {hit.rule.code for hit in hits} == expected, text
