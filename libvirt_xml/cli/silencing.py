"""Comments in YAML that silence problems: ``# libvirt-xml: ignore=CODE,CODE``.

One behind something holds for its line. One on a line of its own holds for the next line with all that is indented
below it; before the first line that says something, for the whole file. (Those in XML are the validating library's.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_COMMENT = re.compile(r"(?:^|\s)#\s*libvirt-xml:\s*ignore\s*=\s*([a-z][a-z-]*(?:\s*,\s*[a-z][a-z-]*)*)\s*$")
_OURS = re.compile(r"(?:^|\s)#\s*(libvirt-xml:.*)$")
_SILENT = re.compile(r"\s*(#.*|---\s*|%.*)?")
Span = tuple[int, int, frozenset[str]]


def without_silenced(problems: Sequence[Problem], data: bytes) -> Sequence[Problem]:
    """The problems of a YAML file that no comment in it silences, and those of such comments."""
    if b"libvirt-xml:" not in data:
        return problems
    from libvirt_xml.cli.reports.excerpt import lines_of

    lines = lines_of(data, is_yaml=True)
    spans = [*_spans(lines)]
    left = [problem for problem in problems if not _is_silenced(problem, spans)]
    wrong = list(_misspelt(lines))
    return sorted([*left, *wrong], key=lambda each: each.line or 0) if wrong else left


def _misspelt(lines: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with the comments that are to silence something."""
    from libvirt_xml.validation.problem import Problem
    from libvirt_xml.validation.suppression import wrong_codes

    for number, line in enumerate(lines, 1):
        found = _OURS.search(line)
        for message, code in wrong_codes(found[1]) if found else ():
            column = found.start(1) + 1 if found else None
            yield Problem("unknown-code", "warning", message, None, number, column, suggestion=code)


def _is_silenced(problem: Problem, spans: Sequence[Span]) -> bool:
    line = problem.line or 1
    return any(first <= line <= last and problem.code in codes for first, last, codes in spans)


def _spans(lines: Sequence[str]) -> Iterator[Span]:
    """From which line to which line a comment holds, and for which codes."""
    is_begun = False
    for number, line in enumerate(lines, 1):
        is_comment = _SILENT.fullmatch(line) is not None
        is_begun = is_begun or not is_comment
        found = _COMMENT.search(line)
        if found is None:
            continue
        codes = frozenset(re.split(r"\s*,\s*", found[1]))
        if not is_begun:
            yield 1, len(lines), codes
        elif is_comment:
            yield number, _end(lines, number), codes
        else:
            yield number, number, codes


def _end(lines: Sequence[str], start: int) -> int:
    """The last line of the block that begins behind a line; the items of a list may stand below its key itself."""
    depth, is_item, last = -1, False, start
    for number, line in enumerate(lines[start:], start + 1):
        if _SILENT.fullmatch(line):
            continue
        inside = len(line) - len(line.lstrip(" "))
        item = line.startswith("-", inside)
        if depth < 0:
            depth, is_item = inside, item
        elif inside < depth or (inside == depth and (is_item or not item)):
            break
        last = number
    return last
