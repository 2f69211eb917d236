"""What applies to a file: the nearest configuration, what it is checked for, what is left out, and how it is shown."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.cli.inputs.several_versions import merge_problems
from libvirt_xml.cli.inputs.targets import Target
from libvirt_xml.cli.main import main
from libvirt_xml.messages import render
from libvirt_xml.validation.problem import Problem, make_problem
from tests.cli import fake
from tests.cli.conftest import Run
from tests.cli.fake import BAD, GOOD, TWO, WARNED

Write = Callable[..., None]
OWN = "libvirt-xml.toml"
IGNORING = "ignore = ['unknown-attribute']"
NEW = "<domain type='kvm'>\n<name>a</name><memory>1</memory><os><type>hvm</type></os>\n<devices>\n"
NEW += "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>\n"
NEW += "<disk typ='file'><source file='/a'/><target dev='vda'/></disk>\n</devices>\n</domain>\n"


def test_the_nearest_one_applies(run: Run, write: Write) -> None:
    """Each file has the configuration nearest to it, alone; --config and --no-config are for all files."""
    write(**{"a.xml": BAD, "in/a.xml": BAD, "in/deep/a.xml": BAD, "in/own/a.xml": BAD, OWN: "", f"in/{OWN}": IGNORING})
    write(**{"in/own/pyproject.toml": "[tool.libvirt-xml]\nfail-on = 'error'\n", "in/deep/pyproject.toml": "[tool]\n"})
    reported = [line.split(":")[0] for line in run("validate", ".", "--format", "concise", "-q").out.splitlines()]
    assert reported == ["a.xml", "in/own/a.xml"]
    assert run("validate", ".", "--config", f"in/{OWN}").status == 0
    assert run("validate", "in", "--no-config").out.endswith("3 problems in 3 of 3 files\n")


def test_other_folders_have_the_configuration_of_this_one(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that no configuration is above has that of the working folder, and so has standard input."""
    write(**{"here/x": "", f"here/{OWN}": IGNORING, "there/a.xml": BAD, f"own/{OWN}": ""})
    monkeypatch.chdir(folder / "here")
    assert run("validate", "../there/a.xml").status == 0
    assert run("validate", "-", stdin=BAD.encode()).status == 0
    assert run("validate", "-", "--stdin-filename", "../own/a.xml", stdin=BAD.encode()).status == 1


def test_every_key_is_of_the_file(run: Run, write: Write) -> None:
    """What is excluded, what fails and how large a file may be is a matter of the configuration of its folder."""
    write(**{"a/x.xml": WARNED, "b/x.xml": WARNED, "b/y.xml": BAD, f"b/{OWN}": "exclude = ['y.xml']"})
    assert run("validate", ".").status == 0
    write(**{f"a/{OWN}": "fail-on = 'warning'"})
    assert run("validate", ".").status == 1
    write(**{f"a/{OWN}": "max-size = 3"})
    done = run("validate", ".")
    assert done.status == 2
    assert "a/x.xml" in done.err
    assert "b/x.xml" not in done.err


def test_a_mistake_names_its_file(run: Run, write: Write) -> None:
    """A nested configuration is read as strictly as every other."""
    write(**{"in/a.xml": GOOD, f"in/{OWN}": "ignor = []"})
    done = run("validate", ".")
    assert (done.status, done.err) == (2, f"libvirt-xml: in/{OWN}: unknown key 'ignor'; did you mean 'ignore'?\n")


