"""The command itself: its commands, its help, and its ends."""

from __future__ import annotations

from pathlib import Path

import pytest

import libvirt_xml
from libvirt_xml.cli.main import COMMANDS
from libvirt_xml.documents import VERSIONS
from tests.cli.conftest import Run


@pytest.mark.parametrize("argv", [["--version"], ["-V"]])
def test_version(run: Run, argv: list[str]) -> None:
    """The version of the library."""
    assert run(*argv) == run("--version")
    assert run(*argv).out == f"libvirt-xml {libvirt_xml.__version__}\n"


@pytest.mark.parametrize("argv", [["--help"], ["-h"], ["help"]])
def test_help(run: Run, argv: list[str]) -> None:
    """The help names every command, shows examples, and tells the exit statuses."""
    done = run(*argv)
    assert (done.status, done.err) == (0, "")
    assert all(f"\n  {name} " in done.out and summary in done.out for name, summary in COMMANDS.items())
    assert "examples:\n  libvirt-xml validate vm.xml\n" in done.out
    assert "exit status: 0 fine, 1 problems found, 2 wrong use" in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command(run: Run, name: str) -> None:
    """Every command has help with examples, by either way to ask."""
    done = run(name, "--help")
    assert done.status == 0
    assert done.out.startswith(f"usage: libvirt-xml {name}")
    assert f"\nexamples:\n  libvirt-xml {name}" in done.out
    assert run("help", name) == done == run(name, "a.xml", "-h", "--no-such-option")


@pytest.mark.parametrize(
    ("argv", "start"),
    [
        ([], "a command is missing\n\nusage: libvirt-xml COMMAND"),
        (["valdate"], "unknown command 'valdate'; did you mean 'validate'?\n"),
        (["fix"], "unknown command 'fix'; did you mean 'validate --fix'?\n"),
        (["lint", "a.xml"], "unknown command 'lint'; did you mean 'validate'?\n"),
        (["zzz"], f"unknown command 'zzz'; known: {', '.join(COMMANDS)}\n"),
        (["."], "'.' is not a command; did you mean: libvirt-xml validate .\n"),
        (["--verbose"], "unknown option --verbose; options follow the command"),
        (["help", "valdate"], "unknown command 'valdate'; did you mean 'validate'?\n"),
    ],
)
def test_wrong_commands(run: Run, argv: list[str], start: str) -> None:
    """What is no command is told what would be one."""
    done = run(*argv)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"libvirt-xml: {start}")


def test_versions(run: Run) -> None:
    """Every version that comes with the package, oldest first, the newest marked, each with its kinds of documents."""
    lines = run("versions").out.splitlines()
    assert [line.split()[0] for line in lines] == [*VERSIONS]
    assert [line.endswith("kinds of documents") for line in lines[:-1]] == [True] * (len(VERSIONS) - 1)
    assert lines[-1].endswith("kinds of documents (default)")
    assert all(int(line.split()[1]) > 15 for line in lines)
    assert run("versions", "9.0.0").status == 2


@pytest.mark.parametrize(
    "argv", [["convert"], ["format"], ["edit", "--set", "title=x"], ["clone", "--name", "b"], ["diff", "-"]]
)
@pytest.mark.parametrize("name", ["empty.xml", "-"])
def test_an_empty_document_is_not_taken_for_yaml(run: Run, folder: Path, argv: list[str], name: str) -> None:
    """Also the output of a command that failed, which is nothing."""
    (folder / "empty.xml").touch()
    done = run(*argv, "empty.xml" if argv[0] == "diff" else name, stdin=b"")
    assert done.status in (1, 2)
    assert "the document is empty" in done.out + done.err
    assert "vm" not in done.out + done.err


@pytest.mark.parametrize("name", ["plan", "apply"])
def test_a_path_is_looked_for_before_a_host_is_asked(run: Run, name: str) -> None:
    done = run(name, "--connect", "nothere:///x", "web1.xm")
    assert (done.status, done.err) == (2, "libvirt-xml: no such file or folder: 'web1.xm'\n")
