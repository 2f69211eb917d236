"""``codegen.analysis.summary``: what a pattern holds, and how often."""

from __future__ import annotations

import pytest

from codegen.analysis.summary import MANY, Summaries, Summary
from tests.codegen.conftest import ContentOf

A = '<element name="a"><text/></element>'
B = '<element name="b"><text/></element>'


def _summary(content_of: ContentOf, text: str) -> Summary:
    summary = Summaries().of(content_of(text))
    assert summary is not None
    return summary


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (A, 1, 1),
        (f"<optional>{A}</optional>", 0, 1),
        (f"<zeroOrMore>{A}</zeroOrMore>", 0, MANY),
        (f"<oneOrMore>{A}</oneOrMore>", 1, MANY),
        (f"<choice>{A}<empty/></choice>", 0, 1),
        (f"<choice>{A}{A}</choice>", 1, 1),
        (f"{A}{A}", 1, MANY),
        (f"<optional>{A}</optional><optional>{A}</optional>", 0, MANY),
        (f"<optional><oneOrMore>{A}</oneOrMore></optional>", 0, MANY),
        (f"<oneOrMore><optional>{A}</optional></oneOrMore>", 0, MANY),
        (f"<interleave>{A}{B}</interleave>", 1, 1),
        (f"<choice><group>{A}{B}</group>{B}</choice>", 0, 1),
        (f"<choice>{A}<notAllowed/></choice>", 1, 1),
        (f'<ref name="r"/>||<define name="r"><optional>{A}</optional></define>', 0, 1),
    ],
)
def test_counts(content_of: ContentOf, text: str, least: int, most: int) -> None:
    """Sums add counts, choices join them, wrappers change them; beyond one all are the same."""
    (use,) = (use for name, use in _summary(content_of, text).children.items() if name.local == "a")
    assert (use.least, use.most) == (least, most)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{A}{B}", {("a", "b")}),
        (f"<interleave>{A}{B}</interleave>", set()),
        (f"<choice>{A}{B}</choice>", set()),
        (f"<group><optional>{A}</optional><zeroOrMore>{B}</zeroOrMore></group>", {("a", "b")}),
        (f"<choice><group>{A}{B}</group><empty/></choice>", {("a", "b")}),
        (f"{A}{A}", set()),
    ],
)
def test_order(content_of: ContentOf, text: str, expected: set[tuple[str, str]]) -> None:
    """Only groups order, and nothing is before itself."""
    order = _summary(content_of, text).order
    assert {(first.local, second.local) for first, second in order} == expected


def test_repeated_order(content_of: ContentOf) -> None:
    """A repeated group of several children is told; a repeated child or interleave is not."""
    assert _summary(content_of, f"<zeroOrMore>{A}{B}</zeroOrMore>").repeated_order
    assert not _summary(content_of, f"<zeroOrMore>{A}</zeroOrMore>{B}").repeated_order
    assert not _summary(content_of, f"<zeroOrMore><interleave>{A}{B}</interleave></zeroOrMore>").repeated_order


def test_impossible_content_is_nothing(content_of: ContentOf) -> None:
    """``notAllowed`` makes its group impossible; an element that cannot be is no child."""
    summaries = Summaries()
    assert summaries.of(content_of(f"{A}<notAllowed/>")) is None


def test_an_optional_impossible_child_is_left_out(content_of: ContentOf) -> None:
    """An optional child that cannot be is none."""
    text = f'{A}<optional><element name="b"><notAllowed/></element></optional>'
    assert [name.local for name in _summary(content_of, text).children] == ["a"]


def test_wildcards(content_of: ContentOf) -> None:
    """A name class with listed names and a wildcard gives both."""
    any_name = '<element><choice><name>a</name><nsName ns="urn:x"/></choice><text/></element>'
    summary = _summary(content_of, any_name)
    assert [name.local for name in summary.children] == ["a"]
    assert summary.any_element
    assert not summary.any_attribute


def test_mixed_has_optional_text(content_of: ContentOf) -> None:
    """``mixed`` adds text that need not be there."""
    summary = _summary(content_of, f"<mixed>{A}</mixed>")
    assert summary.text is not None
    assert (summary.text.least, [name.local for name in summary.children]) == (0, ["a"])