def test_options_replace_keys_everywhere(run: Run, write: Write) -> None:
    """An option is for every folder; its patterns are relative to the working folder."""
    write(**{"a/x.xml": BAD, "b/x.xml": BAD, f"a/{OWN}": "exclude = ['x.xml']\n" + IGNORING, f"b/{OWN}": IGNORING})
    assert run("validate", ".").status == 0
    assert run("validate", ".", "--ignore", "invalid-value").out.endswith("1 problem in 1 of 1 file\n")
    assert run("validate", ".", "--exclude", "b/x.xml", "--show-files").out == "a/x.xml\n"
    assert run("validate", ".", "--exclude", "", "--show-files").out == "a/x.xml\nb/x.xml\n"
    assert run("validate", ".", "--extend-exclude", "b", "--show-files").status == 2
    assert run("validate", ".", "--extend-exclude", "nothing", "--show-files").out == "b/x.xml\n"
    assert run("validate", ".", "--exclude", "b", "--extend-exclude", "a/*.xml").status == 2
    assert run("validate", ".", "--exclude", "a,b").status == 2
    assert run("validate", "b/x.xml", "--exclude", "b", "--show-files").out == "b/x.xml\n"
    assert run("validate", "b/x.xml", "--exclude", "b", "--force-exclude", "--show-files").out == ""
    assert run("format", ".", "--exclude", "a", "--exclude", "*.xml", "--check").status == 2


def test_paths_have_their_own_versions(run: Run, write: Write) -> None:
    """The last entry that matches decides what a file is checked for; folders are seen from the configuration."""
    entries = "".join(
        f"[[per-path]]\npaths = {paths}\n{target}\n"
        for paths, target in [
            (["old"], "libvirt = '9.0.0'"),
            (["old/very/*"], "libvirt = '7.0.0'"),
            (["own/**"], "schema-dir = 'rng'"),
            (["both.xml"], "libvirt = ['9.0.0', '12.8.0']"),
        ]
    )
    names = ["a.xml", "both.xml", "old/a.xml", "old/very/a.xml", "own/a.xml"]
    write(**{f"conf/{name}": GOOD for name in names}, **{f"conf/{OWN}": "libvirt = '11.3.0'\n" + entries})
    write(**{"conf/rng/x": ""})
    assert run("validate", "conf").status == 0
    targets = [(made["libvirt"], made["schema_dir"]) for made in fake.Validator.made]
    assert targets == [("11.3.0", None), ("9.0.0", None), ("12.8.0", None), ("7.0.0", None), (None, "conf/rng")]
    fake.Validator.made.clear()
    run("validate", "conf", "--libvirt", "9.0.0")
    assert [made["libvirt"] for made in fake.Validator.made] == ["9.0.0"]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("per-path = 3", "per-path: expected tables, each begun with [[per-path]], got a number"),
        ("[[per-path]]\npath = []", "per-path: entry 1: unknown key 'path'; did you mean 'paths'?"),
        ("[[per-path]]\nlibvirt = '9.0.0'", "per-path: entry 1: 'paths' is missing: a list of patterns"),
        (
            "[[per-path]]\npaths = ['a']",
            "per-path: entry 1: at least one of libvirt, schema-dir, host, inventory is required",
        ),
        ("[[per-path]]\npaths = ['a']\nlibvirt = 9.0", 'entry 1: libvirt: expected a string, for example "9.0"'),
        (
            "[[per-path]]\npaths = ['a']\nlibvirt = '9.0.0'\nschema-dir = 'x'",
            "per-path: entry 1: libvirt and schema-dir both choose the schemas; use one of them",
        ),
        ("libvirt = ['nine']", "libvirt: 'nine'"),
    ],
)
def test_mistakes_in_targets(run: Run, write: Write, entry: str, sentence: str) -> None:
    """Each is one sentence with the file, the entry and the key."""
    write(**{"a.xml": GOOD, OWN: entry})
    done = run("validate", "a.xml")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"libvirt-xml: {OWN}: ")
    assert sentence in done.err
    assert done.err.count("\n") == 1


