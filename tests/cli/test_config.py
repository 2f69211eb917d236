"""Configuration: where it is found, what it says, what is wrong with it, and that the command line wins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.cli.inputs.globs import matches_glob
from tests.cli import fake
from tests.cli.conftest import Run
from tests.cli.fake import BAD, GOOD, TWO, WARNED

Write = Callable[..., None]
OWN = "libvirt-xml.toml"
SHARED = "pyproject.toml"


@pytest.mark.parametrize(
    ("config", "document", "status"),
    [
        ("ignore = ['unknown-attribute']", BAD, 0),
        ("ignore = ['invalid-value']", BAD, 1),
        ("select = ['invalid-value']", BAD, 0),
        ("fail-on = 'warning'", WARNED, 1),
        ("fail-on = 'error'", WARNED, 0),
        ("per-file-ignores = {'*.xml' = ['unknown-attribute']}", BAD, 0),
        ("per-file-ignores = {'other/*' = ['unknown-attribute']}", BAD, 1),
        ("[per-file-ignores]\n'a.*' = ['invalid-value']\n'?.xml' = ['missing-element']", TWO, 0),
        ("exclude = ['a.xml']", BAD, 2),
        ("", BAD, 1),
    ],
)
def test_keys(run: Run, write: Write, config: str, document: str, status: int) -> None:
    """Each key does what its option does, in a file of its own and in the table of pyproject.toml."""
    write(**{"a.xml": document, OWN: config})
    assert run("validate", ".").status == status
    assert run("validate", ".", "--no-config").status == run("validate", "a.xml", "--no-config").status
    write(**{"sub/a.xml": document, SHARED: "[project]\n" + _as_table(config), OWN: ""})
    assert run("validate", "sub/a.xml" if "exclude" not in config else ".", "--config", SHARED).status == status


def _as_table(config: str) -> str:
    return "[tool.libvirt-xml]\n" + config.replace("[per", "[tool.libvirt-xml.per")


@pytest.mark.parametrize(
    ("config", "options", "status"),
    [
        ("ignore = ['unknown-attribute']", ["--ignore", "invalid-value"], 1),
        ("ignore = ['unknown-attribute']", ["--no-config"], 1),
        ("select = ['invalid-value']", ["--select", "unknown-attribute"], 1),
        ("fail-on = 'warning'", ["--fail-on", "error"], 1),
    ],
)
def test_the_command_line_wins(run: Run, write: Write, config: str, options: list[str], status: int) -> None:
    """An option takes the place of the key of its name."""
    write(**{"a.xml": BAD, OWN: config})
    assert run("validate", "a.xml", *options).status == status


@pytest.mark.parametrize(
    ("config", "options", "made"),
    [
        ("libvirt = '9.0.0'", [], ("9.0.0", None)),
        ("schema-dir = 'rng'", [], (None, "conf/rng")),
        ("libvirt = '9.0.0'", ["--libvirt", "7.0.0"], ("7.0.0", None)),
        ("libvirt = '9.0.0'", ["--schema-dir", "other"], (None, "other")),
        ("schema-dir = 'rng'", ["--libvirt", "7.0.0"], ("7.0.0", None)),
        ("schema-dir = 'rng'", ["--schema-dir", "other"], (None, "other")),
    ],
)
def test_versions_and_schemas(
    run: Run, write: Write, folder: Path, config: str, options: list[str], made: tuple[str | None, str | None]
) -> None:
    """``libvirt`` or ``schema-dir`` reaches the validator, seen from its file; either option replaces either key."""
    write(**{"a.xml": GOOD, "conf/libvirt-xml.toml": config, "conf/rng/x": "", "other/x": ""})
    assert run("validate", "a.xml", "--config", "conf/libvirt-xml.toml", *options).status == 0
    assert [(found["libvirt"], found["schema_dir"]) for found in fake.Validator.made] == [made]


def test_versions_or_schemas(run: Run, write: Write) -> None:
    """Both in one configuration contradict each other, as on the command line, which decides if it names one."""
    write(**{"a.xml": GOOD, OWN: "libvirt = '9.0.0'\nschema-dir = 'rng'"})
    done = run("validate", "a.xml")
    said = "libvirt and schema-dir in the configuration both choose the schemas; use one of them"
    assert (done.status, done.err) == (2, f"libvirt-xml: {said}\n")
    assert run("validate", "a.xml", "--libvirt", "7.0.0").status == 0


def test_the_nearest_file_counts(run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Upwards from the working folder; a pyproject.toml without our table is passed by, a broken one too."""
    ignore = "ignore = ['unknown-attribute']"
    write(**{"a/b/c/x.xml": BAD, SHARED: f"[tool.libvirt-xml]\n{ignore}"})
    monkeypatch.chdir(folder / "a" / "b" / "c")
    assert run("validate", "x.xml").status == 0
    write(**{"a/b/pyproject.toml": "[project]\nname = 'x'", "a/b/c/pyproject.toml": "broken ="})
    assert run("validate", "x.xml").status == 0
    write(**{f"a/{OWN}": "", f"a/{SHARED}": f"[tool.libvirt-xml]\n{ignore}"})
    assert run("validate", "x.xml").status == 1


