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
        (_PLAIN.format("", "<!-- ignore=unknown-element -->"), 2),
        (_PLAIN.format("", "").replace("</devices>", _IGNORE.format("unknown-element") + "</devices>"), 0),
    ],
)
def test_comments(text: str, left: int) -> None:
    """A comment silences its codes in the element after it; before the root, everywhere; at the end, around it."""
    assert len(libvirt_xml.validate(text)) == left


@pytest.mark.parametrize(
    ("comment", "suggestion"),
    [
        ("libvirt-xml: ignore=unkown-element", "unknown-element"),
        ("libvirt-xml: ignore=invalid-value, unkown-element", "unknown-element"),
        ("libvirt-xml: ignore=frobnicate", None),
        ("libvirt-xml: ignore=", None),
        (" libvirt-xml: unknown-element ", None),
    ],
)
@pytest.mark.parametrize("is_bytes", [False, True])
def test_misspelt_codes(comment: str, suggestion: str | None, is_bytes: bool) -> None:
    """A comment that silences nothing is told, in documents with and without other problems."""
    text = f"<network>\n  <name>n</name>\n  <!-- {comment} -->\n  <mtu size='1'/>\n</network>"
    (problem,) = libvirt_xml.validate(text.encode() if is_bytes else text)
    assert (problem.code, problem.severity, problem.suggestion) == ("unknown-code", "warning", suggestion)
    assert (problem.line, problem.column, problem.path) == (3, 3, "/network/mtu")
    codes = [each.code for each in libvirt_xml.validate(text.replace("size", "frob"))]
    assert codes == ["unknown-code", "unknown-attribute"]


def test_what_is_silenced_hides_nothing_else() -> None:
    """What is missing beside something that is silenced is still told."""
    text = _IGNORE.format("unknown-attribute") + "<domain foo='1'><name>a</name><memory>1</memory></domain>"
    assert [each.code for each in libvirt_xml.validate(text)] == ["missing-attribute"]
