"""Where a report goes: standard output, or a file that is complete or not written at all."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import UsageError, unwritable
from libvirt_xml.cli.reports.report import DEFAULT_WIDTH, Layout, Report, Write, make_report
from libvirt_xml.cli.style import choose_style


@contextmanager
def open_report(options: Namespace, write: Write = streams.write_text) -> Iterator[Report]:
    """The report that options ask for; its file is written if nothing is raised. Raises UsageError.

    Without a file, ``write`` takes it.
    """
    file = options.output_file
    if file in (None, "-"):
        width = streams.terminal_width(sys.stdout, DEFAULT_WIDTH)
        layout = Layout(choose_style(options.color, sys.stdout), options.quiet, width)
        yield make_report(options.format, write, layout, is_counting=options.statistics)
        return
    parts: list[str] = []
    layout = Layout(choose_style(options.color, None), options.quiet)
    yield make_report(options.format, parts.append, layout, is_counting=options.statistics)
    _write(file, "".join(parts), is_atomic=not options.no_atomic)


def _write(file: str, text: str, *, is_atomic: bool) -> None:
    from libvirt_xml.editing.files.file_writing import replace_file

    try:
        replace_file(file, text.encode("utf-8", "backslashreplace"), is_atomic=is_atomic)
    except OSError as error:
        raise UsageError(unwritable(file, error)) from None
