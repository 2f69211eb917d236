"""Pages, messages and help are in plain English: no phrase that a reader must read twice."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from libvirt_xml.cli.main import COMMANDS, _help
from libvirt_xml.messages.table import templates
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

PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs" / "decisions").glob("*.md"),
    ]
)


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)


def _phrases(text: str) -> list[str]:
    return [
        f"{match[0]!r}; say: {instead}" for phrase, instead in INSTEAD.items() for match in re.finditer(phrase, text)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages(page: Path) -> None:
    """What a page says around its examples."""
    assert _phrases(_without_code(page.read_text(encoding="utf-8"))) == []


def test_messages() -> None:
    """Templates and hints."""
    wrong = {
        f"{template.file}: [{'.'.join(key)}]": phrases
        for key, template in templates().items()
        if (phrases := _phrases(f"{template.text}\n{template.hint or ''}"))
    }
    assert wrong == {}


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command: str) -> None:
    """``--help`` of the command, and of each of its commands."""
    text = import_module(f"libvirt_xml.cli.commands.{command}").make_parser().format_help() if command else _help()
    assert _phrases(text) == []
