"""Paths written as a tree, as they share most of their steps: ``cpu(mode,topology(cores,threads)),name``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

_Tree: TypeAlias = "dict[str, _Tree]"
_STEPS = re.compile(r"\.?[^.\[\]]+|\[[^\]]*\]")
_TOKENS = re.compile(r"((?:[^\\(),]|\\.)+)|([(),])", re.DOTALL)
_SPECIAL = re.compile(r"[\\(),]")
_END = ""


def pack_paths(paths: Iterable[str]) -> str:
    """Paths as one text, sorted."""
    tree: _Tree = {}
    for path in sorted(paths):
        branch = tree
        for step in _steps(path):
            branch = branch.setdefault(step, {})
        branch[_END] = {}
    return _write(tree)


def unpack_paths(text: str) -> frozenset[str]:
    """The paths in such a text. What is not such a text gives what can be read of it."""
    paths: set[str] = set()
    stack: list[str] = []
    path = ""
    for match in _TOKENS.finditer(text):
        word, mark = match.groups()
        if word:
            path = (stack[-1] if stack else "") + re.sub(r"\\(.)", r"\1", word, flags=re.DOTALL)
            if text[match.end() : match.end() + 1] != "(":
                paths.add(path)
        elif mark == "(":
            stack.append(path)
            if text[match.end() : match.end() + 1] in (",", ")"):  # an empty first entry: the path itself
                paths.add(path)
        elif mark == ")" and stack:
            stack.pop()
    return frozenset(paths)


def _steps(path: str) -> Iterator[str]:
    """The steps of a path; joined, they are the path. What does not look like one is one step."""
    steps = _STEPS.findall(path)
    return iter(steps if "".join(steps) == path else [path])


def _write(tree: _Tree) -> str:
    """Branches in parentheses; a path that others continue has an empty entry among them, the first."""
    parts: list[str] = []
    pending: list[tuple[_Tree, str] | str] = [(tree, "")]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        branches, _ = item
        texts: list[tuple[_Tree, str] | str] = []
        for at, (step, below) in enumerate(sorted(branches.items())):
            texts.append("," if at else "")
            texts.append(_SPECIAL.sub(r"\\\g<0>", step))
            if below.keys() - {_END}:
                texts += ["(", (below, step), ")"]
        pending += reversed(texts)
    return "".join(parts)
