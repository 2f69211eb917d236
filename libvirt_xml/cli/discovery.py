"""From the paths of a command line to the documents to look at."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from libvirt_xml.cli.streams import complain
from libvirt_xml.cli.usage import UsageError, reason, suggest

STDIN = "<stdin>"


@dataclass
class Source:
    """A document to look at."""

    name: str
    """The path, as it is shown."""
    data: bytes | None = None
    """What was read already: standard input and pipes, which cannot be read twice."""
    failure: str | None = None
    """A sentence: why there is nothing to read."""

    def read(self) -> bytes:
        """The document. Raises OSError."""
        if self.data is None:
            with open(self.name, "rb") as file:
                return file.read()
        return self.data


def find_sources(
    paths: Sequence[str], is_excluded: Callable[[str], bool], stdin_name: str | None = None
) -> list[Source]:
    """The documents that paths name, in order, each once; folders are searched for ``*.xml``.

    Without a path, standard input, unless a person sits before it. Raises UsageError if there is no document at all.
    """
    if not paths:
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("name files or folders, or - for standard input")
        paths = ["-"]
    found: dict[str, Source] = {}
    empty: dict[str, str] = {}
    for path in paths:
        excluded: list[str] = []
        sources = [*_find(path, _noting(is_excluded, excluded), stdin_name)]
        for source in sources:
            found.setdefault(os.path.normpath(source.name), source)
        if not sources:
            empty[path] = f"{path!r}{' but what the configuration excludes' if excluded else ''}"
    if empty and not found:
        raise UsageError(f"there is no *.xml file in {', '.join(empty.values())}")
    for folder in empty.values():
        complain(f"there is no *.xml file in {folder}")
    return [*found.values()]


def _noting(is_excluded: Callable[[str], bool], excluded: list[str]) -> Callable[[str], bool]:
    """The same question; what it is answered with yes for is noted."""

    def ask(path: str) -> bool:
        if is_excluded(path):
            excluded.append(path)
            return True
        return False

    return ask


def _find(path: str, is_excluded: Callable[[str], bool], stdin_name: str | None) -> Iterator[Source]:
    if path == "-":
        yield _read_stdin(stdin_name or STDIN)
        return
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        yield Source(path, failure=_why_absent(path, error))
        return
    if stat.S_ISDIR(mode):
        yield from _search(path, is_excluded)
    elif stat.S_ISREG(mode):
        yield Source(path)
    else:
        yield _read_now(path)


def _read_stdin(name: str) -> Source:
    try:
        return Source(name, data=sys.stdin.buffer.read() if sys.stdin is not None else b"")
    except OSError as error:
        return Source(name, failure=f"cannot read standard input: {reason(error)}")


def _read_now(path: str) -> Source:
    """A pipe, as in ``<(virsh dumpxml web1)``: another process could not open it."""
    source = Source(path)
    try:
        source.data = source.read()
    except OSError as error:
        source.failure = f"cannot read {path!r}: {reason(error)}"
    return source


def _why_absent(path: str, error: OSError) -> str:
    if not isinstance(error, FileNotFoundError):
        return f"cannot read {path!r}: {reason(error)}"
    if os.path.lexists(path):
        return f"cannot read {path!r}: the link leads nowhere"
    folder, name = os.path.split(path)
    try:
        hint = suggest(name, os.listdir(folder or "."), 0.8)  # the ending alone makes names alike
    except OSError:
        hint = ""
    return f"there is no file or folder {path!r}{hint}"


def _search(folder: str, is_excluded: Callable[[str], bool]) -> Iterator[Source]:
    """The documents in a folder, sorted; no hidden ones, none in linked folders."""
    waiting = [(folder, True)]
    is_here = os.path.normpath(folder) == "."
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield from _found(path)
            continue
        try:
            with os.scandir(path) as entries:
                inside = sorted(entries, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            yield Source(path, failure=f"cannot read the folder {path!r}: {reason(error)}")
            continue
        base = "" if path == folder and is_here else path
        waiting += [
            (os.path.join(base, entry.name), entry.is_dir(follow_symlinks=False))
            for entry in inside
            if _is_wanted(entry) and not is_excluded(os.path.join(base, entry.name))
        ]


def _is_wanted(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return False
    return entry.is_dir(follow_symlinks=False) or (entry.name.endswith(".xml") and not entry.is_dir())


def _found(path: str) -> Iterator[Source]:
    """A file in a folder, unless it is a pipe or a device."""
    try:
        if stat.S_ISREG(os.stat(path).st_mode):
            yield Source(path)
    except OSError as error:
        yield Source(path, failure=_why_absent(path, error))
