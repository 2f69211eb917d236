"""Comments that silence problems."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

import libvirt_xml
from libvirt_xml import Problem

_PLAIN = "<domain type='kvm'>{}<name>a</name><memory>1</memory><devices>{}<disc/><disc/></devices></domain>"
_IGNORE = "<!-- libvirt-xml: ignore={} -->"
_LINES = """\
{before}<network>{root}
  <name>lan</name>{name}
  {alone}
  <forward mode='natt'>{forward}
    <nat><port start='a' end='b'/></nat>{nat}
    {last}
  </forward>{end}
  <bridge
    stp='maybe'
    zone=''/>{bridge}
<ip address='192.168.9.1' netmask='255.255.255.0'/></network>{behind}
"""
_PLACES = ("before", "root", "name", "alone", "forward", "nat", "last", "end", "bridge", "behind")


def _validate(text: str | bytes) -> tuple[list[Problem], list[Problem]]:
    """The problems of a document, and those of its comments."""
    problems = libvirt_xml.validate(text)
    own = [each for each in problems if each.code in ("unused-ignore", "unknown-code")]
    return [each for each in problems if each not in own], own


@pytest.mark.parametrize(
    ("text", "left", "unused"),
    [
        (_PLAIN.format("", ""), 2, 0),
        (_IGNORE.format("unknown-element") + _PLAIN.format("", ""), 0, 0),
        (_PLAIN.format("", _IGNORE.format("unknown-element")), 1, 0),
        (_PLAIN.format(_IGNORE.format("unknown-element"), ""), 2, 1),
        (_PLAIN.format("", _IGNORE.format("unknown-attribute")), 2, 1),
        (_PLAIN.format("", _IGNORE.format("unknown-attribute, unknown-element")), 1, 1),
        (_PLAIN.format("", "<!-- libvirt-xml:ignore = unknown-element-->"), 1, 0),
        (_PLAIN.format("", "<!-- ignore=unknown-element -->"), 2, 0),
        (_PLAIN.format("", "").replace("</devices>", _IGNORE.format("unknown-element") + "</devices>"), 2, 1),
        (_PLAIN.format("", "") + _IGNORE.format("unknown-element"), 0, 0),
        (_PLAIN.format("", "") + "\n" + _IGNORE.format("unknown-element"), 2, 1),
        (_PLAIN.format("", _IGNORE.format("unknown-element") + "\n<!-- a -->\n"), 2, 1),
    ],
)
def test_documents_on_one_line(text: str, left: int, unused: int) -> None:
    """A comment amid a line is about the element after it; before the root, everything; at the end, the line."""
    problems, own = _validate(text)
    assert (len(problems), [each.code for each in own]) == (left, ["unused-ignore"] * unused)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("place", "silenced"),
    [
        ("before", {4, 5, 9}),
        ("root", set()),
        ("name", set()),
        ("alone", {4, 5}),
        ("forward", {4}),
        ("nat", {5}),
        ("last", set()),
        ("end", set()),
        ("bridge", {9}),
        ("behind", set()),
    ],
)
def test_places(place: str, silenced: set[int], newline: str) -> None:
    """A comment holds for its line, or alone on a line for what follows, never for what it stands in."""
    for comment in (
        " <!-- libvirt-xml: ignore=invalid-value -->",
        " <!-- a --> <!-- libvirt-xml: ignore=invalid-value - for a reason --> <!-- b -->  ",
    ):
        text = _LINES.format(**{each: comment if each == place else "" for each in _PLACES}).replace("\n", newline)
        problems, own = _validate(text.encode())
        assert {4, 5, 9} - {each.line for each in problems} == silenced
        assert [each.code for each in own] == ["unused-ignore"] * (not silenced)


@pytest.mark.parametrize(
    "reason", ["", " - a", " -- a", " \u2014 a", ": a", " ; a, b", " (a)", " reason: legacy", " # a", " b\nc"]
)
def test_reasons(reason: str) -> None:
    """What follows the codes is the reason."""
    from libvirt_xml.validation.suppression.comments import CommentPlace, misspelt, silence

    codes: dict[str, object] = {}
    silence(codes, f" libvirt-xml: ignore=invalid-value,unknown-element{reason} ", CommentPlace(1, 1))  # type: ignore[arg-type]
    assert list(codes) == ["invalid-value", "unknown-element"]
    assert not list(misspelt(f"libvirt-xml: ignore=invalid-value{reason}", CommentPlace(1, 1)))


@pytest.mark.parametrize(
    ("comment", "suggestion"),
    [
        ("libvirt-xml: ignore=unkown-element", "unknown-element"),
        ("libvirt-xml: ignore=unused-ignore, unkown-element", "unknown-element"),
        ("libvirt-xml: ignore=frobnicate", None),
        ("libvirt-xml: ignore=", None),
        ("libvirt-xml: ignore", None),
        (" libvirt-xml: unknown-element ", None),
        ("libvirt-xml: ignore=unused-ignore unknown-element", ", unknown-element"),
    ],
)
@pytest.mark.parametrize("encoding", [None, "utf-8", "utf-16"])
def test_misspelt_codes(comment: str, suggestion: str | None, encoding: str | None) -> None:
    """A comment that silences nothing is told, in documents with and without other problems."""
    text = f"<network>\n  <name>n</name>\n  <!-- {comment} -->\n  <mtu size='1'/>\n</network>"
    (problem,) = libvirt_xml.validate(text.encode(encoding) if encoding else text)
    assert (problem.code, problem.severity, problem.suggestion) == ("unknown-code", "warning", suggestion)
    assert (problem.line, problem.column, problem.path) == (3, 3, "/network/mtu")
    codes = [each.code for each in libvirt_xml.validate(text.replace("size", "frob"))]
    assert codes == ["unknown-code", "unknown-attribute"]


def test_unused() -> None:
    """A code that a comment silences without need is a warning, for each comment and code; it can be silenced."""
    comment = "<!-- libvirt-xml: ignore=invalid-value, unknown-attribute -->"
    text = f"<network>\n  <name>n</name>\n  {comment}\n  {comment}\n  <mtu sizes='1'/>\n</network>"
    own = [each for each in libvirt_xml.validate(text, file="n.xml") if each.code == "unused-ignore"]
    assert [(each.file, each.line, each.column, each.path, each.parameters.get("code")) for each in own] == [
        ("n.xml", line, 3, "/network/mtu", "invalid-value") for line in (3, 4)
    ]
    assert {each.severity for each in own} == {"warning"}
    assert "invalid-value" in own[0].message
    assert not _validate("<!-- libvirt-xml: ignore=unused-ignore -->" + text)[1]


def test_nothing_is_unused_in_a_document_that_is_not_libvirts() -> None:
    """Where the root is unknown, nothing else was looked for."""
    assert _codes(libvirt_xml.validate(f"<html>{_IGNORE.format('invalid-value')}<a/></html>")) == ["unknown-document"]


def _codes(problems: Sequence[Problem]) -> list[str]:
    return [each.code for each in problems]


def test_two_dashes() -> None:
    """XML has no -- in a comment: before a reason stands something else."""
    (problem,) = libvirt_xml.validate("<network><!-- libvirt-xml: ignore=invalid-value -- legacy --></network>")
    assert problem.code == "not-well-formed"
    assert "' - '" in problem.message


def test_what_is_silenced_hides_nothing_else() -> None:
    """What is missing beside something that is silenced is still told."""
    text = _IGNORE.format("unknown-attribute") + "<domain foo='1'><name>a</name><memory>1</memory></domain>"
    assert _codes(libvirt_xml.validate(text)) == ["missing-attribute"]


@pytest.mark.parametrize(
    "piece",
    [
        _IGNORE.format("invalid-value"),
        f"<mac address='zz'/> {_IGNORE.format('invalid-value')}\n",
        "<mac\naddress='zz'\n/>",
    ],
)
def test_many_comments(piece: str) -> None:
    """Comments are heeded in a time that grows with the document, on one line and on many."""

    def calls(size: int) -> int:
        text = f"<network><name>n</name>{piece * size}{_IGNORE.format('unknown-element')}</network>"
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        document, findings = _examined(text)
        sys.setprofile(note)
        Suppressions(document, text, None).heed(findings)
        sys.setprofile(None)
        return count

    from libvirt_xml.validation.suppression.xml_comments import Suppressions

    assert calls(800) <= 2.3 * calls(400)


def _examined(text: str):  # type: ignore[no-untyped-def]
    from libvirt_xml.relaxng.verdict.tree_builder import read_located
    from libvirt_xml.validation.explaining.explain import Finding

    document = read_located(text)
    problem = Problem("invalid-value", "error", "x", None, 2, 1)
    return document, [Finding(problem, node, None) for node in document.root.children]
