"""Repairs of problems of YAML: a key or a value that was misspelt, or has white space around it, is replaced where
it stands."""

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
_QUOTED = re.compile(r"(['\"])((?:[^'\"\\\r\n]|\\[nrt])*)\1(?=[ \t]*(?:[,}\]#\r\n]|$))")
_PLAIN_IN_QUOTES = re.compile(r"[^'\"\\\x00-\x1f\x7f-\x9f]+")
_LINE_END = re.compile(r"\r\n|\r|\n")


def yaml_repairs(text: str, problems: Sequence[Problem]) -> Iterator[TextRepair]:
    """The repairs of problems that have a suggestion, and are about one word, or a text in quotation marks."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    for problem in problems:
        line, column, suggestion = problem.line, problem.column, problem.suggestion
        if problem.code not in _CODES or suggestion is None or line is None or column is None:
            continue
        word = _word_at(text, starts[line - 1] + column - 1, suggestion) if line <= len(starts) else None
        if word is not None:
            yield TextRepair(problem, [TextEdit(word.start(2), word.end(2), suggestion)], _repaired(problem))


def _word_at(text: str, start: int, suggestion: str) -> re.Match[str] | None:
    """What the suggestion can replace as it is: a plain word, or what is between quotation marks."""
    if _PLAIN.fullmatch(suggestion):
        word = _TOKEN.match(text, start)
        if word is not None:
            return word
    return _QUOTED.match(text, start) if _PLAIN_IN_QUOTES.fullmatch(suggestion) else None


def _repaired(problem: Problem) -> str:
    """The path of what was repaired: a key has its new name."""
    path = problem.path or ""
    if problem.code != "unknown-key":
        return path
    outer, dot, _ = path.rpartition(".")
    return f"{outer}{dot}{problem.suggestion}"
