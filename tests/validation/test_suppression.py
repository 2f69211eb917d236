"""Comments that silence problems."""

from __future__ import annotations

import pytest

import libvirt_xml

_PLAIN = "<domain type='kvm'>{}<name>a</name><memory>1</memory><devices>{}<disc/><disc/></devices></domain>"
_IGNORE = "<!-- libvirt-xml: ignore={} -->"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (_PLAIN.format("", ""), 2),
        (_IGNORE.format("unknown-element") + _PLAIN.format("", ""), 0),
        (_PLAIN.format("", _IGNORE.format("unknown-element")), 1),
        (_PLAIN.format(_IGNORE.format("unknown-element"), ""), 2),
        (_PLAIN.format("", _IGNORE.format("unknown-attribute")), 2),
        (_PLAIN.format("", _IGNORE.format("unknown-attribute, unknown-element")), 1),
        (_PLAIN.format("", "<!-- libvirt-xml:ignore = unknown-element-->"), 1),
        (_PLAIN.format("", "<!-- libvirt-xml: ignore= -->"), 2),
        (_PLAIN.format("", "<!-- ignore=unknown-element -->"), 2),
        (_PLAIN.format("", "").replace("</devices>", _IGNORE.format("unknown-element") + "</devices>"), 0),
    ],
)
def test_comments(text: str, left: int) -> None:
    """A comment silences its codes in the element after it; before the root, everywhere; at the end, around it."""
    assert len(libvirt_xml.validate(text)) == left
