"""What git ignores is not looked at; git itself says what that is."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.cli.inputs.searching import Search
from tests.cli.conftest import Run

Write = Callable[..., None]
_FOLDERS = ("", "a", "b", "foo", "a/b", "foo/a", "foo/foo", "a/foo/b")
_PATTERNS = (
    *("*", "*.xml", "a", "b", "a.xml", "foo", "foo/", "a/", "/a", "/foo", "foo/*", "a/*.xml", "**/b", "a/**"),
    *("**/foo/", "foo/**/b.xml", "*/", "a?xml", "[ab].xml", "[!a].xml", "/*", "/*/", r"\!x", "#c", "", "a/b/", "b*"),
    *("**", "foo/b", " a", "a.xml ", "foo//", "[a-", "a\\", r"\a.xml", "**/", "/**", "foo/**", "*.XML", "a.xml\r"),
)
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def _git(folder: Path, *argv: str, stdin: str | None = None) -> str:
    done = subprocess.run(["git", *argv], cwd=folder, input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode < 2, done.stderr
    return done.stdout


def _found(folder: str) -> list[str]:
    return [path for path, _ in Search().files_in(folder)]


@needs_git
@pytest.mark.parametrize("seed", range(40))
def test_as_git(folder: Path, seed: int) -> None:
    """Random patterns in random places, negated ones among them."""
    chosen = random.Random(seed)
    _git(folder, "init", "-q")
    files = sorted(str(Path(each, name)) for each in _FOLDERS for name in ("a.xml", "b.xml", "c.XML", "#c.xml"))
    for file in files:
        Path(file).parent.mkdir(exist_ok=True, parents=True)
        Path(file).touch()
    places = [Path(each, ".gitignore") for each in chosen.sample(_FOLDERS, 3)] + [Path(".git/info/exclude")]
    for _ in range(4):
        for place in places:
            lines = (chosen.choice(("", "", "!")) + chosen.choice(_PATTERNS) for _ in range(chosen.randint(0, 4)))
            place.write_bytes("".join(f"{line}\n" for line in lines).encode())
        ignored = set(_git(folder, "check-ignore", "--no-index", "--stdin", stdin="\n".join(files)).splitlines())
        assert sorted(_found(".")) == [file for file in files if file not in ignored]
        below = [file for file in files if file.startswith("foo/")]
        if not {"foo/a.xml", "foo/b.xml", "foo/c.XML", "foo/#c.xml"} <= ignored:
            assert sorted(_found("foo")) == [file for file in below if file not in ignored]


@needs_git
def test_repositories(folder: Path, write: Write) -> None:
    """The rules above a repository do not hold in it; a worktree takes the excludes of its repository."""
    write(**{".gitignore": "*.xml", "in/a.xml": "", "in/b.xml": "", "in/.gitignore": "b.xml", "c.yaml": "vm: {}"})
    assert _found(".") == ["c.yaml"]
    _git(folder / "in", "init", "-q")
    assert _found(".") == ["c.yaml", "in/a.xml"]
    assert _found("in") == ["in/a.xml"]
    identity = ("-c", "user.name=a", "-c", "user.email=a@b")
    _git(folder / "in", *identity, "commit", "-q", "--allow-empty", "-m", "x")
    _git(folder / "in", "worktree", "add", "-q", str(folder / "tree"))
    write(**{"tree/a.xml": "", "tree/b.xml": "", "in/.git/info/exclude": "a.xml"})
    assert _found("tree") == ["tree/b.xml"]
    assert _found("in") == []


def test_without_a_repository(folder: Path, write: Write) -> None:
    """What a folder says of itself counts there too; what is above it does not."""
    write(
        **{
            ".gitignore": "*.xml",
            "in/.gitignore": "\ufeffa.xml\nout/",
            "in/a.xml": "",
            "in/b.xml": "",
            "in/out/c.xml": "",
        }
    )
    assert _found("in") == ["in/b.xml"]
    assert _found(".") == []


def test_the_configuration_turns_it_off(run: Run, write: Write) -> None:
    """``respect-gitignore = false``; and what a person names is always looked at."""
    write(**{".gitignore": "a.xml", "a.xml": "<a/>", "B.XML": "<a/>"})
    assert run("validate", ".").out == "no problems in 1 file\n"
    assert run("validate", "a.xml").out == "no problems in 1 file\n"
    assert run("validate", "--force-exclude", "a.xml").out == "no problems in 1 file\n"
    write(**{"libvirt-xml.toml": "respect-gitignore = false"})
    assert run("validate", ".").out == "no problems in 2 files\n"
    write(**{"libvirt-xml.toml": "respect-gitignore = 0"})
    assert "respect-gitignore: expected true or false, got a number" in run("validate", ".").err
    write(**{"libvirt-xml.toml": "exclude = ['B.XML']"})
    assert run("validate", ".").err == (
        "libvirt-xml: no *.xml, *.yaml or *.yml file in '.', except for excluded files and files that git ignores\n"
    )
    assert run("validate", "--force-exclude", "B.XML").out == "no problems in 0 files\n"
