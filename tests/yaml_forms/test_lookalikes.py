"""Characters that only look like YAML: each is one problem at its place; what else is there is read as it is meant."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.loading import Options, Source, load
from libvirt_xml.yaml_forms.text.emitting import dump
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar

VALUES = [
    ("path: /a.qcow2,", "trailing-comma", (5, 13), "/a.qcow2"),
    ("path: /a.qcow2;", "trailing-comma", (5, 13), "/a.qcow2"),
    ("path: “/a.qcow2”", "typographic-quotes", (5, 13), "/a.qcow2"),
    ("path: „/a.qcow2“", "typographic-quotes", (5, 13), "/a.qcow2"),
    ("path: «/a.qcow2»,", "trailing-comma", (5, 13), "/a.qcow2"),
    ("path: /a.qcow2\xa0", "odd-space", (5, 13), "/a.qcow2"),
    ("path: \u3000/a.qcow2", "odd-space", (5, 13), "/a.qcow2"),
    ("path: /a\tb.qcow2", "odd-space", (5, 13), "/a b.qcow2"),
    ('path: "C:\\new.qcow2"', "backslash", (5, 13), "'C:\\new.qcow2'"),
    ('path: "\\\\nas\\new.qcow2"', "backslash", (5, 13), "'\\\\nas\\new.qcow2'"),
    ("path: /a.qcow2\n      bus: scsi,", "trailing-comma", (6, 12), "scsi"),
    ("path: /a.qcow2\n  cpus: 2,", "trailing-comma", (6, 9), "2"),
]
KEYS = [
    ("vm:\n  name: a\n  disks:\n    - \xa0path: /a.qcow2\n", "yaml-space", (4, 7)),
    ("vm:\n  name: a\n  disks:\n    -\xa0path: /a.qcow2\n", "yaml-space", (4, 5)),
    ("vm:\n  name: a\n  graphics:\n    \u2003type: vnc\n", "yaml-space", (4, 5)),
    ("vm:\n  name: a\n  disks:\n    \u2013 path: /a.qcow2\n", "yaml-dash", (4, 5)),
    ("vm:\n  name: a\n  boot:\n    \u2014 a\n", "yaml-dash", (4, 5)),
    ("vm:\n  name:\xa0a\n  memory: 2GiB\n", "yaml-space", (2, 8)),
    ('vm:\n  name: "a",\n  memory: 2GiB\n', "yaml-comma-after-quote", (2, 12)),
    ("vm:\n  boot: [a],\n  memory: 2GiB\n", "yaml-comma-after-bracket", (2, 12)),
]
MEANT = [
    "description: Bonjour\xa0!,",
    "title: “Web server”",
    "name: 'a,'",
    'name: "“a”"',
    "cloud_init: {user_data: {runcmd: [“a”]}}",
    "name:\ta",
    "# a,\nname: a  # a,",
]


@pytest.mark.parametrize(("line", "variant", "place", "suggestion"), VALUES)
def test_a_value_that_ends_like_another_language(
    line: str, variant: str, place: tuple[int, int], suggestion: str
) -> None:
    """One problem, whatever else would be wrong with the value as it is written."""
    text = f"vm:\n  name: web1\n  os: debian12\n  disks:\n    - {line}\n"
    [problem] = load(Source(text)).problems
    assert (problem.variant, (problem.line, problem.column), problem.suggestion) == (variant, place, suggestion)


@pytest.mark.parametrize(("text", "variant", "place"), KEYS)
def test_keys_and_lists_that_are_none(text: str, variant: str, place: tuple[int, int]) -> None:
    """Nothing else is said where nothing is where it belongs."""
    [problem] = load(Source(text)).problems
    assert (problem.code, problem.variant) == ("not-well-formed", variant)
    assert (problem.line, problem.column) == place


def test_a_key_in_typographic_quotes() -> None:
    """The rest of the map is read as it is meant."""
    [problem] = load(Source("vm:\n  “name”: a\n  memory: 2GiB\n")).problems
    assert (problem.code, problem.suggestion, problem.line, problem.column) == ("unknown-key", "name", 2, 3)


@pytest.mark.parametrize(
    "text",
    ["secret:\n  usage: {type: vtpm, name: a}\n  value: geheim,\n", "vm: {name: a, graphics: {password: geheim;}}\n"],
)
def test_a_secret_is_quoted_nowhere(text: str) -> None:
    """Neither in the message nor in the suggestion."""
    [problem] = load(Source(text)).problems
    assert problem.code == "invalid-value"
    assert "geheim" not in str(problem)
    assert problem.suggestion is None


def test_each_line_has_its_own_problem() -> None:
    """In the document form too; a value in an alias is told once."""
    text = "x-a: &a {type: kvm;}\ndomain:\n  <<: *a\n  name: b,\n  memory: {value: 1, unit: \u2018GiB\u2019}\n"
    problems = load(Source(text + "  os: {type: {value: hvm}}\n")).problems
    assert [(problem.line, problem.variant) for problem in problems] == [
        (1, "trailing-comma"),
        (4, "trailing-comma"),
        (5, "typographic-quotes"),
    ]


@pytest.mark.parametrize("line", MEANT)
def test_what_may_be_meant(line: str) -> None:
    """Texts for people, and what is in quotes."""
    name = "" if "name:" in line else "  name: a\n"
    lines = "".join(f"  {part}\n" for part in line.splitlines())
    assert not load(Source(f"vm:\n{name}{lines}")).problems


@pytest.mark.parametrize("text", ["a,", "a;", "“a”", "\u2013 a", "a\tb", "a\xa0b", "C:\\new", "C:\\\\new\\a"])
def test_what_is_written_is_read_as_it_is(text: str) -> None:
    """Such texts are written in quotes."""
    written = dump([("domain", Mapping({"name": Scalar(text)}))])
    [document] = load(Source(written), options=Options(is_checked=False)).documents
    assert document.element.name == text  # type: ignore[attr-defined]
    assert read_yaml(written, Findings())
