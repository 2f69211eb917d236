"""From the paths of a command line to the documents to read."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from libvirt_xml.cli.exits import UsageError, both, suggest, system_reason, unreadable
from libvirt_xml.cli.inputs.limiting import read_file
from libvirt_xml.cli.inputs.searching import LeftOut, Search
from libvirt_xml.cli.streams import complain
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.messages import render

STDIN = "<stdin>"


@dataclass
class InputSource:
    """A document to read."""

    name: str
    """The path, as it is shown."""
    data: bytes | None = None
    """The content, if it was read already: standard input and pipes can be read only once."""
    failure: str | None = None
    """The sentence that says why it cannot be read."""
    is_named: bool = True
    """Whether a person named it, not a folder or a tool."""
    max_size: int | None = MAX_INPUT
    """The largest number of bytes to read; ``None`` is no limit."""

    def read(self) -> bytes:
        """The document. Raises OSError, also for one that is too large."""
        if self.data is None:
            return read_file(self.name, self.max_size)
        return self.data


def find_sources(paths: Sequence[str], search: Search, stdin_name: str | None = None) -> list[InputSource]:
    """The documents that paths name, in order, each once; folders are searched.

    Without a path, it is standard input, unless that is a terminal. Raises UsageError if there is no document at all,
    unless a tool named files that all belong to other tools.
    """
    if not paths:
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError(render("input", "nothing-named"))
        paths = ["-"]
    documents: dict[str, InputSource] = {}
    empty: list[str] = []
    for path in paths:
        before = search.left_out.copy()
        sources = [*_find(path, search, stdin_name)]
        for source in sources:
            documents.setdefault(os.path.normpath(source.name), source)
        if not sources and not (search.is_forced and search.left_out - before):
            empty.append(_describe_empty(path, [*(search.left_out - before)]))
    if empty and not documents:
        raise UsageError(render("input", "no-documents", endings=_kinds(search), folders=", ".join(empty)))
    for folder in empty:
        complain(render("input", "no-documents", endings=_kinds(search), folders=folder))
    return [*documents.values()]


def _describe_empty(folder: str, left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return repr(folder)
    return render("input", "left-out", folder=folder, left_out=both([_describe_left_out(kind) for kind in left_out]))


def _describe_left_out(kind: LeftOut) -> str:
    match kind:
        case LeftOut.EXCLUDED:
            return render("input", "excluded")
        case LeftOut.IGNORED:
            return render("input", "ignored")
        case LeftOut.FOREIGN:
            return render("input", "of-other-tools")


def _kinds(search: Search) -> str:
    *first, last = [f"*{ending}" for ending in search.endings]
    return f"{', '.join(first)} or {last}" if first else last


def _find(path: str, search: Search, stdin_name: str | None) -> Iterator[InputSource]:
    if path == "-":
        yield _read_stdin(stdin_name or STDIN, search.max_size_of(stdin_name or ""))
        return
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        yield InputSource(path, failure=_why_absent(path, error))
        return
    if search.is_forced and search.excludes(path):
        return
    if stat.S_ISDIR(mode):
        for file, failure in search.files_in(path):
            yield InputSource(
                file, failure=failure or why_gone(file), is_named=False, max_size=search.max_size_of(file)
            )
    elif not stat.S_ISREG(mode):
        yield _read_now(path, search.max_size_of(path))
    elif not search.is_forced or search.is_kept(path):
        yield InputSource(path, is_named=not search.is_forced, max_size=search.max_size_of(path))


def why_gone(path: str) -> str | None:
    """Why a file cannot be read, for example because it is a dangling link; ``None`` if it is there."""
    try:
        os.stat(path)
    except OSError as error:
        return _why_absent(path, error)
    return None


def _read_stdin(name: str, max_size: int | None) -> InputSource:
    try:
        return InputSource(name, data=read_file(sys.stdin.buffer, max_size) if sys.stdin is not None else b"")
    except OSError as error:
        return InputSource(name, failure=render("input", "unreadable-stream", reason=system_reason(error)))


def _read_now(path: str, max_size: int | None) -> InputSource:
    """Read a pipe now, as in ``<(virsh dumpxml web1)``, because another process cannot open it."""
    source = InputSource(path, max_size=max_size)
    try:
        source.data = source.read()
    except OSError as error:
        source.failure = unreadable(path, error)
    return source


def _why_absent(path: str, error: OSError) -> str:
    if not isinstance(error, FileNotFoundError):
        return unreadable(path, error)
    if os.path.lexists(path):
        return render("input", "dangling-link", path=path)
    folder, name = os.path.split(path)
    try:
        advice = suggest(name, os.listdir(folder or "."))
    except OSError:
        advice = ""
    return render("input", "missing", path=path, advice=advice)
