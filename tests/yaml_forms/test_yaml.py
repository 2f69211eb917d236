"""YAML 1.2 to trees: values, places, and what is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, strategies as st
from ruamel.yaml import YAML

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar, Sequence, leaves, plain

VALUES = [
    ("1", 1), ("-3", -3), ("+3", 3), ("08", 8), ("0o17", 15), ("0x1F", 31),
    ("1e3", 1000.0), (".5", 0.5), ("-.inf", float("-inf")),
    ("true", True), ("False", False), ("~", None), ("null", None), ("", None),
    ("yes", "yes"), ("on", "on"), ("1_000", "1_000"), ("0b11", "0b11"), ("1.2.3", "1.2.3"),
    ("52:54:00:12:34:56", "52:54:00:12:34:56"), ("2001-12-14", "2001-12-14"), ("4GiB", "4GiB"),
    ("'1'", "1"), ('"true"', "true"), ("!!str 12", "12"), ("=", "="), ("<<", "<<"),
]  # fmt: skip

REFUSED = [
    ("a: [1", 1, "'[' is never closed"),
    ("a: !!python/object:os.system x", 1, "tag !!python/object:os.system"),
    ("a: !secret x", 1, "tag !secret"),
    ("a: !!binary aGk=", 1, "tag"),
    ("a: &x [*x]", 1, "is inside of what it names"),
    ("a: *x", 1, "unknown alias 'x': there is no anchor '&x' before it"),
    ("a: {<<: 3}", 1, "merge key"),
    ("? [a]\n: b", 1, "a key must be a name"),
    ("\ta: 1", 1, "a tab cannot begin"),
    ("[" * 3000, 1, "deeper than 256"),
    ("a: {b: ${c}}", 1, "write '${name}', with the quotes"),
    ("a: @x", 1, "cannot begin with '@'"),
    ("a: {b: 'x", 1, "the closing ' is missing"),
    ("%YAML 1.1999999999\n---\na: 1", 1, "not valid YAML"),
    ("a:\n  b: \x01", 2, "control character U+0001"),
    ("vm:\n  name:a\n  memory: 2GiB", 2, "a space is missing after the colon of 'name:a'"),
    ("disks:\n- name:a\n  size: 2GiB", 2, "a space is missing after the colon of 'name:a'"),
    ("vm:\n  url http://x\n  memory: 2GiB", 2, "must follow the key 'url'"),
    ("title: Web: front", 1, "a value that contains ': ' needs quotes"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_plain_value_is_what_yaml_1_2_makes_of_it(text: str, value: object) -> None:
    """The core schema, and nothing of YAML 1.1: no base 60, no yes and no, no dates."""
    (tree,) = read(f"key: {text}")
    assert isinstance(tree, Mapping)
    held = tree.items["key"]
    assert isinstance(held, Scalar)
    assert (type(held.value), held.value) == (type(value), value)


def test_a_number_keeps_its_written_form() -> None:
    """What the document form writes into XML is the text."""
    (tree,) = read("mode: 0600\nslot: 0x03")
    assert isinstance(tree, Mapping)
    assert [item.text for item in tree.items.values() if isinstance(item, Scalar)] == ["0600", "0x03"]


@pytest.mark.parametrize(("text", "line", "sentence"), REFUSED)
def test_what_is_no_yaml_or_hostile_is_one_problem(text: str, line: int | None, sentence: str) -> None:
    """It is refused with one sentence, and its line where there is one."""
    findings = Findings()
    assert read_yaml(text, findings, "spec.yaml") == []
    (problem,) = findings.problems
    assert (problem.code, problem.file, problem.line) == ("not-well-formed", "spec.yaml", line)
    assert sentence in problem.full_message
    assert problem.message == render(problem.code, problem.variant, **problem.parameters)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("a: !secret x", "!secret"),
        ("a: *x", "*x"),
        ("a: {<<: 3}", "3"),
        ("\ta: 1", "\t"),
        ("a: @x y", "@x"),
        ("title: Web: front", ":"),
        ("é: \x01", "\x01"),
        ("vm:\r\n  name:a-1\r\n  memory: 2GiB", "a-1"),
        ("a: 'x' 'y z'", "'y z'"),
        ("a: [b c, d: e: f]", ":"),
    ],
)
def test_the_end_is_that_of_the_word(text: str, token: str) -> None:
    """An editor can mark it."""
    findings = Findings()
    read_yaml(text, findings)
    (problem,) = findings.problems
    assert problem.line is not None
    assert problem.column is not None
    assert problem.end_column is not None
    assert problem.end_line == problem.line
    assert text.splitlines()[problem.line - 1][problem.column - 1 : problem.end_column - 1] == token


def test_text_that_is_no_utf8_is_refused() -> None:
    """No guess at an encoding."""
    findings = Findings()
    assert read_yaml(b"a: 1\r\nb: \xc3\xa9\xff", findings) == []
    (problem,) = findings.problems
    assert (problem.code, problem.line, problem.column) == ("not-well-formed", 2, 5)
    assert problem.full_message == "this is not valid YAML: it is not UTF-8; save the file as UTF-8"
    assert problem.end_line is None


def test_a_broken_utf16_text_is_refused() -> None:
    """Half a character at its end."""
    findings = Findings()
    assert read_yaml(b"\xff\xfea\x00:", findings) == []
    assert "not UTF-16" in findings.problems[0].message


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa: \xc3\xa9", "a: é".encode("utf-16")])
def test_byte_order_marks_are_understood(data: bytes) -> None:
    """UTF-8 and UTF-16, as the YAML specification has it."""
    (tree,) = read_yaml(data, Findings())
    assert plain(tree) == {"a": "é"}


def test_an_alias_bomb_is_refused_and_many_honest_aliases_are_not() -> None:
    """Nine levels of nine aliases make hundreds of millions of values."""
    levels = [f"l{at}: &l{at} [{','.join([f'*l{at - 1}'] * 9)}]" for at in range(1, 9)]
    findings = Findings()
    assert read_yaml("l0: &l0 [1, 2]\n" + "\n".join(levels), findings) == []
    assert "aliases" in findings.problems[0].message
    honest = "base: &base {a: 1, b: 2}\nall:\n" + "- *base\n" * 5000
    assert len(read(honest)) == 1


def test_merge_keys_lie_below_what_the_map_says_itself() -> None:
    """``<<`` takes one map or several, the first before the others."""
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}"
    (tree,) = read(text)
    assert plain(tree)["c"] == {"x": 3, "y": 1, "z": 2}


def test_a_key_that_stands_twice_is_a_problem_and_the_first_counts() -> None:
    """ruamel.yaml would raise; here the rest of the file is looked at too."""
    findings = Findings()
    (tree,) = read_yaml("a: 1\na: 2\nb: 3", findings)
    assert plain(tree) == {"a": 1, "b": 3}
    assert [(each.code, each.line, each.column) for each in findings.problems] == [("duplicate-key", 2, 1)]


def test_every_value_knows_its_place() -> None:
    """Lines and columns count from 1."""
    (tree,) = read("vm:\n  name: web1\n  disks:\n    - {size: 20GiB}\n")
    places = {path: (node.origin.line, node.origin.column) for path, node in leaves(tree)}
    assert places == {"vm.name": (2, 9), "vm.disks[0].size": (4, 14)}
    assert isinstance(tree, Mapping)
    assert tree.place_of("vm").line == 1


def test_several_documents_and_directives() -> None:
    """``---`` and ``...`` part documents; a %YAML directive does not bring YAML 1.1 back."""
    assert [plain(tree) for tree in read("%YAML 1.1\n---\na: on\n...\n---\nb: 2")] == [{"a": "on"}, {"b": 2}]
    assert read("") == []


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))
SCALARS = st.none() | st.booleans() | st.integers() | TEXTS | st.floats(allow_nan=False)
NAMES = st.text("abc-_ :#", min_size=1)
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4))


@given(st.dictionaries(st.sampled_from("abc"), DATA, max_size=3))
def test_what_ruamel_writes_reads_as_what_it_was(data: dict[str, Any]) -> None:
    """Another's writer is the oracle."""
    stream = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.dump(data, stream)
    (tree,) = read(stream.getvalue())
    assert plain(tree) == data


def read(text: str) -> list[Any]:
    """The trees of a text without problems."""
    findings = Findings()
    trees = read_yaml(text, findings, "spec.yaml")
    assert findings.problems == []
    assert all(isinstance(tree, Mapping | Sequence | Scalar) for tree in trees)
    return trees