def test_patterns_start_at_the_file(run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a subfolder, patterns still mean the project's paths."""
    write(**{"vms/old/a.xml": BAD, OWN: "exclude = ['vms/old']"})
    done = run("validate", ".")
    assert (done.status, done.out) == (2, "")
    assert done.err == "libvirt-xml: no *.xml, *.yaml or *.yml file in '.', except for excluded files\n"
    monkeypatch.chdir(folder / "vms")
    assert run("validate", ".").status == 2
    assert run("validate", "old").status == 2
    assert run("validate", "old/a.xml").status == 1, "who names a file means it"


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ("ignor = []", "unknown key 'ignor'; did you mean 'ignore'?"),
        ("zzz = []", "unknown key 'zzz'; known: libvirt, schema-dir, host, inventory, per-path, "),
        ("libvirt = 9.0", 'libvirt: expected a string, for example "9.0", got a number'),
        ("libvirt = []", 'libvirt: expected at least one libvirt version, for example ["9.0.0"]'),
        ("select = 'invalid-value'", "select: expected a list of strings, got a string"),
        ("ignore = [1]", "ignore: expected a list of strings, got a list with other values"),
        ("ignore = ['invalid-valu']", "ignore: unknown code 'invalid-valu'; did you mean 'invalid-value'?"),
        ("per-file-ignores = ['a']", "per-file-ignores: expected a table of patterns and codes, got a list"),
        ("per-file-ignores = {a = ['b']}", "per-file-ignores: unknown code 'b'; libvirt-xml rule --all lists "),
        ("fail-on = 'info'", 'fail-on: expected "error" or "warning", got \'info\''),
        ("exclude = true", "exclude: expected a list of strings, got true or false"),
        ("[tool.libvirt-xml]\nselect = []", "unknown key 'tool'; omit [tool.libvirt-xml] in this file\n"),
        ("[tool.other]", "unknown key 'tool'; known: libvirt, "),
        ("exclude =", "invalid TOML: Invalid value (at end of document)"),
    ],
)
def test_mistakes(run: Run, write: Write, config: str, sentence: str) -> None:
    """A key, code or type that is wrong is one sentence with the file's name, and nothing is checked."""
    write(**{"a.xml": BAD, OWN: config})
    done = run("validate", "a.xml")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"libvirt-xml: {OWN}: {sentence}")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ("[tool]\nlibvirt-xml = 3", "tool.libvirt-xml must be a table"),
        ("[tool.other]\nlibvirt-xml = 3", None),
        ("tool = 'libvirt-xml'", None),
    ],
)
def test_odd_pyprojects(run: Run, write: Write, config: str, sentence: str | None) -> None:
    """Only our own table has to make sense."""
    write(**{"a.xml": GOOD, SHARED: config})
    done = run("validate", "a.xml")
    assert done.err == (f"libvirt-xml: {SHARED}: {sentence}\n" if sentence else "")
    assert run("validate", "a.xml", "--config", SHARED).status == 2


@pytest.mark.parametrize(
    ("pattern", "path", "is_match"),
    [
        ("a.xml", "a.xml", True),
        ("a.xml", "b/a.xml", True),
        ("old", "b/old/c/a.xml", True),
        ("*.xml", "b/a.xml", True),
        ("*.xml", "b/a.xmlx", False),
        ("b/*.xml", "b/a.xml", True),
        ("b/*.xml", "b/c/a.xml", False),
        ("b/*.xml", "x/b/a.xml", False),
        ("b/**/*.xml", "b/a.xml", True),
        ("b/**/*.xml", "b/c/d/a.xml", True),
        ("**/d", "b/c/d/a.xml", True),
        ("b/**", "b/c/a.xml", True),
        ("./b/", "x/b/a.xml", False),
        ("./b/c", "b/c/a.xml", True),
        ("b/c/", "b/c/a.xml", True),
        ("b/", "x/b/a.xml", True),
        ("/b/c", "b/c/a.xml", True),
        ("a[0-9].xml", "a1.xml", True),
        ("a[!0-9].xml", "a1.xml", False),
        ("a[b", "a[b", True),
        ("a?.xml", "ab.xml", True),
        ("a.xml", "aXxml", False),
        ("a+(b).xml", "a+(b).xml", True),
        ("*", "../a.xml", True),
    ],
)
def test_globs(pattern: str, path: str, is_match: bool) -> None:
    """Without a slash a name at any depth, with one from the top; a folder stands for all that is in it."""
    assert matches_glob(path, [pattern]) is is_match
