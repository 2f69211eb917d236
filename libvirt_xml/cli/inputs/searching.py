"""Searching folders for documents."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from libvirt_xml.cli.exits import system_reason
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.cli.inputs.gitignore import Ignores

YAML = (".yaml", ".yml")


class LeftOut(Enum):
    """Why a file in a folder is skipped."""

    EXCLUDED = auto()
    """The configuration excludes it."""
    IGNORED = auto()
    """git ignores it."""
    FOREIGN = auto()
    """It is YAML of another tool."""


@dataclass
class Search:
    """What is searched in folders, and how many files are skipped."""

    is_excluded: Callable[[str], bool] = lambda path: False
    endings: tuple[str, ...] = (".xml", *YAML)
    """In lower case; file names can have any case."""
    respects_gitignore: Callable[[str], bool] = lambda folder: True
    is_forced: bool = False
    """Whether a tool named the files; they are then filtered like files in folders."""
    max_size_of: Callable[[str], int | None] = lambda path: MAX_INPUT
    """The largest number of bytes to read of a file or stream."""
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def files_in(self, folder: str) -> Iterator[tuple[str, str | None]]:
        """The files in a folder, sorted by name; with a sentence for each that cannot be read.

        Hidden files, linked folders, pipes and devices are skipped.
        """
        start = "" if os.path.normpath(folder) == "." else folder
        waiting: list[tuple[str, Callable[[], Ignores | None] | None]] = [(start, lambda: self._ignores_at(folder))]
        while waiting:
            path, ignores_there = waiting.pop()
            if ignores_there is None:
                if self.is_kept(path):
                    yield path, None
                continue
            ignores = ignores_there()
            try:
                with os.scandir(path or ".") as entries:
                    inside = sorted(entries, key=lambda entry: entry.name, reverse=True)
            except OSError as error:
                name = path or folder
                yield name, render("input", "unreadable-folder", folder=name, reason=system_reason(error))
                continue
            for entry in inside:
                below = os.path.join(path, entry.name)
                if self._is_wanted(entry, below, ignores):
                    waiting.append((below, _inside(ignores, entry) if _is_folder(entry) else None))

    def is_kept(self, path: str) -> bool:
        """Whether a file is XML, or YAML with one of our keys at the top; other files are counted.

        Tools also name YAML files with other endings.
        """
        from libvirt_xml.cli.inputs.input_forms import has_own_key

        if path.lower().endswith(".xml") or has_own_key(path):
            return True
        self.left_out[LeftOut.FOREIGN] += 1
        return False

    def excludes(self, path: str) -> bool:
        """Whether the configuration excludes a file or folder, which is counted."""
        is_excluded = self.is_excluded(path)
        self.left_out[LeftOut.EXCLUDED] += is_excluded
        return is_excluded

    def _ignores_at(self, folder: str) -> Ignores | None:
        if not self.respects_gitignore(folder):
            return None
        from libvirt_xml.cli.inputs.gitignore import ignores_at

        return ignores_at(folder)

    def _is_wanted(self, entry: os.DirEntry[str], path: str, ignores: Ignores | None) -> bool:
        is_folder = _is_folder(entry)
        if entry.name.startswith(".") or not (is_folder or self._is_file(entry)) or self.excludes(path):
            return False
        is_ignored = ignores is not None and ignores.is_ignored(entry.name, is_folder=is_folder)
        self.left_out[LeftOut.IGNORED] += is_ignored
        return not is_ignored

    def _is_file(self, entry: os.DirEntry[str]) -> bool:
        """Whether an entry has one of the endings and is a file. A dangling link is kept, to be reported."""
        if not entry.name.lower().endswith(self.endings):
            return False
        try:
            return stat.S_ISREG(entry.stat().st_mode)
        except OSError:
            return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _inside(ignores: Ignores | None, entry: os.DirEntry[str]) -> Callable[[], Ignores | None]:
    """What is ignored in a folder, read when the folder is entered."""
    return lambda: None if ignores is None else ignores.inside(entry.name)
