"""``libvirt-xml validate`` on YAML: which files are YAML, every report, variables, silencing, baselines, processes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.cli.inputs.input_forms import is_xml, is_yaml
from libvirt_xml.validation.catalogue import page_of
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.suppression.yaml_comments import without_silenced
from tests.cli.conftest import Run

Write = Callable[..., None]
GOOD = "network:\n  name: lan\n"
WRONG = "network:\n  name: lan\n  forward: {mode: natt, foo: 3}\n"
SCHEMAS = Path(__file__).parents[2] / "schemas"


def test_text(run: Run, write: Write) -> None:
    """A problem has the line of the YAML, and a caret under key or value."""
    wrong = "network:\n  name: lan\n  forward: {mode: natt}\n  ips: [{address: 10.0.0.1}]\n"
    write(**{"good.yaml": GOOD, "wrong.yml": wrong})
    done = run("validate", "good.yaml", "wrong.yml")
    assert (done.status, done.err) == (1, "")
    assert done.out == (
        "wrong.yml:3:19: error[invalid-value]: 'natt' is not allowed for the attribute 'mode' of <forward>\n"
        "    3 |   forward: {mode: natt}\n"
        "      |                   ^~~~\n"
        "help: did you mean 'nat'?\n"
        "note: 'mode': How traffic reaches the outside; NAT if the element is there without it.\n"
        f"see: {page_of('invalid-value')}\n"
        "\n"
        "1 problem in 1 of 2 files\n"
    )
    assert run("validate", "good.yaml").out == "no problems in 1 file\n"


def test_programs(run: Run, write: Write) -> None:
    """The reports for programs have file, line, column and the path into the YAML."""
    write(**{"a.yaml": WRONG})
    (problem,) = [each for each in json.loads(run("validate", "--format", "json", "a.yaml").out)
                  if each["code"] == "unknown-key"]  # fmt: skip
    assert (problem["file"], problem["line"], problem["column"]) == ("a.yaml", 3, 25)
    assert problem["path"] == "network.forward.foo"
    assert (
        "::error file=a.yaml,line=3,endLine=3,col=25,endColumn=28,title=unknown-key::"
        in run("validate", "--format", "github", "a.yaml").out
    )
    sarif = json.loads(run("validate", "--format", "sarif", "a.yaml").out)["runs"][0]["results"]
    places = [result["locations"][0]["logicalLocations"][0] for result in sarif]
    assert {"fullyQualifiedName": "network.forward.foo", "kind": "property"} in places
    junit = run("validate", "--format", "junit", "a.yaml").out
    assert "a.yaml:3:25: error[unknown-key]: 'forward' has no key 'foo'" in junit


def test_a_default_has_the_file(run: Run, write: Write) -> None:
    """A problem of what no line says is one of the file all the same."""
    write(**{"a.yaml": "vm: {name: a, domain: {devices: {rngs: [{model: virtio, backend: {model: nope}}]}}}"})
    problems = json.loads(run("validate", "--format", "json", "a.yaml").out)
    assert problems
    assert {problem["file"] for problem in problems} == {"a.yaml"}


def test_standard_input(run: Run) -> None:
    """What begins with a key is YAML; its name may say so too."""
    assert run("validate", stdin=WRONG.encode()).out.startswith("<stdin>:3:")
    done = run("validate", "--stdin-filename", "x.yaml", "-", stdin=b"just words")
    assert done.out.startswith("x.yaml:1:1: error[wrong-type]")


def test_variables(run: Run, write: Write) -> None:
    """``--set`` and ``--vars`` give variables their values."""
    write(**{"a.yaml": "network: {name: '${n}'}", "v.yaml": "n: lan"})
    assert "error[undefined-variable]" in run("validate", "a.yaml").out
    assert run("validate", "a.yaml", "--set", "n=lan").status == 0
    assert run("validate", "a.yaml", "--vars", "v.yaml").status == 0
    assert run("validate", "a.yaml", "--set", "n").status == 2


def test_schemas(run: Run, write: Write) -> None:
    """``--libvirt`` and ``--schema-dir`` count; ``--as`` does not, as the key says the kind."""
    device = "  devices: {audios: [{id: 1, type: pipewire}]}\n"
    text = f"domain:\n  type: kvm\n  name: a\n  memory: 1024\n  os: {{type: hvm}}\n{device}"
    write(**{"a.yaml": text})
    assert run("validate", "a.yaml", "--as", "network").status == 0
    assert "[needs-newer-libvirt]" in run("validate", "a.yaml", "--libvirt", "9.0.0").out
    assert "[invalid-value]" in run("validate", "a.yaml", "--schema-dir", str(SCHEMAS / "9.0.0")).out


def test_choice(run: Run, write: Write) -> None:
    """Codes are selected and ignored, by the command line, a configuration and comments; the number is limited."""
    write(**{"a.yaml": "network: {a: 1, b: 2}\n"})
    assert run("validate", "a.yaml", "--ignore", "unknown-key,missing-element").status == 0
    assert run("validate", "a.yaml", "--select", "wrong-type").status == 0
    assert run("validate", "a.yaml", "--max-problems", "1").out.count("error[") == 1
    write(**{"libvirt-xml.toml": "ignore = ['missing-element']\n[per-file-ignores]\n'a.*' = ['unknown-key']\n"})
    assert run("validate", "a.yaml").status == 0
    write(**{"b.yaml": "# libvirt-xml: ignore=unknown-key\nnetwork: {a: 1, name: x}\n"})
    assert run("validate", "b.yaml").status == 0


def test_baseline(run: Run, write: Write) -> None:
    """What is known stays known when it moves in a list."""
    disk = "    - {name: %s, path: /a.qcow2, bsu: virtio}\n"
    write(**{"a.yaml": "vm:\n  name: a\n  disks:\n" + disk % "a"})
    assert run("validate", "a.yaml", "--baseline", "known.json", "--write-baseline").status == 0
    assert run("validate", "a.yaml", "--baseline", "known.json").status == 0
    write(**{"a.yaml": "vm:\n  name: a\n  disks:\n    - {name: z, path: /z.qcow2}\n" + disk % "a"})
    assert run("validate", "a.yaml", "--baseline", "known.json").status == 0
    write(**{"a.yaml": "vm:\n  name: a\n  disks:\n" + disk % "b" + disk % "a"})
    assert "1 problem in 1 of 1 file; 1 problem known" in run("validate", "a.yaml", "--baseline", "known.json").out


def test_several_processes(run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The output is the same for any number of processes, whatever stands among the files."""
    monkeypatch.undo()  # the real validator: that of the tests does not reach other processes
    monkeypatch.chdir(folder)
    write(**{"a.yaml": WRONG, "b.xml": "<network><nmae/></network>", "c.xml": "<network><name>c</name></network>",
             "d": GOOD, "e.yml": GOOD, "f.xml": "<network/>"})  # fmt: skip
    argv = ["validate", "a.yaml", "b.xml", "gone.yaml", "c.xml", "d", "e.yml", "f.xml"]
    done = run(*argv)
    assert done.status == 2
    assert len(re.findall(r"^\S+: error", done.out, re.MULTILINE)) >= 3
    assert run(*argv, "--jobs", "3") == done


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("vm: {}", True),
        ("# a\n%YAML 1.2\n---\nvm:\n  name: a\n", True),
        ("--- {network: {name: a}}", True),
        ('{"a": 1,\n "domain": {}}', True),
        ("a: 1\n---\n'storage_pool' : x\n", True),
        ("  x: 1\n  disk:\n", True),
        ("vm:\n\t- broken", True),
        ("<domain/>", True),
        ("services:\n  vm: {}\n", False),
        ("- vm: 1\n  network: 2\n", False),
        ("defaults:\n  run: {}\n", False),
        ("vm", False),
        ("", False),
        ("a: |\n  vm:\n", False),
        ("network:8080", False),
    ],
)
def test_yaml_in_folders(run: Run, write: Write, text: str, is_ours: bool) -> None:
    """What is found, or named by a tool, is checked if a key at its top is ours; what a person names always is."""
    write(**{"in/A.YML": text, "b.xml": "<domain/>"})
    skipped = "" if is_ours else "; 1 YAML file of other tools skipped"
    for paths in (["in", "b.xml"], ["--force-exclude", "in/A.YML", "b.xml"]):
        done = run("validate", *paths)
        assert done.out.endswith(f" {2 if is_ours else 1} file{'s' if is_ours else ''}{skipped}\n"), done
    assert "skipped" not in run("validate", "in/A.YML").out
    status = run("validate", "in/A.YML").status
    assert status == 1 or is_ours
    assert run("validate", "--force-exclude", "in/A.YML").status == (status if is_ours else 0)
    assert (run("validate", "in").status == 2) is not is_ours


