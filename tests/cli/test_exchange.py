"""Formats of other programs: GitLab's, Checkstyle's, objects line by line; counts instead of problems."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from libvirt_xml.validation.catalogue import CODES, page_of
from libvirt_xml.validation.problem import Problem
from tests.cli.conftest import Run
from tests.cli.fake import BAD, GOOD, TWO, WARNED

Write = Callable[..., None]
ROOT = Path(__file__).resolve().parent.parent.parent
ODD = "ö & <%,:'\"\x01.xml"
_LINE = {"type": "integer", "minimum": 1}
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"enum": [*CODES]},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^\./"}},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": _LINE, "end": _LINE}},
                },
            },
        },
    },
}
"""What GitLab's documentation asks of a report of code quality."""


@pytest.fixture
def files(write: Write) -> None:
    """Documents of every sort, one of them with an odd name."""
    write(**{"a.xml": GOOD, "b.xml": BAD, "c.xml": TWO, "d.xml": WARNED, ODD: BAD})


@pytest.mark.parametrize("argv", [["."], ["./a.xml"], ["gone.xml", "./b.xml"], ["--", ODD]])
def test_gitlab(run: Run, files: None, argv: list[str]) -> None:
    """The report is what GitLab takes; each problem has a fingerprint of its own."""
    issues = json.loads(run("validate", "--format", "gitlab", *argv).out)
    jsonschema.validate(issues, GITLAB)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_gitlab_says_it_all(run: Run, write: Write) -> None:
    """Message, severity and place; what is twice at one path is two problems, and lines do not change fingerprints."""
    write(**{"a.xml": BAD.replace("<name", "<name fault='needs-newer-libvirt'/>\n<name")})
    one, two = json.loads(run("validate", "--format", "gitlab", "./a.xml").out)
    assert (one["severity"], two["severity"]) == ("minor", "major")
    assert two["description"] == "something about unknown-attribute; did you mean 'fine'?"
    assert two["location"] == {"path": "a.xml", "lines": {"begin": 3, "end": 3}}
    write(**{"a.xml": BAD.replace("</name>", "</name>\n<name fault='unknown-attribute'>b</name>")})
    issues = json.loads(run("validate", "--format", "gitlab", "a.xml").out)
    assert issues[0]["fingerprint"] == two["fingerprint"] != issues[1]["fingerprint"]


def test_checkstyle(run: Run, files: None) -> None:
    """An element for each file with problems; every error has what readers of the format ask for."""
    root = etree.fromstring(run("validate", ".", "gone.xml", "--format", "checkstyle").out.encode())
    assert (root.tag, root.get("version")) == ("checkstyle", "4.3")
    errors = {file.get("name"): [dict(error.attrib) for error in file] for file in root}
    assert [*errors] == ["b.xml", "c.xml", "d.xml", ODD.replace("\x01", "\\x01"), "gone.xml"]
    assert errors["b.xml"] == [
        {
            "line": "2",
            "column": "9",
            "severity": "error",
            "message": "something about unknown-attribute; did you mean 'fine'?",
            "source": "libvirt-xml.unknown-attribute",
        }
    ]
    assert errors["d.xml"][0]["severity"] == "warning"
    assert [*errors["gone.xml"][0]] == ["line", "severity", "message", "source"]
    empty = etree.fromstring(run("validate", "a.xml", "--format", "checkstyle").out.encode())
    assert len(empty) == 0


def test_lines_of_json(run: Run, files: None) -> None:
    """Each line is the object that the array has; no problem, no line."""
    lines = run("validate", ".", "gone.xml", "--format", "json-lines").out.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(run("validate", ".", "gone.xml", "--format", "json").out)
    assert len(lines) == 6
    assert run("validate", "a.xml", "--format", "json-lines").out == ""


def test_unreadable_files_in_json(run: Run, write: Write) -> None:
    """They are problems, whatever codes are selected, and come back as objects."""
    write(**{"vm.xml": GOOD})
    for options in ([], ["--select", "unknown-element"], ["--ignore", "unreadable-file"]):
        done = run("validate", "vn.xml", "vm.xml", "--format", "json", *options)
        assert done.status == 2
        (values,) = json.loads(done.out)
        assert values.pop("note") is None
        problem = Problem(**values)
        assert (problem.code, problem.file, problem.line) == ("unreadable-file", "vn.xml", None)
        assert problem.full_message == "no such file or folder: 'vn.xml'; did you mean 'vm.xml'?"
        assert problem.url == page_of("unreadable-file")


