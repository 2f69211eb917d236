"""The documentation and ``--help`` say the same."""

from __future__ import annotations

import dataclasses
import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from libvirt_xml.cli.configuration.config_values import READERS
from libvirt_xml.cli.main import COMMANDS, command_module
from libvirt_xml.cli.options import Parser
from libvirt_xml.cli.reports.report import FORMATS
from libvirt_xml.validation import kinds
from libvirt_xml.validation.catalogue import PROJECT
from libvirt_xml.validation.problem import Problem

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
PAGE = (DOCS / "command-line.md").read_text(encoding="utf-8")
CI = (DOCS / "ci.md").read_text(encoding="utf-8")
SECTIONS = dict(zip(*[iter(re.split(r"^##+ (.*)$", PAGE, flags=re.MULTILINE)[1:])] * 2, strict=True))
EXAMPLES = re.findall(
    r"^ *(?:run:|-|\$|.*\|)? *(?:\.venv/bin/)?(libvirt-xml [a-z]+ [^#|>\n]*)", PAGE + CI, re.MULTILINE
)


def _parser(command: str) -> Parser:
    found: Parser = import_module(command_module(command)).make_parser()
    return found


def _rows(text: str) -> dict[str, str]:
    """The rows of the tables in a text, by their first cell."""
    rows = (line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `"))
    return {row[0].strip(): row[-1].strip() for row in rows}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented(command: str) -> None:
    """The table of a command has its options, all and only those, with their values, and says something of each."""
    rows = _rows(SECTIONS[f"libvirt-xml {command}"])
    documented = {frozenset(re.findall(r"`(-[^`]*)`", cell)) for cell in rows}
    known = set()
    for action in _parser(command)._actions:
        value = f" {action.metavar}" if action.metavar else ""
        known.add(frozenset(f"{name}{value}" for name in action.option_strings))
    assert documented == known, f"docs/command-line.md, libvirt-xml {command}: {documented ^ known}"
    assert all(len(said) > 5 for said in rows.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_help(command: str) -> None:
    """``--help`` has a line for each option."""
    silent = [action.option_strings for action in _parser(command)._actions if not action.help]
    assert not silent, f"libvirt_xml/cli/commands/{command}.py: no help for {silent}"


def test_formats() -> None:
    """The table of formats is complete, and names the fields of a problem."""
    rows = _rows(SECTIONS["Formats"])
    assert tuple(name.strip("`") for name in rows) == tuple(FORMATS)
    assert re.findall("`([a-z_]+)`", rows["`json`"]) == [field.name for field in dataclasses.fields(Problem)]


def test_kinds() -> None:
    """The table of kinds is complete, and so is the list in the help."""
    rows = _rows(SECTIONS["Kinds of documents"])
    assert sorted(name.strip("`") for name in rows) == sorted(kinds())
    (listed,) = re.findall(r"kinds of documents, for --as:\n(.*?)\n\n", _parser("validate").format_help(), re.DOTALL)
    assert sorted(listed.split()) == sorted(kinds())


def test_configuration() -> None:
    """The table of keys is complete, and the example is a configuration."""
    assert [name.strip("`") for name in _rows(SECTIONS["Configuration"])] == [*READERS]
    (example,) = re.findall(r"```toml\n(.*?)```", SECTIONS["Configuration"], re.DOTALL)
    for key, value in tomllib.loads(example)["tool"]["libvirt-xml"].items():
        READERS[key](value)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples(example: str) -> None:
    """Every command that the documentation shows parses."""
    _, command, *rest = shlex.split(example)
    _parser(command).parse(rest)


def test_there_are_examples() -> None:
    """The pattern finds what is shown."""
    assert len(EXAMPLES) > 8


def _anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading: without punctuation."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_links() -> None:
    """Links between the pages lead to pages and sections that there are; the project's address is one."""
    pages = {
        name: (DOCS / name).read_text(encoding="utf-8")
        for name in ("command-line.md", "ci.md", "edit.md", "yaml.md", "problems.md")
    }
    for name, text in pages.items():
        for page, section in re.findall(r"\]\(([a-z-]+\.md)?(?:#([a-z-]+))?\)", text):
            headings = re.findall(r"^#+ (.*)$", pages.get(page or name, ""), re.MULTILINE)
            assert not page or (DOCS / page).exists()
            assert not section or section in {_anchor(heading) for heading in headings}
    assert f"repo: {PROJECT}\n" in CI
    assert f"uses: {PROJECT.removeprefix('https://github.com/')}@" in CI