@pytest.mark.parametrize(
    ("name", "data", "yaml"),
    [
        ("a.xml", b"network:\n", False),
        ("a.yaml", b"<network/>", False),
        ("a.yaml", b"", True),
        ("a.yml", b"words", True),
        ("a.yaml", b"<<: {a: b}", True),
        ("-", b"  \n\xef\xbb\xbf<a/>", False),
        ("-", b"", False),
        ("-", b"words", False),
        ("-", b"error: failed to get domain 'web1'\n", False),
        ("-", b"# a comment\n\nvm:\n", True),
        ("-", b"\xef\xbb\xbfvm: {}", True),
        ("-", "vm:\n  name: a".encode("utf-16"), True),
        ("-", "<a/>".encode("utf-16"), False),
        ("-", b"---\nvm:", True),
        ("-", b"%YAML 1.2\n---", True),
        ("-", b'{"vm": {}}', True),
        ("-", b'"vm": {}', True),
    ],
)
def test_which_form(name: str, data: bytes, yaml: bool) -> None:
    """What begins with ``<`` is XML; then the name tells, and where it does not, a key at the beginning."""
    assert is_yaml(name, data) is yaml
    assert not (yaml and is_xml(data))


_SILENT = """\
vm:
  # libvirt-xml: ignore=unknown-key, wrong-type
  disks:
  - {a: 1}
  - {b: 1}
  nics:
    # libvirt-xml: ignore=unknown-key
    - {c: 1,
       d: 1}
    - {e: 1}
  boot: x  # libvirt-xml: ignore=wrong-type
  cpus: y
"""


