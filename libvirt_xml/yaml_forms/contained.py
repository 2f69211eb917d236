"""Files that must lie in one of some folders, wherever links lead, and whatever changes while they are opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

_FILE = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_DIRECTORY", 0)
_WALKS = {os.open, os.stat} <= os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


class OutsideError(Exception):
    """The file lies in none of the folders."""


class NoFileError(Exception):
    """What lies there is no plain file, or too large a one."""


def read_contained(file: Path, folders: Iterable[str | os.PathLike[str]], limit: int) -> bytes:
    """The bytes of a plain file below one of the folders, at most ``limit`` of them.

    Raises OutsideError, NoFileError, OSError, and ValueError for what cannot be a path.
    """
    real = Path(os.path.realpath(file))
    roots = (Path(os.path.realpath(folder)) for folder in folders)
    root = next((root for root in roots if real.is_relative_to(root)), None)
    if root is None:
        raise OutsideError
    descriptor = _open_below(root, real.relative_to(root).parts) if _WALKS else _open(real)
    with os.fdopen(descriptor, "rb") as opened:
        data = opened.read(limit + 1)
    if len(data) > limit:
        raise NoFileError
    return data


def _open_below(root: Path, parts: tuple[str, ...]) -> int:
    """The file at a path without links, step by step: a link that somebody puts there meanwhile is not followed."""
    folder = os.open(root, _FOLDER)
    try:
        for part in parts[:-1]:
            inner = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        name = parts[-1] if parts else "."
        _check(os.stat(name, dir_fd=folder, follow_symlinks=False))
        return _checked(os.open(name, _FILE, dir_fd=folder))
    finally:
        os.close(folder)


def _open(real: Path) -> int:
    """The file at a path without links, where the system cannot walk: it must be the same once it is open."""
    _check(os.lstat(real))
    descriptor = _checked(os.open(real, _FILE | getattr(os, "O_BINARY", 0)))
    if os.path.realpath(real) != str(real):
        os.close(descriptor)
        raise OutsideError
    return descriptor


def _checked(descriptor: int) -> int:
    try:
        _check(os.fstat(descriptor))
    except NoFileError:
        os.close(descriptor)
        raise
    return descriptor


def _check(status: os.stat_result) -> None:
    """Devices and pipes may wait forever, or never end. Raises NoFileError."""
    if not stat.S_ISREG(status.st_mode):
        raise NoFileError
