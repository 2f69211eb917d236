"""Reads the files that a command line names one by one: documents that are converted or compared."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from os.path import isdir
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import UsageError, unreadable
from libvirt_xml.cli.inputs.discovery import InputSource, find_sources
from libvirt_xml.cli.inputs.searching import Search
from libvirt_xml.cli.reports.shown import show_problems
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element


def find_file(path: str, limit: int) -> InputSource:
    """A file, or standard input for ``-``. Raises UsageError for a folder."""
    if path != "-" and isdir(path):
        raise UsageError(render("convert", "folder", path=path))
    (source,) = find_sources([path], Search(max_size_of=lambda path: limit))
    return source


def read_files(sources: Sequence[InputSource]) -> list[tuple[str, bytes]] | None:
    """Names and contents; ``None`` if one cannot be read, after reporting each of these."""
    contents: list[tuple[str, bytes]] = []
    for source in sources:
        try:
            if source.failure is None:
                contents.append((source.name, source.read()))
                continue
        except OSError as error:
            source.failure = unreadable(source.name, error)
        streams.complain(source.failure)
    return contents if len(contents) == len(sources) else None


def parse_or_show(name: str, data: bytes, options: Namespace) -> Element | None:
    """The document in an XML file; ``None`` for what is none, after showing why."""
    from dataclasses import replace

    from libvirt_xml.errors import ParseError
    from libvirt_xml.parsing import parse
    from libvirt_xml.validation.problem import Problem, with_parts
    from libvirt_xml.validation.validator import Validator

    try:
        return parse(data)
    except ParseError as error:
        problems = Validator(getattr(options, "libvirt", None), max_problems=1).validate(data, file=name)
        of_file = [problem for problem in problems if problem.code in ("not-well-formed", "unknown-document")]
        plain = Problem("unknown-document", "error", error.message, name, error.line, error.column)
        plain = replace(with_parts(plain, error.message), hint="")  # which says what to do in Python
        show_problems(of_file or [plain], {name: data}, options)
        return None
