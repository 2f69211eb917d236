"""What a rule costs grows with the document, whatever in it is there many times."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from libvirt_xml.validation.rules.derived import controller_ports
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_hits import hits
from libvirt_xml.validation.rules.rule_sources import RuleSource, rule_sources
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import read_by_events
from tests.cost import calls_of

_FEW, _MANY = 20, 120
_TOO_MANY_TIMES = 2 * _MANY // _FEW
_DEPTHS = (1, 2, 3)
_CONTROLLER = "<controller type='usb'/>"
_NAMES = {"dev", "file", "id", "uuid", "name", "path", "index", "vcpu", "cellid", "iothread", "slot", "port"}


def _copy(thing: Thing, parent: Thing | None, number: int) -> Thing:
    """A copy; numbers other than 0 make what things are known by different."""
    end = str(number) if number else ""
    attributes = {name: value + end if name in _NAMES else value for name, value in thing.attributes.items()}
    copied = Thing(thing.name, attributes, parent, thing.text)
    copied.children = [_copy(child, copied, number) for child in thing.children]
    return copied


def _grown(root: Thing, depth: int, count: int, *, is_distinct: bool) -> Thing:
    """The document with so many copies of the children of all elements at a depth."""
    grown = _copy(root, None, 0)
    level = [grown]
    for _ in range(depth):
        level = [child for thing in level for child in thing.children]
    for thing in level:
        children = thing.children
        thing.children = [_copy(child, thing, at if is_distinct else 0) for at in range(count) for child in children]
    return grown


def _calls(source: RuleSource, root: Thing) -> int:
    return calls_of(lambda: list(hits([source.rule], Subject(root))))


def _growths(source: RuleSource) -> Iterator[float]:
    root = read_by_events(whole_document(source.bad))
    for depth in _DEPTHS:
        for is_distinct in (False, True):
            few, many = (_calls(source, _grown(root, depth, n, is_distinct=is_distinct)) for n in (_FEW, _MANY))
            yield many / (few + 25)  # what is asked once


@pytest.mark.parametrize("code", [code for code, source in rule_sources().items() if not source.rule.needs])
def test_growth(code: str) -> None:
    """Six times the elements cost less than twelve times the calls."""
    assert max(_growths(rule_sources()[code])) < _TOO_MANY_TIMES


def test_controllers_without_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each gets the lowest number that is free, and the search goes on where the last one ended."""
    tried: list[int] = []
    monkeypatch.setattr(controller_ports, "count", lambda: (tried.append(number) or number for number in count()))
    devices = read_by_events(f"<devices>{_CONTROLLER * 50}</devices>")
    assert [*controller_ports.controllers_by_number(devices, "usb")] == [*range(50)]
    assert tried == [*range(50)]


def test_what_is_beside_an_element_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether there are several elements beside one is the same for all of them."""
    looks = []
    named = Thing.named
    monkeypatch.setattr(Thing, "named", lambda thing, names: looks.append(thing.name) or named(thing, names))
    root = read_by_events(whole_document("<serial type='pty'><target type='isa-serial'/></serial>" * 50))
    list(hits([rule_sources()["serial-isa-ports-all-used"].rule], Subject(root)))
    assert looks.count("devices") < 50
