"""Patterns for paths, as in ``.gitignore``: ``old``, ``*.tmp.xml``, ``tests/*.xml``, ``generated/**``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache


def relative(path: str, folder: str) -> str:
    """A path relative to a folder, with ``/`` between its steps."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # Windows: on another drive
        return os.path.abspath(path).replace(os.sep, "/")


def matches_glob(path: str, patterns: Iterable[str]) -> bool:
    """Whether a relative path, or a folder above it, matches one of the patterns."""
    return any(_is_match(path, pattern) for pattern in patterns)


def _is_match(path: str, pattern: str) -> bool:
    expression = _compiled(pattern)
    pattern = pattern.rstrip("/")
    if "/" not in pattern:  # a name, at any depth
        return any(expression.fullmatch(step) for step in path.split("/"))
    return any(expression.fullmatch(folder) for folder in _with_parents(path))


def _with_parents(path: str) -> Iterator[str]:
    steps = path.split("/")
    return ("/".join(steps[:end]) for end in range(len(steps), 0, -1))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    body = pattern.rstrip("/").removeprefix("./").removeprefix("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[!?[^\]/]+\])", body)
    return re.compile("".join(map(_translate, parts)), re.DOTALL)


def _translate(part: str) -> str:
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if part in known:
        return known[part]
    if len(part) > 2 and part[0] == "[" and part[-1] == "]":
        inside = part[1:-1].replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^")
        return f"[^{inside[1:]}]" if inside[0] == "!" else f"[{inside}]"
    return re.escape(part)
