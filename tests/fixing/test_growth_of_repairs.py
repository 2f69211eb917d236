"""Repairs are linear in the document and in its faults."""

from __future__ import annotations

import pytest

from libvirt_xml.fixing.fixing import fixed_by
from libvirt_xml.fixing.repairs import repairs_of
from libvirt_xml.validation import Validator
from libvirt_xml.validation.problem import Problem
from tests.cost import calls_of

_COUNT = 40
_MOST = 2.3  # what twice the document may cost
_MOST_CHECKS = 101
_DOMAIN = "<domain type='kvm'><name>a</name><memory>4</memory><os><type>hvm</type></os>{}</domain>"
_DEVICES = _DOMAIN.replace("{}", "<devices>{}</devices>")
_DISK = "<disk type='file'><source file='/a'/><target dev='vd#'/></disk>"
_KINDS = {
    "misspelt": (_DEVICES, _DISK.replace("target", "targte")),
    "unknown, beside each other": (_DEVICES, "<wibble/>"),
    "unknown, of many names": (_DEVICES, "<wibble#/><video/>"),
    "outside": (_DOMAIN.replace("{}", "{}<devices><video/></devices>"), _DISK),
    "outside, one by one": (_DOMAIN, _DISK + "<wibble/>"),
    "in others": (_DOMAIN.replace("{}", "<cputune/><devices>{}</devices>"), "<video><shares>1</shares></video>"),
    "copies": (_DOMAIN, "<name>a</name>"),
    "attributes of new elements": (_DEVICES, "<video type='qxl'/>"),
    "remedies": (_DEVICES, "<graphics type='vnc' port='auto'/>"),
    "texts": (_DEVICES, "<interface type='user'><mac>52:54:00:11:22:33</mac></interface>"),
}


def _many(kind: str, count: int) -> str:
    around, part = _KINDS[kind]
    return around.replace("{}", "".join(part.replace("#", str(at)) for at in range(count)))


@pytest.mark.parametrize("kind", _KINDS)
def test_twice_the_faults_cost_twice(kind: str) -> None:
    calls = []
    for count in (_COUNT, 2 * _COUNT):
        text = _many(kind, count)
        problems = Validator().validate(text)
        assert [*repairs_of(text, problems, None, unsafe=True)]
        calls.append(calls_of(lambda text=text, problems=problems: [*repairs_of(text, problems, None, unsafe=True)]))
    assert calls[1] <= _MOST * calls[0]


@pytest.mark.parametrize(("does_work", "most"), [(True, 2), (False, _MOST_CHECKS)])
def test_checks_have_a_limit(does_work: bool, most: int) -> None:
    """Repairs that stay are done with one check; those that all fail are given up after some."""
    text, checked = _many("misspelt", 300), []
    problems = Validator().validate(text)

    def validate(source: str | bytes) -> list[Problem]:
        checked.append(source)
        return [] if does_work and len(checked) > 1 else [*problems]

    fixed_by(text, validate, lambda source, found: repairs_of(source, found, None), list)
    assert len(checked) == most
