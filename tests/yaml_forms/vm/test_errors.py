"""Wrong specs: one problem for one mistake, at its place, with the mend; all of a file in one run."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("errors.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["claim"] for case in CASES])
def test_a_mistake_is_one_problem_at_its_place(case: dict[str, Any]) -> None:
    """Code, line, column, path, and what was probably meant."""
    loaded = load(Source(spec_of(case), "web1.yaml"))
    assert loaded.documents == ()
    found = [(each.code, [each.line, each.column], each.path, each.file) for each in loaded.problems]
    assert found == [(case["code"], case["at"], case["path"], "web1.yaml")], loaded.problems
    (problem,) = loaded.problems
    assert problem.suggestion == case.get("suggestion", problem.suggestion)
    assert case.get("message", "") in problem.full_message


def test_all_mistakes_of_a_file_are_told_in_one_run() -> None:
    """What can be told of the rest is, whatever else is wrong."""
    text = """\
vm:
  name: web1
  memory: 4
  cpuz: 2
  disks:
    - {name: a, path: /a.qcow2, bus: ide}
    - {name: a, size: 20GiB}
  nics: {lan: {network: 5, mtu: big}}
  boot: [b]
---
network:
  name: lan
  forward: {mode: natt}
"""
    found = [(each.line, each.code) for each in load(Source(text)).problems]
    assert found == [
        (3, "invalid-size"),
        (4, "unknown-key"),
        (6, "impossible-combination"),
        (7, "duplicate-name"),
        (8, "wrong-type"),
        (9, "unknown-name"),
        (13, "net-forward-without-ip"),
        (13, "invalid-value"),
    ]


def test_a_mistake_behind_an_anchor_is_told_where_it_stands() -> None:
    """Not where it is used, and once."""
    text = (
        "x-disk: &disk\n  size: 20\nvm:\n  name: a\n  disks:\n    - {name: r, <<: *disk}\n    - {name: s, <<: *disk}\n"
    )
    problems = load(Source(text)).problems
    assert {(each.line, each.code) for each in problems} == {(2, "invalid-size")}


def test_a_mistake_in_a_layer_is_told_in_its_file() -> None:
    """Each problem names the file that holds the mistake."""
    base = Source("vm: {name: a, memory: 4}", "base.yaml")
    site = Source("vm: {cpus: none}", "site.yaml")
    assert [(each.file, each.code) for each in load(base, site).problems] == [
        ("base.yaml", "invalid-size"),
        ("site.yaml", "wrong-type"),
    ]


def test_names_of_documents_are_told_apart() -> None:
    """Two machines of one name in one file cannot be meant."""
    (problem,) = load(Source("vm: {name: a}\n---\nvm: {name: a}")).problems
    assert (problem.code, problem.line, problem.path) == ("duplicate-name", 3, "vm.name")


def spec_of(case: dict[str, Any]) -> str:
    """The whole file of a case."""
    lines = ["vm:", "  name: web1", *("  " + line for line in case["spec"].splitlines())]
    return "\n".join(lines) + "\n"
