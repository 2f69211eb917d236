"""Elements that belong elsewhere are compared with what their home allows."""

from __future__ import annotations

import pytest

from libvirt_xml import validate

_DOMAIN = "<domain type='kvm'><name>a</name><memory>1</memory><os><type>hvm</type></os>{}<devices>{}</devices></domain>"


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        (
            _DOMAIN.format("<timer name='hpet' present='false'/>", ""),
            ["unknown-element", "invalid-value"],
        ),
        (
            _DOMAIN.format("<vcpupin vcpu='0' cpu='1'/>", ""),
            ["unknown-element", "unknown-attribute"],
        ),
        (
            _DOMAIN.format("<disk type='file'><source path='/a'/><target dev='vda' bus='VirtIO'/></disk>", ""),
            ["unknown-element", "unknown-attribute", "invalid-value"],
        ),
        (
            _DOMAIN.format("", "<hostdev type='pci'><address domain='0x0000' bus='1' slot='0' fun='0'/></hostdev>"),
            ["misplaced-element", "unknown-attribute"],
        ),
        (
            _DOMAIN.format("", "<hostdev type='usb'><vendor>046d</vendor><product id='0xc52b'/></hostdev>"),
            ["unknown-element", "unexpected-text"],
        ),
        (
            _DOMAIN.format("<disk type='file'><source file='/a'/><target dev='vda'/></disk>", ""),
            ["unknown-element"],
        ),
    ],
)
def test_place_and_content_are_told_at_once(document: str, codes: list[str]) -> None:
    """One round is enough for an element in a wrong place that has mistakes; one without has one problem."""
    assert [problem.code for problem in validate(document, rules=False)] == codes


def test_what_is_elsewhere_is_told_in_the_order_of_the_document() -> None:
    """Problems inside a moved element come before those of what follows it."""
    document = _DOMAIN.format("<timer name='hpet' present='false'/>", "<sound model='x y'/>")
    lines = [(problem.line, problem.column) for problem in validate(document, rules=False)]
    assert lines == sorted(lines)
    assert len(lines) == 3
