"""Two mistakes that have nothing to do with each other are two problems, also in one element."""

from __future__ import annotations

import pytest

from libvirt_xml import validate

_OS = "<memory>1</memory><os><type>hvm</type></os>"
_CASES = {
    f"<domain type='kvm'><type>kvm</type>{_OS}</domain>": ["unknown-element", "missing-element"],
    f"<domain type='kvm'>{_OS}<vcpu>2</vcpu><vcpu>4</vcpu></domain>": ["misplaced-element", "missing-element"],
    f"<domain type='foo'>{_OS}</domain>": ["invalid-value", "missing-element"],
    f"<domain foo='1'><name>a</name>{_OS}</domain>": ["unknown-attribute", "missing-attribute"],
    "<controller index='0' foo='bar'/>": ["unknown-attribute", "missing-attribute"],
    "<graphics keymap='de' foo='1'/>": ["unknown-attribute", "missing-attribute"],
    "<tpm model='tpm-tis'><backend foo='1'/></tpm>": ["unknown-attribute", "missing-attribute"],
    "<disk type='file'><source file='/a'/><target bus='virtio' readonly='yes'/></disk>": [
        "unknown-attribute",
        "missing-attribute",
    ],
}


@pytest.mark.parametrize(("text", "codes"), _CASES.items())
def test_both_are_told(text: str, codes: list[str]) -> None:
    """Each mistake has its problem, and what is missing is not said to depend on a value that is wrong."""
    problems = validate(text)
    assert sorted(each.code for each in problems) == sorted(codes)
    assert not any("with type='foo'" in each.message for each in problems)


def test_a_long_value_is_cut() -> None:
    """What decides is quoted, and cut."""
    problems = validate(f"<disk type='{'x' * 80_000}' device='lun'><target dev='sda'/></disk>")
    assert problems
    assert all(len(each.message) < 1000 for each in problems)
