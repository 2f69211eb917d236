"""Sections are asked alone, and what they say is remembered: no hit is lost by either."""

from __future__ import annotations

import pytest

from libvirt_xml.validation.rules.gating.sections import levels_down, sections_of
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_sources import rule_sources
from libvirt_xml.validation.rules.rulebook import Rulebook
from libvirt_xml.validation.rules.thing import NotAlone, Outside
from libvirt_xml.validation.validator import Validator

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
    assert [[problem.code for problem in validator.validate(bad)].count(code) > 0 for _ in range(4)] == [True] * 4


def test_sections() -> None:
    pieces = [
        "domain",
        "name>a</name",
        "!-- b --",
        "devices",
        "disk",
        "source/",
        "/disk",
        "rng/",
        "/devices",
        "x/",
        "/domain",
    ]
    sections = sections_of([levels_down(piece) for piece in pieces], pieces.__getitem__)
    assert [(is_device, pieces[begin:end]) for is_device, begin, end in sections if pieces[begin][0] != "!"] == [
        (False, ["name>a</name"]),
        (True, ["disk", "source/", "/disk"]),
        (True, ["rng/"]),
        (False, ["x/"]),
    ]


@pytest.mark.parametrize("root", ["domain/", "domain>a</domain"])
def test_a_document_of_one_piece_has_none(root: str) -> None:
    assert [*sections_of([levels_down(root)], [root].__getitem__)] == []


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
