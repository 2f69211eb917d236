"""docs/options-of-other-tools.md: every option of the others is there, and what it says of ours is so."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from libvirt_xml.cli import options
from libvirt_xml.cli.commands import convert
from libvirt_xml.cli.commands.validate import make_parser
from libvirt_xml.cli.exits import UsageError
from libvirt_xml.cli.reports.report import FORMATS
from libvirt_xml.messages import hint_of
from tests.cli.test_docs import DOCS

PAGE = (DOCS / "options-of-other-tools.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| ")]
OTHERS = tomllib.loads(Path(__file__).with_name("options_of_other_tools.toml").read_text("utf-8"))
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def test_every_option_of_ruff_is_compared() -> None:
    """``ruff check --help``, of the version that this project uses."""
    command = [sys.executable, "-m", "ruff", "check", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    options = {match for line in shown.splitlines() for match in re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", line)}
    assert len(options) > 40
    compared = {option for row in ROWS for option in _OPTION.findall(row[0])}
    assert options - compared == set()


@pytest.mark.parametrize("tool", OTHERS)
def test_every_option_of_the_others_is_compared(tool: str) -> None:
    """Neither is one compared that there is not."""
    known: dict[str, Any] = OTHERS[tool]
    compared = {option for row in ROWS for option in _OPTION.findall(row[known["column"]])}
    assert compared == set(known["options"])


@pytest.mark.parametrize("tool", OTHERS)
def test_options_of_the_others_are_those_of_their_help(tool: str) -> None:
    """Where the tool is installed, in the version that was compared."""
    command = shutil.which(tool)
    if command is None:
        pytest.skip(f"{tool} is not installed")
    version, shown = (
        subprocess.run([command, option], capture_output=True, text=True, check=True).stdout
        for option in ("--version", "--help")
    )
    if OTHERS[tool]["version"] not in version:
        pytest.skip(f"this is {version.strip()}, not {OTHERS[tool]['version']}")
    options = re.findall(r"^ +(?:-\w(?: \S+)?, )?(--[a-z-]+)", shown, re.MULTILINE)
    assert set(options) == set(OTHERS[tool]["options"])


def test_our_options_exist() -> None:
    """What the last column names is an option of this command."""
    named = {option for row in ROWS for option in _OPTION.findall(row[-1])}
    assert len(named) > 20
    assert named - {*make_parser().names(), "--version"} == set()


def test_options_of_the_same_name_are_compared() -> None:
    """What another tool calls as we do is no reason for having nothing."""
    ours = set(make_parser().names())
    for row in ROWS:
        shared = {option for cell in row[:3] for option in re.findall(r"`(--[a-z-]+)`", cell)} & ours
        assert shared <= set(_OPTION.findall(row[-1])), row


def test_an_option_of_another_tool_is_answered() -> None:
    """Each that is not ours is answered with what the page has for it, or with the reason why there is none."""
    ours = make_parser().names()
    for row in ROWS:
        for option in {option for cell in row[:3] for option in _OPTION.findall(cell)} - {*ours, "--help"}:
            with pytest.raises(UsageError) as caught:
                make_parser().parse([option])
            answer = hint_of(caught.value.sentence)
            named = set(_OPTION.findall(answer)) - {"--help"}
            assert "did you mean" not in answer, option
            assert not answer.startswith("see "), option
            assert named <= {*_OPTION.findall(row[-1]), "--version"}, option


def test_answers_name_our_options() -> None:
    """What is said of an option that is not ours names one that is; ours are not in the table."""
    ours = set(make_parser().names())
    table = tomllib.loads(Path(options.__file__).with_name("options_of_others.toml").read_text("utf-8"))
    assert not ours & {*table["options"], *table["reasons"]}
    for answer in table["options"].values():
        assert answer.startswith("--")
        assert set(_OPTION.findall(answer)) <= ours


def test_an_answer_is_for_commands_that_have_the_option() -> None:
    """``convert`` has no formats of reports."""
    with pytest.raises(UsageError) as caught:
        convert.make_parser().parse(["--sarif"])
    assert hint_of(caught.value.sentence) == "see libvirt-xml convert --help"


def test_each_row_says_something_of_ours() -> None:
    """An equivalent, or the reason why there is none."""
    assert all(len(row) == 4 and row[-1].strip() for row in ROWS)


def test_formats() -> None:
    """All of ours are named."""
    (row,) = [row for row in ROWS if "`--output-format`" in row[0]]
    assert all(f"`{name}`" in row[-1] for name in FORMATS)
