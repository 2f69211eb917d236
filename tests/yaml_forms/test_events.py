"""libyaml, PyYAML in Python and ruamel.yaml see the same in a text, and every value knows where it begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text import events
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, plain
from tests.fuzz.seeds import seeds_of

# Texts that YAML 1.1 and 1.2, or the parsers of them, read or refuse differently somewhere.
_TEXTS = [
    "{a: b, c:d}", "[a,b:c]", '{"a":1}', "{a: http://x:80/y}", "[http://x:80/a]", "a:\t1", "a: 1\t# c", "- a\n-  b",
    "a: x\u2028y", "a: x\u0085y", "'a\u2029b': 1", 'a: "x\u2028 y"', "a: é😀b", "? a\n: b", "{? a : b}", "[? x: y]",
    "%YAML 1.2\n---\na: 1", "---\na\n---\nb\n...", "a: |\n  x\n  y\nb: 1", "a: >-\n  x\n\n  y\n", "a: |2\n   x\n",
    "a: >+\n x\n\n\nb: 1", 'a: "x\\u00e9\\ny"', "[a\n,b]", "a: [\nb\n]", "- - a\n  - b", "a: 'it''s'", "a: !!str 1",
    "a: ! 1", "key with spaces: v", "a: b #c", "a: b#c", "", "# only", "a: -1", "x: {a: 1,}", "a:\n- b\n- c",
    "a: 'x\n\n  y'", "!!map {a: 1}", "!replace [a]", "a: &b\nc: *b", "[a: b]", "[a b: c]", "a: ${x}", "a\u00a0b: c",
    "a: &x-y {b: 1}\nc: {<<: *x-y, d: 2}", "a: \ufeffb", "0: zero\n0x1F: 31", "a: {b: [1,\t2]}", "- |\n a\n-\n b",
]  # fmt: skip
_REFUSED = [
    "a: b: c",
    "a: [1",
    "- a\n-\tb",
    "\ta: 1",
    "a:\n\t- b",
    "a: %x",
    "a: @x",
    "a: `x",
    "[a,,b]",
    "a: ]",
    '"a"\n: b',
]
# Where ruamel.yaml refuses a text, or takes U+2028 for the end of a line, or a number for a key or a tagged text.
_NOT_AS_RUAMEL = {"a:\t1", "a: 1\t# c", "a: x\u0085y", 'a: "x\u2028 y"', "a: ! 1", "0: zero\n0x1F: 31", "!replace [a]"}


def _with(text: str, monkeypatch: pytest.MonkeyPatch, parser: Any) -> tuple[list[Node], list[tuple[object, ...]]]:
    if parser is not None:
        monkeypatch.setattr(events, "_parser", parser)
    findings = Findings()
    trees = read_yaml(text, findings)
    monkeypatch.undo()
    return trees, [(problem.code, problem.line, problem.column) for problem in findings.problems]


def _facts(node: Node) -> Any:
    match node:
        case Mapping():
            return node.origin, node.keys, {name: _facts(item) for name, item in node.items.items()}
        case Sequence():
            return node.origin, node.replaces, [_facts(item) for item in node.items]
        case _:
            return node.origin, node.text, node.value


@pytest.mark.parametrize("text", [*_TEXTS, *(seed.decode() for seed in seeds_of("yaml"))])
def test_the_same_without_libyaml(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trees, places and extents are those of libyaml where PyYAML comes without it."""
    trees, problems = _with(text, monkeypatch, None)
    slow_trees, slow_problems = _with(text, monkeypatch, events.slow_parser)
    assert problems == slow_problems == []
    assert list(map(_facts, trees)) == list(map(_facts, slow_trees))


