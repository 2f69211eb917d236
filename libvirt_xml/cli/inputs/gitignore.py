"""What git ignores: ``.gitignore`` from the root of the repository down, and ``.git/info/exclude``.

The nearest file with a matching pattern decides, and in it the last pattern. Files in an ignored folder cannot be
included again. Whether git tracks a file does not matter, nor does ``core.excludesFile`` of a user.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern as Pattern
else:
    Pattern = Any

_FILE = ".gitignore"


@dataclass(frozen=True)
class _Rules:
    """The patterns of one file, the last first."""

    folder: str
    patterns: tuple[Pattern, ...]

    def verdict(self, path: str) -> bool | None:
        """Whether an entry is ignored; ``None`` if no pattern matches. The path of a folder ends with ``/``."""
        start = len(self.folder.rstrip(os.sep)) + 1
        relative = path[start:].replace(os.sep, "/")
        return next((pattern.include for pattern in self.patterns if _is_about(pattern, relative)), None)


@dataclass(frozen=True)
class Ignores:
    """What is ignored in one folder: the rules of it and of those above it, the nearest first."""

    folder: str
    rules: tuple[_Rules, ...] = ()

    def is_ignored(self, name: str, *, is_folder: bool) -> bool:
        """Whether git ignores an entry of the folder."""
        path = os.path.join(self.folder, name) + ("/" if is_folder else "")
        verdicts = (rules.verdict(path) for rules in self.rules)
        return next((verdict for verdict in verdicts if verdict is not None), False)

    def inside(self, name: str) -> Ignores:
        """The same for a folder in this one; a repository in it has its own rules."""
        return _entered(os.path.join(self.folder, name), self.rules)


def ignores_at(folder: str) -> Ignores:
    """What is ignored in a folder; the folder itself is not checked."""
    start = os.path.realpath(folder)
    above = [*_folders_to_root(start)]
    ignores = Ignores(start)
    for parent in reversed(above or [start]):
        ignores = _entered(parent, ignores.rules)
    return ignores


def _folders_to_root(folder: str) -> Iterator[str]:
    """A folder and its parents, up to the root of the repository; none outside a repository."""
    steps = [folder]
    while not os.path.exists(os.path.join(steps[-1], ".git")):
        parent = os.path.dirname(steps[-1])
        if parent == steps[-1]:
            return
        steps.append(parent)
    yield from steps


def _entered(folder: str, above: tuple[_Rules, ...]) -> Ignores:
    repository = os.path.join(folder, ".git")
    if os.path.exists(repository):
        above = _read(os.path.join(_shared_part(repository), "info", "exclude"), folder)
    return Ignores(folder, (*_read(os.path.join(folder, _FILE), folder), *above))


def _shared_part(repository: str) -> str:
    """The ``.git`` folder of a repository; a worktree or submodule names it in a file."""
    if os.path.isdir(repository):
        return repository
    linked = os.path.join(os.path.dirname(repository), _text(repository).removeprefix("gitdir:").strip())
    common = _text(os.path.join(linked, "commondir")).strip()
    return os.path.join(linked, common) if common else linked


def _read(file: str, folder: str) -> tuple[_Rules, ...]:
    text = _text(file)
    if not text:
        return ()
    patterns = tuple(_patterns(text))
    return (_Rules(folder, patterns[::-1]),) if patterns else ()


def _text(file: str) -> str:
    """The content of a file; empty if it cannot be read."""
    try:
        with open(file, encoding="utf-8-sig", errors="surrogateescape", newline="\n") as opened:
            return opened.read()
    except OSError:
        return ""


def _patterns(text: str) -> Iterator[Pattern]:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    for line in text.split("\n"):
        try:
            pattern = GitIgnoreSpecPattern(line)
        except ValueError:  # git leaves it out too
            continue
        if pattern.include is not None:
            yield pattern


def _is_about(pattern: Pattern, path: str) -> bool:
    """Whether a pattern matches an entry itself, as git does, and not a folder above it.

    The library matches all folders of a path together, which differs from git if patterns of folders and files
    contradict each other.
    """
    assert pattern.regex is not None
    text = pattern.regex.pattern
    if text == ".":  # `*` and `**`
        return True
    if text in ("/", "(?P<ps_d>/)"):  # `*/` and `**/`
        return path.endswith("/")
    if text.endswith("/"):  # `a/**`, which is about what is in the folder
        match = pattern.regex.match(path)
        return match is not None and match.end() < len(path)
    return pattern.regex.fullmatch(path) is not None
