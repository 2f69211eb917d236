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
_SILENT = re.compile(r"\s*(#.*|---\s*|%.*)?")
Span = tuple[int, int, frozenset[str]]


def without_silenced(problems: Sequence[Problem], data: bytes) -> Sequence[Problem]:
    """The problems of a YAML file that no comment in it silences."""
    if not problems or b"libvirt-xml:" not in data:
        return problems
    from libvirt_xml.cli.reports.excerpt import lines_of

    spans = [*_spans(lines_of(data, is_yaml=True))]
    return [problem for problem in problems if not _is_silenced(problem, spans)]


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