@pytest.mark.parametrize("text", _REFUSED)
def test_refused_by_both(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not valid YAML is refused either way, on the same line."""
    _, problems = _with(text, monkeypatch, None)
    _, slow_problems = _with(text, monkeypatch, events.slow_parser)
    assert [found[:2] for found in problems] == [found[:2] for found in slow_problems] != []


@pytest.mark.parametrize("text", [text for text in _TEXTS if text not in _NOT_AS_RUAMEL])
def test_what_ruamel_reads(text: str) -> None:
    """ruamel.yaml, which reads YAML 1.2, makes the same data of a text."""
    assert [plain(tree) for tree in read_yaml(text, Findings())] == list(_by_ruamel(text))


def _by_ruamel(text: str) -> Iterator[Any]:
    yield from YAML(typ="safe", pure=True).load_all(text)


_LINES = st.lists(
    st.sampled_from(
        [*"[]{},:-?&*!|>'\"%@`#~ \n\t", "a: ", "- ", "  ", "b", "1", "\n  ", ": ", "é", "\u2028", "<<: ", "&x ", "*x"]
    ),
    max_size=14,
).map(lambda bits: "".join(bits) + "\n")  # at the end of a text without one, libyaml is on the next line


@given(_LINES)
def test_any_text(text: str) -> None:
    """What libyaml and ruamel.yaml both read is the same data; PyYAML's own parser reads and refuses the same."""
    findings = Findings()
    trees = read_yaml(text, findings)
    slow = events.slow_parser
    original, events._parser = events._parser, slow
    try:
        slow_findings = Findings()
        assert list(map(_facts, read_yaml(text, slow_findings))) == list(map(_facts, trees))
        assert bool(slow_findings.problems) == bool(findings.problems)
    finally:
        events._parser = original
    if findings.problems or {"!", *"\x85\u2028\u2029"} & {*text}:
        return
    try:
        documents = list(_by_ruamel(text))
    except (YAMLError, ValueError, AssertionError, TypeError, AttributeError):
        return
    assert [_with_text_keys(plain(tree)) for tree in trees] == [_with_text_keys(document) for document in documents]


def _with_text_keys(data: Any) -> Any:
    if isinstance(data, dict):
        return {"" if key in (None, "~") else str(key): _with_text_keys(data[key]) for key in data}
    return [_with_text_keys(item) for item in data] if isinstance(data, list) else data


def _parts(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Mapping():
            for item in node.items.values():
                yield from _parts(item)
        case Sequence():
            for item in node.items:
                yield from _parts(item)


_SPAN_TEXT = """\
vm:
  name: web1   # the name
  'os': "debian12"
  disks:
    - {name: root, size: 20GiB}
    - name: data

  lists: [a, [b], {}]
  text: |
    one
    two
nothing:
"""


def test_extents() -> None:
    """The text between the start and the end of a value, read alone, is that value."""
    (tree,) = read_yaml(_SPAN_TEXT, Findings())
    for node in _parts(tree):
        span = node.origin.span
        assert span is not None
        text = _SPAN_TEXT[span.start : span.end]
        lines = _SPAN_TEXT[: span.end].split("\n")
        assert (span.end_line, span.end_column) == (len(lines), len(lines[-1]) + 1)
        begun = _SPAN_TEXT[: span.start].split("\n")
        assert (node.origin.line, node.origin.column) == (len(begun), len(begun[-1]) + 1)
        if not isinstance(node, Scalar) or text:
            (again,) = read_yaml(" " * (len(begun[-1])) + text, Findings())
            assert plain(again) == plain(node)


def test_extents_of_aliases() -> None:
    """An alias ends a map or list with itself, not with what it names."""
    text = "a: &a {b: 1}\nc:\n  - *a\nd: 1"
    (tree,) = read_yaml(text, Findings())
    assert isinstance(tree, Mapping)
    span = tree.items["c"].origin.span
    assert span is not None
    assert text[span.start : span.end] == "- *a"


def test_places_count_characters() -> None:
    """Places count characters, not bytes, also behind a byte order mark."""
    for data in ("é: {😀: x}".encode(), "\ufeffé: {😀: x}".encode(), "é: {😀: x}".encode("utf-16")):
        (tree,) = read_yaml(data, Findings())
        (inner,) = tree.items.values() if isinstance(tree, Mapping) else ()
        assert isinstance(inner, Mapping)
        assert (inner.place_of("😀").column, inner.items["😀"].origin.column) == (5, 8)
