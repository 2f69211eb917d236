"""YAML text: what is written reads back as the same tree, and looks as a person would have written it."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import strategies as st

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.emitting import dump
from libvirt_xml.yaml_forms.text.variables import substitute
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, Node, Scalar, Sequence, make, plain
from tests.properties.trying import holds_for_all

# What needs no quotes, in block and in flow

PLAIN = (
    "a", "a b", "52:54:00:12:34:56", "2001:db8::1", "/srv/a.qcow2", "http://a.example/b?c=d&e", "yes", "on", "~a",
    "a#b", "1.2.3", "2024-01-01", "-device", "--x", "0x", "0X1F", "1_000", "1:30", "12abc", "a'b", 'a"b', "a:b",
    "host\\path", "$VAR", "${", "50%", "a@b", "<a/>", "Größe", "🦀", "a=b", "nulls", ".5a",
)  # fmt: skip
QUOTED = {
    "": "''", "1": "'1'", "0x1f": "'0x1f'", "0600": "'0600'", "0o17": "'0o17'", "1e3": "'1e3'", ".5": "'.5'",
    "true": "'true'", "False": "'False'", "null": "'null'", "~": "'~'", ".inf": "'.inf'", ".NaN": "'.NaN'",
    " a": "' a'", "a ": "'a '", "a:": "'a:'", "a: b": "'a: b'", "a #b": "'a #b'", "#a": "'#a'", "- a": "'- a'",
    "-": "'-'", "?": "'?'", "? a": "'? a'", ":a": "':a'", "[a": "'[a'", "{a": "'{a'", "&a": "'&a'", "*a": "'*a'",
    "!a": "'!a'", "|": "'|'", ">": "'>'", "%a": "'%a'", "@a": "'@a'", "`a": "'`a'", "'a'": "\"'a'\"", '"a"': "'\"a\"'",
    "---": "'---'", "...": "'...'", "<<": "'<<'", "=": "'='", "'\"": "'''\"'", "a\tb": '"a\\tb"', "a\x01": '"a\\x01"',
    "a\u00a0b": '"a\\xA0b"', "\ufeffa": '"\\uFEFFa"', "a\u2028b": '"a\\u2028b"',
    "\U000e0001": '"\\U000E0001"', "a\r": '"a\\r"', "\n": '"\\n"', "a \nb": '"a \\nb"', "a\nb ": '"a\\nb "',
    "': #": "\"': #\"", "a${b}": "a$${b}", "$${b}": "$$${b}",
}  # fmt: skip
LINES = {
    "a\nb": "|-\n  a\n  b",
    "a\nb\n": "|\n  a\n  b",
    "a\n\n\n": "|+\n  a\n\n",
    "\na": "|2-\n\n  a",
    "  a\nb": "|2-\n    a\n  b",
    "a\n\n  b": "|-\n  a\n\n    b",
    "a\n\tb": "|-\n  a\n  \tb",
    "- a\n# b": "|-\n  - a\n  # b",
}


@pytest.mark.parametrize("text", PLAIN)
def test_texts_without_quotes(text: str) -> None:
    """YAML 1.2 takes these for the text that they are."""
    assert _dumped(text) == f"a: {text}\n"
    assert _again(text) == text


@pytest.mark.parametrize(("text", "written"), QUOTED.items())
def test_texts_in_quotes(text: str, written: str) -> None:
    """These would be something else without quotes, or without a second dollar."""
    assert _dumped(text) == f"a: {written}\n"
    assert _again(text) == text


@pytest.mark.parametrize(("text", "written"), LINES.items())
def test_texts_of_several_lines(text: str, written: str) -> None:
    """Lines stand as lines, in maps and in lists."""
    assert _dumped(text) == f"a: {written}\n"
    assert _again(text) == text
    assert _again([text, {"b": text}]) == [text, {"b": text}]


@pytest.mark.parametrize("text", [*"[]{},", "a,b", "a]", "0-3,^2"])
def test_texts_on_one_line_with_others(text: str) -> None:
    """What ends an item of a map or list on one line is in quotes there."""
    assert _dumped({"b": [text]}) == f"a:\n  b: ['{text}']\n"
    assert _dumped({"b": {"c": text, text: 1}}) == f"a:\n  b: {{c: '{text}', '{text}': 1}}\n"
    assert _again([text, {"b": text, text: 1}]) == [text, {"b": text, text: 1}]


# What is no text


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (Scalar(None), "null"),
        (Scalar(None, "~"), "null"),
        (Scalar(True), "true"),
        (Scalar(False, "FALSE"), "FALSE"),
        (Scalar(True, "yes"), "true"),
        (Scalar(3), "3"),
        (Scalar(3, "0x03"), "0x03"),
        (Scalar(384, "0600"), "384"),
        (Scalar(600, "0600"), "0600"),
        (Scalar(-1), "-1"),
        (Scalar(2**70), str(2**70)),
        (Scalar(1.5), "1.5"),
        (Scalar(1e300), "1e+300"),
        (Scalar(1.0, "1"), "1.0"),
        (Scalar(math.inf), ".inf"),
        (Scalar(-math.inf), "-.inf"),
        (Scalar(math.nan), ".nan"),
        (Mapping(), "{}"),
        (Sequence([]), "[]"),
    ],
)
def test_what_is_no_text(node: Node, written: str) -> None:
    """Numbers stand as they were written, if that is what they are; all else has one form."""
    assert dump([("a", node)]) == f"a: {written}\n"


# The layout


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "c": [1, "x"]}, "a:\n  b: 1\n  c: [1, x]\n"),
        ({"b": {"c": 1}}, "a:\n  b: {c: 1}\n"),
        ({"b": {"c": {"d": 1}}}, "a:\n  b: {c: {d: 1}}\n"),
        ({"b": {"c": {"d": {"e": 1}}}}, "a:\n  b:\n    c: {d: {e: 1}}\n"),
        ({"b": [{"c": 1}, {"d": 2}]}, "a:\n  b:\n    - {c: 1}\n    - {d: 2}\n"),
        ({"b": [[1], []]}, "a:\n  b:\n    - [1]\n    - []\n"),
        ({"b": [[{"c": 1}]]}, "a:\n  b:\n    - - {c: 1}\n"),
        ({"b": {"c": "x" * 98}}, f"a:\n  b: {{c: {'x' * 98}}}\n"),
        ({"b": {"c": "x" * 99}}, f"a:\n  b:\n    c: {'x' * 99}\n"),
        ({"b": [{"c": "x" * 200, "d": {"e": 1}}]}, f"a:\n  b:\n    - c: {'x' * 200}\n      d: {{e: 1}}\n"),
        ({"b": {"c": "x" * 70, "d": {"e": 1}}}, f"a:\n  b:\n    c: {'x' * 70}\n    d: {{e: 1}}\n"),
        ({"b": {"c": "x\ny"}}, "a:\n  b:\n    c: |-\n      x\n      y\n"),
        ([{"b": "x\ny"}], "a:\n  - b: |-\n      x\n      y\n"),
        ({"b c: d": 1, "1": 2, "": 3}, "a:\n  'b c: d': 1\n  '1': 2\n  '': 3\n"),
        ({"k" * 1100: 1}, f"a:\n  ? {'k' * 1100}\n  : 1\n"),
        ({"k" * 1100: {"b": 1}, "c": 1}, f"a:\n  ? {'k' * 1100}\n  : {{b: 1}}\n  c: 1\n"),
    ],
)  # fmt: skip
def test_layout(value: object, written: str) -> None:
    """Short maps stand on one line, long ones and lists of maps in lines."""
    assert _dumped(value) == written
    assert _again(value) == value


def test_documents() -> None:
    """Several documents are divided by lines of three dashes."""
    text = dump([("a", make({"b": 1}, NOWHERE)), ("c", make("x\n\n", NOWHERE)), ("d", make({}, NOWHERE))])
    assert text == "a:\n  b: 1\n---\nc: |+\n  x\n\n---\nd: {}\n"
    assert [plain(node) for node in read_yaml(text, Findings())] == [{"a": {"b": 1}}, {"c": "x\n\n"}, {"d": {}}]
    assert dump([]) == ""


def test_deep() -> None:
    """As deep as YAML is read, it is written."""
    value: Any = 1
    for _ in range(120):
        value = {"k": [value]}
    assert _again(value) == value


# Anything

_NASTY = (
    "", " ", "\n", "\n\n", "a\n", "\ta", "a\t", "- ", "-", "---", "...", "? ", ": ", ":", "#", " #", "a: ", "{", "}",
    "[", "]", ",", "&a", "*a", "!!str", "|", ">", "'", '"', "\\", "%", "@", "`", "~", "null", "true", "1", "0x1",
    ".inf", "1e3", "<<", "=", "${a}", "$${", "$$", "\r", "\r\n", "\x85", "\u2028", "\u2029", "\ufeff", "\x00", "\x7f",
    "\xa0", "52:54:00:11:22:33", "a\n b", " a\nb", "\n a", "a\n\n", "\U0001f980", "é", "\ufffe", "  ",
    "{a}", "a:b", "a,b", ".NaN",
)  # fmt: skip
_texts = st.lists(
    st.one_of(st.sampled_from(_NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=4)), max_size=4
).map("".join)
_scalars = st.one_of(_texts, st.integers(-(2**70), 2**70), st.booleans(), st.none(), st.floats(allow_nan=False))
_trees = st.recursive(
    _scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(_texts, st.text("k", min_size=998)), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_any_tree() -> None:
    """Whatever texts, numbers, maps and lists are written, the same is read."""

    def claim(value: object) -> None:
        text = _dumped(value)
        assert _read(text) == {"a": value}
        assert _types(_read(text)["a"]) == _types(value)
        assert all(line == line.rstrip() for line in text.split("\n"))

    holds_for_all(_trees, claim, 1500)


def _types(value: object) -> object:
    match value:
        case dict():
            return {name: _types(item) for name, item in value.items()}
        case list():
            return [_types(item) for item in value]
        case _:
            return type(value)


def _dumped(value: object) -> str:
    return dump([("a", _tree(value))])


def _tree(value: object) -> Node:
    """Like ``make``, with ``None`` as a value."""
    match value:
        case dict():
            return Mapping({name: _tree(item) for name, item in value.items()})
        case list():
            return Sequence([_tree(item) for item in value])
        case _:
            return make(value, NOWHERE)


def _again(value: object) -> object:
    return _read(_dumped(value))["a"]


def _read(text: str) -> Any:
    findings = Findings()
    (document,) = read_yaml(text, findings)
    result = plain(substitute(document, {}, findings))
    assert findings.problems == []
    return result


def test_the_tag_of_what_is_not_merged() -> None:
    """It stands before a list or a map, on one line and on several, and comes back."""
    text = "a: !replace\n  b: !replace [1, 2]\n  c: !replace {d: 1}\n  e:\n    - !replace\n      f: !replace []\n"
    (tree,) = read_yaml(text, Findings())
    assert isinstance(tree, Mapping)
    assert dump([("a", tree.items["a"])]) == text
