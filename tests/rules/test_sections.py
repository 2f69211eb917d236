"""Sections are asked alone, and what they say is remembered: no hit is lost by either."""

from __future__ import annotations

import pytest

from libvirt_xml.validation.rules.gating.sections import OPENS_DEVICES, PieceRole, levels_down, sections_of
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


def _role(piece: str) -> PieceRole:
    """What a piece is where one rule (0b01) is about any child of the root, and another (0b10) about any device."""
    if piece == "devices":
        return OPENS_DEVICES
    return PieceRole(levels_down(piece), 0, 0) if piece[0] in "/!" else PieceRole(levels_down(piece), 0b01, 0b10)


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
    sections = sections_of([*map(_role, pieces)], 0b11)
    assert [(is_device, pieces[begin:end]) for _, is_device, begin, end in sections] == [
        (False, ["name>a</name"]),
        (True, ["disk", "source/", "/disk"]),
        (True, ["rng/"]),
        (False, ["x/"]),
    ]


@pytest.mark.parametrize("root", ["domain/", "domain>a</domain"])
def test_a_document_of_one_piece_has_none(root: str) -> None:
    assert [*sections_of([_role(root)], 0b11)] == []


def test_a_section_that_no_rule_is_about_is_passed_over() -> None:
    roles = [*map(_role, ["domain", "name>a</name", "devices", "rng/", "/devices", "/domain"])]
    assert [*sections_of(roles, 0b01)] == [(0b01, False, 1, 2)]
    assert [*sections_of(roles, 0b110)] == [(0b10, True, 3, 4)]


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