@pytest.mark.parametrize(
    ("code", "lines"),
    [("unknown-key", {3, 4, 5, 8, 9}), ("wrong-type", {3, 4, 5, 11}), ("missing-key", set())],
)
def test_comments(code: str, lines: set[int]) -> None:
    """A comment on its own line holds for the block below it, one behind something for its line."""
    problems = [Problem(code, "error", "x", line=line) for line in range(1, 13)]
    left = without_silenced(problems, _SILENT.encode())
    assert {problem.line for problem in problems if problem not in left} - {2, 7} == lines
    unused = [(each.line, each.parameters.get("code")) for each in left if each.code == "unused-ignore"]
    told = {"unknown-key": {2, 7}, "wrong-type": {2, 11}}
    assert unused == [(line, name) for line in (2, 7, 11) for name in told if line in told[name] and name != code]


def test_misspelt_codes() -> None:
    """A comment that silences nothing is told at its place."""
    text = "vm:  # libvirt-xml: ignore=unkown-key\n  # libvirt-xml: unknown-key\n  a: 1\n  # not libvirt-xml: x\n"
    found = without_silenced([], text.encode())
    assert [(each.line, each.column, each.suggestion) for each in found] == [(1, 8, "unknown-key"), (2, 5, None)]


def test_a_comment_for_the_file() -> None:
    """A comment before everything holds for everything, also for what has no line."""
    problem = Problem("unknown-key", "error", "x")
    for head in ("", "---\n", "# something\n\n"):
        text = f"{head}# libvirt-xml: ignore=unknown-key\nvm: {{}}\n---\nvm: {{}}\n"
        assert without_silenced([problem], text.encode()) == []
    left = without_silenced([problem], b"vm: {} # libvirt-xml: ignore=missing-key\n")
    assert [each.code for each in left] == ["unknown-key", "unused-ignore"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("vm:\n  a: 1  # libvirt-xml: ignore=unknown-key -- a reason\n  b: 2\n", {2}),
        ("vm:\n  # libvirt-xml: ignore=unknown-key -- a reason\n  a:\n    x: 1\n  b: 2\n", {3, 4}),
        ("vm:\n  a:\n    x: 1\n    # libvirt-xml: ignore=unknown-key\n  b: 2\n", set()),
        ("vm:\n  a: 1\n  # libvirt-xml: ignore=unknown-key\n", set()),
        ("vm:\n  a: |\n    # libvirt-xml: ignore=unknown-key\n    x\n  b: 2\n", None),
        ("vm:\n  - a: >-  # x\n      # libvirt-xml: ignore=unknown-key\n    b: 2\n", None),
        ("vm:\n  - |\n   # libvirt-xml: ignore=unknown-key\n  - 2\n", None),
        (
            "vm:\n  a: 1\n  # libvirt-xml: ignore=unknown-key\n  # something\n\n  b: [2,\n     3]\n  c: 1\n",
            {4, 5, 6, 7},
        ),
    ],
)
def test_where_a_comment_holds(text: str, lines: set[int] | None) -> None:
    """The line, the block that follows, or nothing: then it is told, unless it is part of a text."""
    problems = [Problem("unknown-key", "error", "x", line=line) for line in range(1, text.count("\n") + 1)]
    left = without_silenced(problems, text.encode())
    comment = next(at for at, line in enumerate(text.splitlines(), 1) if "ignore" in line)
    assert {problem.line for problem in problems if problem not in left} - ({comment} if lines != {2} else set()) == (
        lines or set()
    )
    assert [each.line for each in left if each.code == "unused-ignore"] == ([comment] if lines == set() else [])


@pytest.mark.parametrize("code", ["not-well-formed", "unknown-key"])
def test_what_was_not_looked_for_is_not_unused(code: str) -> None:
    """While YAML itself is wrong, libvirt's schemas have not been asked."""
    text = b"vm:\n  a: 1  # libvirt-xml: ignore=invalid-value\n"
    assert len(without_silenced([], text)) == 1
    assert len(without_silenced([Problem(code, "error", "x", line=1)], text)) == 1
