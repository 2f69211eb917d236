"""Completion in real shells, and the manual page by the programs that read it."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from libvirt_xml.cli.main import COMMANDS, STATUSES
from libvirt_xml.cli.manual.generated_texts import generated_text
from libvirt_xml.cli.manual.shell_completion import SHELLS
from libvirt_xml.cli.reports.report import FORMATS
from tests.cli.conftest import Run
from tests.cli.test_docs import _parser

_OF_BASH = """\
source ./script
COMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )); COMP_LINE="${{COMP_WORDS[*]}}"
COMP_POINT=${{#COMP_LINE}}
_shtab_libvirt_xml libvirt-xml "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD-1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
_OF_ZSH = """\
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1=; fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -d {folder}/dump; print READY'
zpty -r shell answer '*READY*READY*'
zpty -n -w shell {line}$'\\t\\t'
sleep 2
while zpty -rt shell answer; do print -r -- "$answer"; done
zpty -d shell
"""


def _needed(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def _output(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.stdout


def _in_bash(line: str, folder: Path) -> set[str]:
    (folder / "script").write_text(generated_text("libvirt-xml.bash"))
    *words, last = line.split(" ")
    quoted = " ".join(map(shlex.quote, [*words, last]))
    return {*_output(_needed("bash"), "-c", _OF_BASH.format(words=quoted), folder=folder).split()}


def _in_fish(line: str, folder: Path) -> set[str]:
    (folder / "script").write_text(generated_text("libvirt-xml.fish"))
    answer = _output(_needed("fish"), "--no-config", "-c", f"source script; complete -C{line!r}", folder=folder)
    return {word.split("\t")[0] for word in answer.splitlines()}


def _in_zsh(line: str, folder: Path) -> set[str]:
    (folder / "_libvirt-xml").write_text(generated_text("libvirt-xml.zsh"))
    answer = _output(_needed("zsh"), "-f", "-c", _OF_ZSH.format(folder=folder, line=shlex.quote(line)), folder=folder)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", answer).replace("\x07", "")
    return {*shown.split()}


@pytest.mark.parametrize("complete", [_in_bash, _in_fish, _in_zsh])
def test_completion(complete: object, tmp_path: Path) -> None:
    """Commands, options, their values, and files, as the shell itself answers."""
    assert callable(complete)
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "machine-1.xml").write_text("")
    (folder / "machine-2.xml").write_text("")
    assert {"validate", "convert", "completion"} <= complete("libvirt-xml ", folder)
    assert {"--format", "--force-exclude"} <= complete("libvirt-xml validate --fo", folder)
    assert {*FORMATS} <= complete("libvirt-xml validate --format ", folder)
    assert {"9.0.0", "12.8.0"} <= complete("libvirt-xml validate --libvirt ", folder)
    assert {"machine-1.xml", "machine-2.xml"} <= complete("libvirt-xml validate -q machine", folder)
    assert {*SHELLS} <= complete("libvirt-xml completion ", folder)
    assert {"domain", "network", "volume"} <= complete("libvirt-xml export ", folder)
    assert {"vm", "domain_snapshot"} <= complete("libvirt-xml schema ", folder)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_scripts_have_every_option(shell: str) -> None:
    """No command and no option is missing."""
    script = generated_text(f"libvirt-xml.{shell}")
    for command in COMMANDS:
        assert command in script
        for action in _parser(command)._actions:
            for name in action.option_strings:
                as_in_fish = f"-{'l' if name.startswith('--') else 's'} {name.lstrip('-')} "
                assert (as_in_fish if shell == "fish" else name) in script, name


def test_the_commands_print_them(run: Run) -> None:
    """A shell, and only a known one."""
    for shell in SHELLS:
        assert run("completion", shell).out == generated_text(f"libvirt-xml.{shell}")
    assert run("man").out == generated_text("libvirt-xml.1")
    assert run("completion").err == "libvirt-xml: name a shell: bash, zsh, fish\n"
    done = run("completion", "zhs")
    assert (done.status, done.err) == (2, "libvirt-xml: there is no completion for 'zhs'; did you mean 'zsh'?\n")
    assert run("completion", "bash", "zsh").status == run("man", "validate").status == 2


def test_the_page_is_well_formed(tmp_path: Path) -> None:
    """mandoc finds nothing but that the page has no date, which would change with every build."""
    (tmp_path / "page.1").write_text(generated_text("libvirt-xml.1"))
    command = [_needed("mandoc"), "-T", "lint", "page.1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if "missing date" not in line] == []


def test_the_page_has_everything(tmp_path: Path) -> None:
    """As man shows it: each command with its options and examples, and what a status means."""
    (tmp_path / "page.1").write_text(generated_text("libvirt-xml.1"))
    shown = _output(_needed("mandoc"), "-T", "ascii", "-O", "width=400", "page.1", folder=tmp_path)
    page = re.sub(r".\x08", "", shown)
    sections = dict(zip(*[iter(re.split(r"^([A-Z].*)$", page, flags=re.MULTILINE)[1:])] * 2, strict=False))
    for command, summary in COMMANDS.items():
        assert re.search(rf"^ +{command} +{re.escape(summary)}$|^ +{command}\n +{re.escape(summary)}$",
                         sections["COMMANDS"], re.MULTILINE)  # fmt: skip
        section = sections[f"LIBVIRT-XML {command.upper()}"]
        for action in _parser(command)._actions:
            assert all(name in section for name in action.option_strings)
            assert " ".join(str(action.help).split()) in " ".join(section.split())
    assert all(meaning in sections["EXIT STATUS"] for meaning in STATUSES.values())
