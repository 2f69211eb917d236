"""Where a comment of an XML document silences problems: ``<!-- libvirt-xml: ignore=CODE,CODE - reason -->``.

Before the root element, in the whole document. At the end of a line that begins with something else, in that line; a
tag that is written over several lines counts as one. Elsewhere in the element that follows, with all that is in it; a
comment that no element follows silences nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from libvirt_xml.markup.encoding import decode
from libvirt_xml.markup.located import LocatedComment, LocatedDocument, Node
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.suppression import MARK
from libvirt_xml.validation.suppression.comments import Codes, CommentPlace, is_silenced, misspelt, silence, unused

_END_OF_LINE = re.compile(r"\r\n|\r|\n")
_A_COMMENT = re.compile(r"<!--.*?-->")
_Entry = tuple[LocatedComment, Node, Node | None]
"""A comment, the element whose path stands for it, and the element that follows it."""


class PlacedProblem(Protocol):
    """A problem, and the element that it is about."""

    @property
    def problem(self) -> Problem: ...
    @property
    def node(self) -> Node: ...


class Suppressions:
    """The comments of a document that silence problems."""

    def __init__(self, document: LocatedDocument, source: str | bytes, file: str | None) -> None:
        text = source if isinstance(source, str) else decode(source)
        self._lines = _Lines(_END_OF_LINE.split(text.removeprefix("\ufeff")))
        self._file = file
        self._everywhere: Codes = {}
        self._in_lines: dict[int, Codes] = {}
        self._in_nodes: dict[Node, Codes] = {}
        self._nowhere: Codes = {}
        self._wrong: list[tuple[Node, Problem]] = []
        self._root = document.root
        for comment in filter(_is_ours, document.comments):
            self._add(comment, document.root, self._everywhere)
        for comment, about, following in _comments(document):
            self._add(comment, about, self._codes_for(comment, following))

    def heed(self, findings: Sequence[PlacedProblem]) -> list[Problem]:
        """The problems that are not silenced, with those of the comments themselves, in the order of the document."""
        left = [finding.problem for finding in findings if not self._is_silenced(finding.node, finding.problem)]
        complaints = [problem for node, problem in self._wrong if not self._is_silenced(node, problem)]
        if not any(finding.problem.code == "unknown-document" for finding in findings):  # nothing else was looked for
            complaints += [problem for problem in unused(self._parts()) if not self._is_silenced(None, problem)]
        if not complaints:
            return left
        complaints = [replace(problem, file=self._file) for problem in complaints]
        return sorted([*left, *complaints], key=lambda problem: (problem.line or 0, problem.column or 0))

    def _add(self, comment: LocatedComment, about: Node, codes: Codes) -> None:
        place = CommentPlace(comment.line, comment.column, about.path, comment.end)
        silence(codes, comment.text, place)
        self._wrong += [(about, problem) for problem in misspelt(comment.text, place)]

    def _codes_for(self, comment: LocatedComment, following: Node | None) -> Codes:
        if self._lines.is_at_end(comment):
            return self._codes_of_line(comment)
        return self._in_nodes.setdefault(following, {}) if following is not None else self._nowhere

    def _codes_of_line(self, comment: LocatedComment) -> Codes:
        known = self._in_lines.get(comment.line)
        if known is not None:
            return known
        codes: Codes = {}
        for line in range(self._lines.first_of_tag(comment), comment.line + 1):
            self._in_lines[line] = codes
        return codes

    def _parts(self) -> Iterator[Codes]:
        yield self._everywhere
        yield from {id(codes): codes for codes in self._in_lines.values()}.values()
        yield from self._in_nodes.values()
        yield self._nowhere

    def _is_silenced(self, node: Node | None, problem: Problem) -> bool:
        parts = [self._everywhere, self._in_lines.get(problem.line or 0, {})]
        while node is not None:
            if node in self._in_nodes:
                parts.append(self._in_nodes[node])
            node = node.parent
        return is_silenced(problem.code, parts)


def _comments(document: LocatedDocument) -> Iterator[_Entry]:
    """Those in and behind the root element."""
    for node in document.root.walk():
        for before, comment in node.comments:
            if _is_ours(comment):
                following = node.children[before] if before < len(node.children) else None
                yield comment, following or node, following
    for comment in filter(_is_ours, document.comments_behind):
        yield comment, document.root, None


def _is_ours(comment: LocatedComment) -> bool:
    return MARK in comment.text


class _Lines:
    """What stands around comments; each line is looked at once, however many comments it has."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._known: dict[int, tuple[int, int]] = {}

    def is_at_end(self, comment: LocatedComment) -> bool:
        """Whether something else than comments stands before a comment in its line, and nothing behind it."""
        *passed, tail = comment.text.split("\n")
        last = comment.line + len(passed)
        end = len(f"{tail}-->") if passed else comment.column - 1 + len(f"<!--{tail}-->")
        return self._content(comment.line)[0] < comment.column - 1 and self._content(last)[1] <= end

    def first_of_tag(self, comment: LocatedComment) -> int:
        """The line where the tag begins whose end begins the line of a comment; else that line."""
        before = self._lines[comment.line - 1][: comment.column - 1]
        if before.find(">") < 0 or 0 <= before.find("<") < before.find(">"):
            return comment.line
        for line in range(comment.line - 1, 0, -1):
            text = self._lines[line - 1]
            if "<" in text or ">" in text:
                return line if text.rfind("<") > text.rfind(">") else comment.line
        return comment.line

    def _content(self, line: int) -> tuple[int, int]:
        """From where to where a line holds something else than comments around it."""
        known = self._known.get(line)
        if known is None:
            text = self._lines[line - 1]
            spans = [comment.span() for comment in _A_COMMENT.finditer(text)]
            first = _without(text, 0, spans)
            known = self._known[line] = (first, _without_behind(text, first, spans))
        return known


def _without(text: str, at: int, spans: Sequence[tuple[int, int]]) -> int:
    """Where what is no comment begins."""
    for start, end in spans:
        if text[at:start].strip():
            break
        at = end
    return at + len(text[at:]) - len(text[at:].lstrip())


def _without_behind(text: str, first: int, spans: Sequence[tuple[int, int]]) -> int:
    """Where what is no comment ends."""
    at = len(text)
    for start, end in reversed(spans):
        if text[end:at].strip():
            break
        at = start
    return max(first, len(text[:at].rstrip()))
