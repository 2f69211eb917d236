"""``libvirt-xml validate``: what is looked at, what is said, and how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.documents import VERSIONS
from tests.cli import fake
from tests.cli.conftest import Run
from tests.cli.fake import BAD, GOOD, TWO, WARNED

Write = Callable[..., None]

_Q3 = "unknown option -3" if sys.version_info >= (3, 12, 8) else "-q/--quiet takes no value"
"""What argparse makes of ``-q3``: newer ones take it for ``-q -3``."""


@pytest.mark.parametrize(
    ("files", "options", "status"),
    [
        ({"a.xml": GOOD}, [], 0),
        ({"a.xml": BAD}, [], 1),
        ({"a.xml": WARNED}, [], 0),
        ({"a.xml": WARNED}, ["--fail-on", "warning"], 1),
        ({"a.xml": BAD}, ["--fail-on", "error"], 1),
        ({"a.xml": BAD}, ["--ignore", "unknown-attribute"], 0),
        ({"a.xml": TWO}, ["--ignore", "invalid-value,missing-element"], 0),
        ({"a.xml": TWO}, ["--ignore", "invalid-value", "--ignore", "missing-element"], 0),
        ({"a.xml": TWO}, ["--select", "invalid-value"], 1),
        ({"a.xml": TWO}, ["--select", "unexpected-text"], 0),
        ({"a.xml": "<a fault='not-well-formed'>"}, ["--select", "unexpected-text"], 1),
        ({"a.xml": "<a fault='not-well-formed'>"}, ["--ignore", "not-well-formed"], 0),
        ({"a.xml": TWO}, ["--max-problems", "1"], 1),
        ({}, [], 2),
        ({}, ["--quiet"], 2),
    ],
)
def test_exit_status(run: Run, write: Write, files: dict[str, str], options: list[str], status: int) -> None:
    """0 is fine, 1 says that problems count; codes and severities decide which do."""
    write(**files)
    done = run("validate", ".", *options)
    assert done.status == status
    assert done.err == ("" if files else "libvirt-xml: no *.xml, *.yaml or *.yml file in '.'\n")


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["nothere.xml"], "no such file or folder: 'nothere.xml'"),
        (["vn.xml"], "no such file or folder: 'vn.xml'; did you mean 'vm.xml'?"),
        (["vm.xml/b"], "cannot read 'vm.xml/b': Not a directory"),
        (["dangling.xml"], "cannot read 'dangling.xml': the link leads nowhere"),
        (["round.xml"], "cannot read 'round.xml': Too many levels of symbolic links"),
        (["--lbvirt", "9.0.0"], "unknown option --lbvirt; did you mean '--libvirt'? (see libvirt-xml validate --help)"),
        (["--format", "jsn"], "junit, checkstyle; did you mean 'json'? (see libvirt-xml validate --help)"),
        (["--jobs", "-1"], "-j/--jobs: '-1' is not a whole number of at least 0"),
        (["--jobs"], "-j/--jobs needs a value; see libvirt-xml validate --help"),
        (["--quiet=3"], "-q/--quiet takes no value; see libvirt-xml validate --help"),
        (["-q3"], f"{_Q3}; see libvirt-xml validate --help"),
        (["--jobs", "x"], "-j/--jobs: 'x' is not a whole number of at least 0"),
        (["--max-problems", "0"], "--max-problems: '0' is not a whole number of at least 1"),
        (["--ignore", "unknown-atribute"], "unknown code 'unknown-atribute'; did you mean 'unknown-attribute'?"),
        (["--select", "nonsense"], "unknown code 'nonsense'; libvirt-xml rule --all lists "),
        (["--libvirt", "nine"], "'nine' is no libvirt version"),
        (["--schema-dir", "broken"], "domain.rng:3: no such element"),
        (["--schema-dir", "nowhere"], "no such folder for --schema-dir: 'nowhere'"),
        (["--schema-dir", "vm.xml"], "cannot read 'vm.xml': Not a directory"),
        (
            ["--schema-dir", "broken", "--libvirt", "7.0.0"],
            "--libvirt and --schema-dir both choose the schemas; use one of them",
        ),
        (["--as", "domian"], "--as: unknown kind of document 'domian'; did you mean 'domain'?"),
        (["--baseline", "none.json"], "no such baseline: 'none.json'; --write-baseline makes it"),
        (["--write-baseline"], "--write-baseline needs --baseline FILE"),
        (["--config", "none.toml"], "cannot read the configuration 'none.toml': No such file or directory"),
    ],
)
def test_wrong_use(run: Run, folder: Path, write: Write, argv: list[str], sentence: str) -> None:
    """What cannot be done is one sentence on standard error, and the status is 2."""
    write(**{"vm.xml": GOOD, "broken/domain.rng": ""})
    (folder / "dangling.xml").symlink_to("gone")
    (folder / "round.xml").symlink_to("round.xml")
    done = run("validate", "vm.xml", *argv)
    assert done.status == 2
    assert sentence in done.err
    assert done.err.startswith("libvirt-xml: ")
    assert done.err.count("\n") == 1


def test_nothing_to_check(run: Run, write: Write) -> None:
    """Folders without a document are wrong use if nothing else is named, and mentioned if something is."""
    write(**{"a.xml": GOOD, "b/x.txt": "", "c/x.txt": ""})
    for command in ("validate", "format"):
        done = run(command, "b", "c")
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("libvirt-xml: no *.xml")
        assert done.err.endswith(" file in 'b', 'c'\n")
    done = run("validate", "b", "a.xml")
    assert (done.status, done.out) == (0, "no problems in 1 file\n")
    assert done.err == "libvirt-xml: no *.xml, *.yaml or *.yml file in 'b'\n"


@pytest.mark.parametrize(
    ("version", "relation", "used"),
    [("99.0.0", "newer", VERSIONS[-1]), ("6.0.0", "older", VERSIONS[0]), *((v, "", "") for v in (*VERSIONS, "8.0.0"))],
)
def test_versions_beyond_all(run: Run, write: Write, version: str, relation: str, used: str) -> None:
    """One line on standard error says which schemas are used instead, except with ``--quiet``."""
    write(**{"a.xml": GOOD, "b.xml": GOOD})
    done = run("validate", ".", "--libvirt", version)
    what = "schemas and rules" if relation == "newer" else "schemas"
    line = f"{version} is {relation} than all versions that libvirt-xml knows; the {what} of libvirt {used} are used"
    assert (done.status, done.err) == (0, f"libvirt-xml: {line}\n" if used else "")
    assert run("validate", ".", "--libvirt", version, "--quiet").err == ""


def test_a_limit_says_that_there_is_more(run: Run, write: Write) -> None:
    """The summary says that a limit held something back, whoever did the counting, and only then."""
    write(**{"a.xml": TWO, "b.xml": BAD})
    cut = "2 problems in 2 of 2 files; only the first 1 of each file is shown\n"
    for options in ([], ["--ignore", "unexpected-text"]):
        assert run("validate", ".", "--max-problems", "1", *options).out.endswith(cut)
        assert run("validate", ".", "--max-problems", "2", *options).out.endswith("3 problems in 2 of 2 files\n")
        assert run("validate", "b.xml", "--max-problems", "1", *options).out.endswith("1 problem in 1 of 1 file\n")


def test_the_other_files_are_checked(run: Run, write: Write) -> None:
    """A file that is not there stops nothing; its status wins."""
    write(**{"a.xml": BAD, "b.xml": BAD})
    done = run("validate", "a.xml", "gone.xml", "b.xml")
    assert done.status == 2
    assert "a.xml:2:9: error" in done.out
    assert "b.xml:2:9: error" in done.out
    assert done.out.endswith("2 problems in 2 of 3 files; 1 file could not be read\n")


def test_folders(run: Run, folder: Path, write: Write) -> None:
    """``*.xml`` at any depth, sorted; no hidden names, no linked folders, no pipes; what is named twice once."""
    names = ["a.xml", "b/a.xml", "b/c/d.xml", "b.xml", "x.txt", ".hidden/a.xml", ".a.xml", "c.xml/e.xml"]
    write(**dict.fromkeys(names, BAD))
    (folder / "b" / "loop").symlink_to(folder)
    (folder / "linked.xml").symlink_to("a.xml")
    os.mkfifo(folder / "pipe.xml")
    wanted = ["a.xml", "b/a.xml", "b/c/d.xml", "b.xml", "c.xml/e.xml", "linked.xml"]
    done = run("validate", ".", "a.xml", "./b.xml")
    assert [line.split(":")[0] for line in done.out.splitlines() if "error" in line] == wanted
    assert "in 6 of 6 files" in done.out
    assert ".hidden/a.xml:2:9" in run("validate", ".hidden").out
    assert ".a.xml:2:9" in run("validate", ".a.xml").out


@pytest.mark.parametrize("argv", [["-"], [], ["-", "-"]])
def test_standard_input(run: Run, argv: list[str]) -> None:
    """``-``, or nothing, is standard input, which has a name and a source line too."""
    done = run("validate", *argv, stdin=BAD.encode())
    assert done.status == 1
    assert done.out.startswith("<stdin>:2:9: error[unknown-attribute]: something")
    assert "    2 |   <name fault='unknown-attribute'>a</name>\n" in done.out
    assert "in 1 of 1 file\n" in done.out


def test_the_name_of_standard_input(run: Run, write: Write) -> None:
    """``--stdin-filename`` is what messages say and what patterns match."""
    assert run("validate", "-", "--stdin-filename", "vm.xml", stdin=BAD.encode()).out.startswith("vm.xml:2:9:")
    write(**{"libvirt-xml.toml": "per-file-ignores = {'old/*.xml' = ['unknown-attribute']}"})
    assert run("validate", "-", "--stdin-filename", "old/vm.xml", stdin=BAD.encode()).status == 0


def test_a_person_is_not_waited_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a path at a terminal the command says what it wants."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    done = run("validate")
    assert (done.status, done.err) == (2, "libvirt-xml: name files or folders, or - for standard input\n")


def test_options_stand_anywhere(run: Run, write: Write) -> None:
    """Options may stand among the paths; behind ``--`` there are only paths."""
    write(**{"a.xml": BAD, "b.xml": BAD, "-c.xml": BAD, "--quiet": BAD})
    done = run("validate", "a.xml", "--format", "github", "b.xml", "--", "-c.xml", "--quiet")
    assert [line.split(",")[0].split("=")[1] for line in done.out.splitlines()] == [
        "a.xml",
        "b.xml",
        "-c.xml",
        "--quiet",
    ]


def test_what_is_checked_for(run: Run, write: Write) -> None:
    """Version, schemas and limit reach the validator: one more than the limit, if nothing is left out after it."""
    write(**{"a.xml": TWO, "rng/x": ""})
    run("validate", "a.xml", "--libvirt", "9.0.0", "--max-problems", "1")
    run("validate", "a.xml", "--schema-dir", "rng")
    run("validate", "a.xml", "--max-problems", "1", "--ignore", "invalid-value")
    assert fake.Validator.made == [
        {"libvirt": "9.0.0", "schema_dir": None, "max_problems": 2},
        {"libvirt": None, "schema_dir": "rng", "max_problems": None},
        {"libvirt": None, "schema_dir": None, "max_problems": None},
    ]


def test_quiet(run: Run, write: Write) -> None:
    """``--quiet`` leaves the problems and takes the summary."""
    write(**{"a.xml": BAD, "b.xml": GOOD})
    assert run("validate", "b.xml", "--quiet").out == ""
    assert run("validate", "b.xml").out == "no problems in 1 file\n"
    assert run("validate", ".", "-q").out.count("\n") == 4


def test_long_runs_tell_a_terminal_how_far_they_are(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress stands on standard error if that is a terminal and patience has run out, and is cleared again."""
    write(**dict.fromkeys(["a.xml", "b.xml"], GOOD))
    monkeypatch.setattr("libvirt_xml.cli.progress._PATIENCE", 0)
    monkeypatch.setattr("libvirt_xml.cli.progress._PAUSE", 0)
    assert run("validate", ".").err == ""
    monkeypatch.setattr("libvirt_xml.cli.progress.is_terminal", lambda stream: True)
    assert run("validate", ".").err == "\r1 of 2 files\x1b[K\r2 of 2 files\x1b[K\r\x1b[K"
    assert run("validate", ".", "--quiet").err == ""
    monkeypatch.setattr("libvirt_xml.cli.progress._PATIENCE", 60)
    assert run("validate", ".").err == ""
