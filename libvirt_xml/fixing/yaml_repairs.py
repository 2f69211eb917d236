"""Repairs of problems of YAML: a key or a value that was misspelt is replaced where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from libvirt_xml.editing.texts.text_edits import TextEdit
from libvirt_xml.fixing.repairs import TextRepair
from libvirt_xml.validation.problem import Problem

_CODES = (
    "unknown-key",
    "invalid-value",
    "unknown-name",
    "stray-white-space",
    "unknown-element",
    "unknown-attribute",
    "invalid-size",
)
_PLAIN = re.compile(r"[A-Za-z0-9_/][A-Za-z0-9_./-]*")  # means the same in quotation marks and without
_TOKEN = re.compile(r"(['\"]?)([A-Za-z0-9_/][A-Za-z0-9_./-]*)\1(?=[\s:,}\]]|$)")
_LINE_END = re.compile(r"\r\n|\r|\n")


def yaml_repairs(text: str, problems: Sequence[Problem]) -> Iterator[TextRepair]:
    """The repairs of problems that have a suggestion, and are about one plain word."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    for problem in problems:
        line, column, suggestion = problem.line, problem.column, problem.suggestion
        if problem.code not in _CODES or suggestion is None or line is None or column is None:
            continue
        word = _TOKEN.match(text, starts[line - 1] + column - 1) if line <= len(starts) else None
        if word is not None and _PLAIN.fullmatch(suggestion):
            yield TextRepair(problem, [TextEdit(word.start(2), word.end(2), suggestion)], _repaired(problem))


def _repaired(problem: Problem) -> str:
    """The path of what was repaired: a key has its new name."""
    path = problem.path or ""
    if problem.code != "unknown-key":
        return path
    outer, dot, _ = path.rpartition(".")
    return f"{outer}{dot}{problem.suggestion}"
