"""Rules are asked about documents that the schema refuses by their sections too, and find what events show."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from libvirt_xml.markup.malformed.xml_faults import Refused
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_hits import Hit
from libvirt_xml.validation.rules.rule_sources import rule_sources
from libvirt_xml.validation.rules.rulebook import rulebook
from libvirt_xml.validation.rules.thing_reading import read_by_events
from tests.rules.layouts import indented

_SEEDS = 3
_SECOND = "  <devices>\n    <disk><source file='/a'/><target dev='vda'/></disk>\n  </devices>"
_whole = re.compile(r"^\s*<(\w[^<>]*/|(\w+)[^<>]*>[^<>]*</\2)>$").match


def _with_line(line: str) -> Callable[[list[str], int], list[str]]:
    return lambda lines, at: [*lines[:at], line, *lines[at:]]


def _renamed(lines: list[str], at: int) -> list[str]:
    return [*lines[:at], re.sub(r"(</?)(\w+)", r"\1\2x", lines[at]), *lines[at + 1 :]]


def _repeated(lines: list[str], at: int) -> list[str]:
    return [*lines[: at + 1], *lines[at:]]


def _moved(lines: list[str], at: int) -> list[str]:
    others = [*lines[:at], *lines[at + 1 :]]
    return [*others[:-1], lines[at], others[-1]]


def _flat(lines: list[str], at: int) -> list[str]:
    return [*lines[:at], lines[at].lstrip(), *lines[at + 1 :]]


def _deep(lines: list[str], at: int) -> list[str]:
    return [*lines[:at], f"  {lines[at]}", *lines[at + 1 :]]


_LINES = ("  stray", "    <zzz/>", _SECOND, "    <!-- <disk>\n    <disk> -->", "  <zzz>\n    <disk/></zzz>")
_OF_WHOLE_ELEMENTS = (_renamed, _repeated, _moved)
_FAULTS: list[Callable[[list[str], int], list[str]]] = [*map(_with_line, _LINES), *_OF_WHOLE_ELEMENTS, _flat, _deep]


def _in_first(bad: list[str]) -> tuple[str, str]:
    """Two documents of which the second ``<devices>`` is the same; the first has the bad devices in one of them."""
    begin, end = bad.index("  <devices>"), bad.index("  </devices>")
    second = ["  <devices>", "    <input type='mouse' bus='ps2'/>", "  </devices>"]
    around = bad[:begin], [*second, *bad[end + 1 :]]
    good = [*around[0], "  <devices x='1'>", "    <input type='mouse' bus='ps2'/>", "  </devices>", *around[1]]
    return "\n".join(good), "\n".join([*around[0], "  <devices x='1'>", *bad[begin + 1 : end + 1], *around[1]])


def _said(hits: list[Hit]) -> list[tuple[str, str, str, str]]:
    return sorted((hit.rule.code, repr(hit.thing), hit.attribute or "", repr(hit.parameters)) for hit in hits)


@pytest.mark.parametrize("code", sorted(rule_sources()))
def test_sections_and_events_agree(code: str) -> None:
    """A rule's bad example with one more fault, in whatever layout, breaks the same rules either way."""
    rules = rulebook("12.8.0")
    lines = indented(whole_document(rule_sources()[code].bad)).splitlines()
    dice = random.Random(code)
    for _ in range(_SEEDS):
        fault = dice.choice(_FAULTS)
        places = [at for at in range(1, len(lines)) if fault not in _OF_WHOLE_ELEMENTS or _whole(lines[at])]
        faulty = "\n".join(fault(lines, dice.choice(places))) if places else ""
        try:
            tree = read_by_events(faulty)
        except Refused:
            continue
        expected = _said(rules.hits_of(tree, rules.rules))
        for _ in range(3):
            assert _said(rules.hits(faulty)) == expected, faulty


_WITH_DEVICES = {
    code: source.bad for code, source in rule_sources().items() if "<devices>" in whole_document(source.bad)
}


@pytest.mark.parametrize("code", sorted(_WITH_DEVICES))
def test_devices_in_odd_places(code: str) -> None:
    """Two elements of devices, and lines of one indent: what was not broken elsewhere is no answer."""
    rules = rulebook("12.8.0")
    lines = indented(whole_document(_WITH_DEVICES[code])).splitlines()
    texts = [*_in_first(lines)] if "  </devices>" in lines else []
    begin = lines.index("  <devices>") + 1
    texts.append("\n".join([*lines[:begin], *(f"    {line.strip()}" for line in lines[begin:-2]), *lines[-2:]]))
    for text in texts:
        expected = _said(rules.hits_of(read_by_events(text), rules.rules))
        for _ in range(3):
            assert _said(rules.hits(text)) == expected, text