def test_several_versions(write: Write, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A problem is reported once and names the versions that have it, in every way of checking."""
    write(**{"a.xml": NEW, "b.xml": NEW, "ok.xml": "<network><name>a</name></network>"})
    argv = ["validate", ".", "--libvirt", "9.0.0,12.8.0", "--format"]
    assert main([*argv, "json"]) == 1
    text = capsys.readouterr().out
    of_file = [problem for problem in json.loads(text) if problem["file"] == "a.xml"]
    assert [(problem["code"], problem["line"], problem["libvirt"]) for problem in of_file] == [
        ("needs-newer-libvirt", 4, ["9.0.0"]),
        ("unknown-attribute", 5, ["9.0.0", "12.8.0"]),
    ]
    assert main([*argv, "json", "--jobs", "2"]) == 1
    assert capsys.readouterr().out == text
    main([*argv, "concise"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("it was added in 9.1.0 (libvirt 9.0.0)")
    assert "(libvirt 9.0.0, 12.8.0); did you mean 'type'?" in lines[1]


def test_several_versions_of_yaml(write: Write, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """YAML is checked for each version too."""
    write(**{"a.yaml": "domain:\n  type: kvm\n  name: a\n  memory: 1\n  os: {type: hvm}\n  devices:\n"
             "    cryptos:\n      - {model: virtio, type: qemu, backend: {model: builtin}}\n"})  # fmt: skip
    main(["validate", "a.yaml", "--libvirt", "9.0.0,12.8.0", "--format", "json"])
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["code"], problem["libvirt"]) == ("needs-newer-libvirt", ["9.0.0"])


def test_merging() -> None:
    """Two of a kind at one place stay two; a comment is unused only if no version uses it; places are in order."""
    two, nine = Target("7.0.0"), Target("9.0.0")
    missing = Problem("missing-element", "error", "one", line=3, column=1)
    unused = Problem("unused-ignore", "warning", "unused", line=1, column=1)
    newer = [
        make_problem(render("needs-newer-libvirt", "release", what="x", libvirt=version, release="9.1.0"), line=2)
        for version in ("7.0.0", "9.0.0")
    ]
    merged = merge_problems([two, nine], [[missing, missing, newer[0], unused], [newer[1], missing]])
    assert [(problem.code, problem.libvirt) for problem in merged] == [
        ("needs-newer-libvirt", ("7.0.0", "9.0.0")),
        ("missing-element", ("7.0.0", "9.0.0")),
        ("missing-element", ("7.0.0",)),
    ]
    assert [problem.code for problem in merge_problems([two, nine], [[unused], [unused]])] == ["unused-ignore"]
    assert merge_problems([nine], [[missing]]) == [missing]


@pytest.mark.parametrize("versions", ["", "9.0.0,", "nine,9.0.0"])
def test_wrong_versions(folder: Path, write: Write, versions: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty or unknown version is refused."""
    write(**{"a.xml": GOOD})
    assert main(["validate", "a.xml", "--libvirt", versions]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_convert_takes_the_oldest_version(write: Write, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is written has to do for all of them."""
    write(
        **{
            OWN: "libvirt = ['12.8.0', '9.0.0']",
            "a.xml": NEW.replace("<disk typ='file'><source file='/a'/><target dev='vda'/></disk>", ""),
        }
    )
    main(["convert", "a.xml"])
    assert "1 problem" in capsys.readouterr().err
    write(**{OWN: "libvirt = ['12.8.0']"})
    main(["convert", "a.xml"])
    assert capsys.readouterr().err == ""


def test_shown_settings_are_a_configuration(run: Run, write: Write) -> None:
    """A block for each group of files says where its settings are from, and is a configuration itself."""
    write(
        **{
            "a.xml": GOOD,
            "b.xml": GOOD,
            "in/c.xml": GOOD,
            OWN: IGNORING,
            f"in/{OWN}": "libvirt = '9.0.0'\nmax-size = '1MiB'",
        }
    )
    first, second = run("validate", ".", "--show-settings", "--fail-on", "warning").out.split("\n\n")
    assert first.startswith(f"# a.xml and 1 other file\n# from {OWN}, and options\n")
    assert second.startswith(f"# in/c.xml\n# from in/{OWN}, and options\n")
    assert tomllib.loads(second) | {"x": 1} == {
        "libvirt": ["9.0.0"],
        "ignore": [],
        "exclude": [],
        "fail-on": "warning",
        "respect-gitignore": True,
        "max-size": 2**20,
        "x": 1,
    }
    write(**{OWN: first})
    shown = run("validate", "a.xml", "b.xml", "--show-settings").out
    assert tomllib.loads(shown) == tomllib.loads(first)
    none = run("validate", "a.xml", "--show-settings", "--no-config").out
    assert none.splitlines()[1] == "# no configuration file applies: defaults and options"


def test_shown_files(run: Run, write: Write) -> None:
    """They are what would be checked, and nothing is checked; what cannot be read is on standard error."""
    write(**{"a.xml": BAD, "sub/b.xml": BAD, "ci.yml": "jobs: {}"})
    done = run("validate", ".", "gone.xml", "--show-files")
    assert (done.status, done.out) == (2, "a.xml\nsub/b.xml\n")
    assert done.err == "libvirt-xml: no such file or folder: 'gone.xml'\n"
    assert fake.Validator.made == []


def test_files_that_git_ignores(run: Run, write: Write) -> None:
    """An option finds them, whatever the configuration says."""
    write(**{"a.xml": GOOD, "b.xml": GOOD, ".gitignore": "b.xml", OWN: "respect-gitignore = true"})
    assert run("validate", ".", "--show-files").out == "a.xml\n"
    assert run("validate", ".", "--show-files", "--no-respect-gitignore").out == "a.xml\nb.xml\n"
    assert run("format", ".", "--check", "--no-respect-gitignore").err == "libvirt-xml: 0 of 2 files would change\n"


def test_errors_only(run: Run, write: Write) -> None:
    """Warnings are neither shown nor counted."""
    write(**{"a.xml": WARNED, "b.xml": BAD})
    done = run("validate", ".", "--no-warnings", "--fail-on", "warning", "--format", "concise")
    assert done.out.startswith("b.xml:2:9: error")
    assert done.out.endswith("\n1 problem in 1 of 2 files\n")
    assert run("validate", "a.xml", "--no-warnings", "--fail-on", "warning").status == 0
    assert run("validate", "a.xml", "--no-warnings", "--max-problems", "1").out == "no problems in 1 file\n"


def test_exit_zero(run: Run, write: Write) -> None:
    """Problems do not fail the run; what could not be checked does."""
    write(**{"a.xml": TWO})
    done = run("validate", "a.xml", "--exit-zero")
    assert done.status == 0
    assert done.out.endswith("2 problems in 1 of 1 file\n")
    assert run("validate", "a.xml", "gone.xml", "--exit-zero").status == 2


def test_output_file(run: Run, write: Write, folder: Path) -> None:
    """The report is the same as on standard output, and replaces the file at once."""
    write(**{"a.xml": TWO, "report": "old"})
    for format in ("text", "concise", "json", "sarif", "junit"):
        done = run("validate", "a.xml", "--format", format, "--output-file", "report", "--color", "auto")
        assert (done.status, done.out) == (1, "")
        assert (folder / "report").read_text() == run("validate", "a.xml", "--format", format).out
    assert run("validate", "a.xml", "--output-file", "-").out == run("validate", "a.xml").out


@pytest.mark.parametrize("file", ["/dev/full", "none/report", "."])
def test_output_that_cannot_be_written(run: Run, write: Write, file: str) -> None:
    """It is one sentence with the name of the file, and not a green run."""
    write(**{"a.xml": GOOD})
    done = run("validate", "a.xml", "--output-file", file)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"libvirt-xml: cannot write '{file}': ")
    assert done.err.count("\n") == 1


def test_an_unfinished_report_is_not_written(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C leaves the old file."""
    write(**{"a.xml": BAD, "report": "old"})

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fake.Validator, "validate", interrupt)
    assert run("validate", "a.xml", "--output-file", "report").status == 130
    assert (folder / "report").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["a.xml", "report"]
