"""Pages, sentences of the model, messages and help are in plain English: no phrase that a reader must read twice."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from libvirt_xml.cli.main import COMMANDS, _help, command_module
from libvirt_xml.messages.table import templates
from libvirt_xml.validation.rules.rule_sources import CATALOGUE
from tests.test_architecture import ROOT

INSTEAD = {
    r"(?<!here )(?<!it )\bis no (?!longer)": "is not a",
    r"are none\b": "are not",
    r"may not stand": "is not allowed",
    r"\bstands? (in|where|there|beside|before|at)\b": "is",
    r"\bgoes with\b": "depends on",
    r"\bwants\b": "needs, expects",
    r"\bis wanted\b": "is expected",
    r"\b(is|are) told\b": "is reported",
    r"\bmend(s|ed)?\b": "fix",
    r"\ball the same\b": "nevertheless",
    r"\b(a|an) (line|version|file|format|core|kind) (a|an) (line|version|file|format|core|kind)\b": "for each, per",
    r"\bfield for field\b": "field by field",
    r"\bleft out\b": "omitted, skipped",
}
"""Phrases, and what to say instead."""

IN_SENTENCES = INSTEAD | {
    r"\bunset\b": "omitted",
    r"\btells?\b": "reports, decides",
    r"\bsays?\b": "decides, has",
}
"""The same for the sentences of classes and fields."""

IN_MESSAGES = INSTEAD | {
    r"\bstands? (\w+ )?twice\b": "is listed twice",
    r"\bthere twice\b": "is listed twice",
    r", and \S+ (is|are) written\b": "not ...",
    r"\bany more\b": "no longer",
    r"\bis that of\b": "belongs to",
    r"\bno longer$": "no longer before the verb",
    r", and none( is named)?$": "needs ..., which is missing",
    r", and that is not given\b": "needs ...",
}
"""The same for messages and hints, which are read where they are alone."""

SENTENCES = sorted((ROOT / "codegen" / "overlay" / "sentences").glob("*.toml"))
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs" / "python").glob("*.md"),
        *(ROOT / "docs" / "decisions").glob("*.md"),
    ]
)

SAY_NOTHING = {"found", "made", "each", "own", "said"}
"""What no value is called: it says how the value came about, and not what it is."""

NAMED = ("libvirt_xml", "codegen")
"""Folders whose values have names that say what they hold."""


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)


def _phrases(text: str, instead_of: dict[str, str] = INSTEAD) -> list[str]:
    return [
        f"{match[0]!r}; say: {instead}"
        for phrase, instead in instead_of.items()
        for match in re.finditer(phrase, text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages(page: Path) -> None:
    """What a page says around its examples."""
    assert _phrases(_without_code(page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("module", SENTENCES, ids=lambda module: module.stem)
def test_sentences(module: Path) -> None:
    """What classes and fields do: whole sentences, short enough to be read at a glance."""
    parts = tomllib.loads(module.read_text(encoding="utf-8"))
    sentences = {path: sentence for part in parts.values() for path, sentence in part.items()}
    assert sentences
    wrong = {
        path: phrases or sentence
        for path, sentence in sentences.items()
        if (phrases := _phrases(sentence, IN_SENTENCES))
        or not re.fullmatch(r"(?:[A-Z`\d]|libvirt\b).*\.", sentence)
        or len(sentence) > 165
    }
    assert wrong == {}


def test_messages() -> None:
    """Templates and hints."""
    wrong = {
        f"{template.file}: [{'.'.join(key)}]": phrases
        for key, template in templates().items()
        if (phrases := _phrases(template.text, IN_MESSAGES) + _phrases(template.hint or "", IN_MESSAGES))
    }
    assert wrong == {}


def test_reasons_of_rules() -> None:
    """What the pages of rules say of why libvirt does it."""
    wrong = {
        code: phrases
        for path in CATALOGUE.glob("*.toml")
        for code, rule in tomllib.loads(path.read_text(encoding="utf-8")).items()
        if (phrases := _phrases(rule["why"]))
    }
    assert wrong == {}


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command: str) -> None:
    """``--help`` of the command, and of each of its commands."""
    text = import_module(command_module(command)).make_parser().format_help() if command else _help()
    assert _phrases(text) == []


def _names(module: ast.Module) -> Iterator[tuple[int, str]]:
    """The names that a module gives to values, each with its line: of variables, parameters and attributes."""
    for node in ast.walk(module):
        match node:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name
            case ast.MatchMapping(rest=str(name)):
                yield node.lineno, name


@pytest.mark.parametrize("folder", NAMED)
def test_values_are_named_by_what_they_hold(folder: str) -> None:
    """``problem`` or ``children``, not ``found``."""
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    wrong = [
        f"{file.relative_to(ROOT)}:{line}: {name}"
        for file in files
        for line, name in _names(ast.parse(file.read_text(encoding="utf-8")))
        if name.strip("_") in SAY_NOTHING
    ]
    assert wrong == []