def test_concise(run: Run, files: None) -> None:
    """A line for each problem with the advice, and the summary."""
    assert run("validate", "b.xml", "c.xml", "--format", "concise").out == (
        "b.xml:2:9: error[unknown-attribute]: something about unknown-attribute; did you mean 'fine'?\n"
        "c.xml:2:6: error[invalid-value]: something about invalid-value\n"
        "c.xml:3:6: error[missing-element]: something about missing-element\n"
        "3 problems in 2 of 2 files\n"
    )
    assert run("validate", "b.xml", "--format", "concise", "-q").out.count("\n") == 1
    assert "\x1b[" in run("validate", "b.xml", "--format", "concise", "--color", "always").out


def test_pages_are_named_once(run: Run, files: None) -> None:
    """The address of a code is below its first problem."""
    done = run("validate", "b.xml", "c.xml", ODD)
    assert done.out.count(f"see: {page_of('unknown-attribute')}\n") == 1
    assert done.out.index("see:") < done.out.index("c.xml")


def test_statistics(run: Run, files: None) -> None:
    """The most frequent code is the first; the summary and the status are those of the problems."""
    done = run("validate", ".", "--statistics")
    assert done.status == 1
    lines = done.out.splitlines()
    assert [line.split()[:2] for line in lines[:2]] == [["2", "unknown-attribute"], ["1", "invalid-value"]]
    assert lines[-2:] == ["", "5 problems (4 errors, 1 warning) in 4 of 5 files"]
    assert run("validate", "a.xml", "--statistics").out == "no problems in 1 file\n"
    assert "problem" not in run("validate", ".", "--statistics", "--quiet").out


def test_statistics_for_programs(run: Run, files: None) -> None:
    """In JSON each code has its number, the number of files, and where it is explained."""
    first, *others = json.loads(run("validate", ".", "gone.xml", "--statistics", "--format", "json").out)
    assert first == {
        "code": "unknown-attribute",
        "count": 2,
        "files": 2,
        "summary": CODES["unknown-attribute"].summary,
        "url": page_of("unknown-attribute"),
    }
    assert [entry["code"] for entry in others][-1] == "unreadable-file"
    done = run("validate", ".", "--statistics", "--format", "sarif")
    sentence = "libvirt-xml: --statistics cannot be written as sarif; use --format text or json\n"
    assert (done.status, done.err) == (2, sentence)


def test_the_url_is_that_of_the_code() -> None:
    """Whatever is given, also after a change of the code."""
    problem = Problem("invalid-value", "error", "x", url="https://example.com")
    assert problem.url == page_of("invalid-value")
    assert dataclasses.replace(problem, code="unknown-key").url == page_of("unknown-key")
    assert "url" not in repr(problem)


def test_the_module_runs(tmp_path: Path) -> None:
    """``python -m libvirt_xml`` is the command."""
    (tmp_path / "a.xml").write_text("<network><naem/></network>")
    command = [sys.executable, "-m", "libvirt_xml", "validate", "--format", "concise", "a.xml"]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("a.xml:1:10: error[")


def test_pages_exist() -> None:
    """Each code has its page: a section, or a file if it is a rule."""
    for code in CODES:
        path, _, section = page_of(code).partition("/blob/main/")[2].partition("#")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert not section or f"\n## {section}\n" in text


@pytest.mark.parametrize(("format", "variable"), [("github", "GITHUB_WORKSPACE"), ("gitlab", "CI_PROJECT_DIR")])
def test_names_are_those_of_the_project(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch, format: str, variable: str
) -> None:
    """A service knows files from the root of the repository, wherever the command runs."""
    write(**{"sub/a.xml": BAD})
    monkeypatch.setenv(variable, str(folder))
    monkeypatch.chdir(folder / "sub")
    assert "sub/a.xml" in run("validate", "./a.xml", "--format", format).out
    monkeypatch.setenv(variable, str(folder / "elsewhere"))
    assert "sub" not in run("validate", "a.xml", "--format", format).out
