"""Comments in YAML that silence problems: ``# libvirt-xml: ignore=CODE,CODE -- reason``.

One behind something is for its line. One on a line of its own is for the next line with all that is indented below it,
unless the block around it ends there; before the first line that says something, for the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from libvirt_xml.markup.encoding import decode
from libvirt_xml.validation.catalogue import YAML_CODES
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.suppression import MARK, may_silence
from libvirt_xml.validation.suppression.comments import (
    Codes,
    CommentPlace,
    is_silenced,
    misspelt,
    silence,
    unused,
)

_OURS = re.compile(rf"(?:^|\s)#\s*({MARK}.*)$")
_END_OF_LINE = re.compile(r"\r\n|\r|\n")
_SILENT = re.compile(r"\s*(#.*|---\s*|%.*)?")
_BLOCK_TEXT = re.compile(r"(?P<margin> *(?:- +)*)(?P<key>[^#\s-].*?:\s+)?(?:[!&]\S+\s+)*[|>][+\-0-9]*\s*(?:\s#.*)?")
_Comment = tuple[str, CommentPlace]


def without_silenced(problems: Sequence[Problem], source: str | bytes, file: str | None = None) -> Sequence[Problem]:
    """The problems of a YAML file that no comment in it silences, and those of such comments."""
    if not may_silence(source):
        return problems
    reader = _Reader(_END_OF_LINE.split(source if isinstance(source, str) else decode(source)))
    reader.read()
    left = reader.heed(problems)
    wrong = [problem for comment, place in reader.comments for problem in misspelt(comment, place)]
    needless = [problem for problem in unused(reader.parts()) if _is_known(str(problem.parameters["code"]), problems)]
    of_comments = [replace(problem, file=file) for problem in (*reader.heed(wrong), *reader.heed(needless))]
    return sorted([*left, *of_comments], key=lambda problem: problem.line or 0) if of_comments else left


def _is_known(code: str, problems: Sequence[Problem]) -> bool:
    """Whether a file has been looked at for a code: where YAML itself is wrong, not for what libvirt's schemas say."""
    errors = {problem.code for problem in problems if problem.severity == "error"}
    return not errors & {"not-well-formed", "unknown-document"} and (code in YAML_CODES or not errors & YAML_CODES)


def _depth_of_text(line: str) -> int:
    """The depth of what a line begins a block of text for, which all of the text exceeds; -1 if it begins none."""
    text = _BLOCK_TEXT.fullmatch(line)
    if text is None:
        return -1
    return len(text["margin"]) if text["key"] else text["margin"].rfind("-")


@dataclass(eq=False)
class _Block:
    """Lines for which comments hold."""

    first: int
    last: int
    depth: int = 0
    is_item: bool = False
    codes: Codes = field(default_factory=dict)

    def is_left_at(self, depth: int, *, is_item: bool) -> bool:
        """Whether a line is behind the block; the items of a list may stand below its key itself."""
        return depth < self.depth or (depth == self.depth and (self.is_item or not is_item))


class _Reader:
    """Reads the lines of a file once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.comments: list[_Comment] = []
        self._blocks = [_Block(0, len(lines))]
        self._in_lines: dict[int, Codes] = {}
        self._nowhere: Codes = {}
        self._open: list[_Block] = []
        self._waiting: list[tuple[int, str, CommentPlace]] = []

    def read(self) -> None:
        """Find the comments, and for which lines each holds."""
        is_begun, text_depth = False, -1
        for number, line in enumerate(self._lines, 1):
            depth = len(line) - len(line.lstrip(" "))
            if text_depth >= 0 and (depth > text_depth or not line.strip()):
                continue
            text_depth = -1
            is_silent = _SILENT.fullmatch(line) is not None
            is_begun = is_begun or not is_silent
            self._note(number, line, depth, is_silent=is_silent, is_begun=is_begun)
            if not is_silent:
                self._enter(number, depth, is_item=line.startswith("-", depth))
                text_depth = _depth_of_text(line)
        self._close(len(self._lines), -1)

    def parts(self) -> Iterator[Codes]:
        """What is silenced, part by part."""
        yield from (block.codes for block in self._blocks)
        yield from self._in_lines.values()
        yield self._nowhere

    def heed(self, problems: Sequence[Problem]) -> list[Problem]:
        """The problems that are not silenced, in their order."""

        blocks = sorted(self._blocks, key=lambda block: (block.first, -block.last), reverse=True)
        inside: dict[str, list[_Block]] = {}
        silenced: set[int] = set()
        for at in sorted(range(len(problems)), key=lambda at: problems[at].line or 0):
            code, line = problems[at].code, problems[at].line or 0
            while blocks and blocks[-1].first <= line:
                block = blocks.pop()
                for silent in block.codes:
                    inside.setdefault(silent, []).append(block)
            around = inside.get(code, [])
            while around and around[-1].last < line:
                around.pop()
            parts = [*(block.codes for block in around[-1:]), self._in_lines.get(line, {})]
            if is_silenced(code, parts):
                silenced.add(at)
        return [problem for at, problem in enumerate(problems) if at not in silenced]

    def _note(self, number: int, line: str, depth: int, *, is_silent: bool, is_begun: bool) -> None:
        comment = _OURS.search(line)
        if comment is None:
            return

        place = CommentPlace(number, comment.start(1) + 1, end=(number, comment.end() + 1))
        self.comments.append((comment[1], place))
        if not is_begun:
            silence(self._blocks[0].codes, comment[1], place)
        elif is_silent:
            self._waiting.append((depth, comment[1], place))
        else:
            silence(self._in_lines.setdefault(number, {}), comment[1], place)

    def _enter(self, number: int, depth: int, *, is_item: bool) -> None:
        """A line that says something: it ends blocks, and begins the one that the comments before it are about."""
        self._close(number - 1, depth, is_item=is_item)

        block = None
        for comment_depth, comment, place in self._waiting:
            if comment_depth > depth:
                silence(self._nowhere, comment, place)
                continue
            block = block or _Block(place.line, number, depth, is_item)
            silence(block.codes, comment, place)
        self._waiting.clear()
        if block is not None:
            self._open.append(block)
            self._blocks.append(block)

    def _close(self, last: int, depth: int, *, is_item: bool = False) -> None:

        while self._open and self._open[-1].is_left_at(depth, is_item=is_item):
            self._open.pop().last = last
        if depth < 0:
            for _, comment, place in self._waiting:
                silence(self._nowhere, comment, place)
