"""For a person: each problem with its line, a caret and what to do; a summary at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from libvirt_xml import messages
from libvirt_xml.cli.exits import counted
from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.inputs.discovery import InputSource
from libvirt_xml.cli.inputs.input_forms import is_yaml
from libvirt_xml.cli.reports.notes import note_of
from libvirt_xml.cli.reports.report import DEFAULT_WIDTH, Layout, Report, Totals, Write, shown_place
from libvirt_xml.cli.style import Style, printable

if TYPE_CHECKING:
    from libvirt_xml.cli.reports.excerpt import Excerpts
    from libvirt_xml.validation.problem import Problem


class TextReport(Report):
    """``file:line:column: error[code]: message``, the source line, the caret, the suggestion."""

    def __init__(self, write: Write, layout: Layout) -> None:
        super().__init__(write, layout)
        self._codes: set[str] = set()

    def add(self, outcome: Outcome) -> None:
        """Write the problems of one document."""
        if not outcome.problems:
            return
        from libvirt_xml.cli.reports.excerpt import excerpts_of

        data = _content(outcome.source)
        excerpts = excerpts_of(data, is_yaml=is_yaml(outcome.name, data))
        for problem in outcome.problems:
            self.write("\n" if self._codes else "")
            self.write(render_problem(problem, outcome.name, excerpts, self.layout.style, self.layout.width))
            self._write_page(problem)

    def finish(self, totals: Totals) -> None:
        """Write the summary, apart from the problems."""
        if not self.layout.is_quiet:
            self.write(("\n" if self._codes else "") + summary(totals) + "\n")

    def _write_page(self, problem: Problem) -> None:
        """Write where a code is explained, once for each."""
        is_first = problem.code not in self._codes
        self._codes.add(problem.code)
        if is_first and not self.layout.is_quiet:
            self.write(f"{self.layout.style.paint('see:', 'dim')} {problem.url}\n")


class ConciseReport(Report):
    """A line for each problem."""

    def add(self, outcome: Outcome) -> None:
        """Write the problems of one document."""
        for problem in outcome.problems:
            advice = f"; {printable(problem.advice)}" if problem.advice else ""
            self.write(f"{_heading(problem, outcome.name, self.layout.style)}{advice}\n")

    def finish(self, totals: Totals) -> None:
        """Write the summary."""
        if not self.layout.is_quiet:
            self.write(summary(totals) + "\n")


def render_problem(problem: Problem, name: str, excerpts: Excerpts, style: Style, width: int = DEFAULT_WIDTH) -> str:
    """One problem, as lines of text."""
    written = [_heading(problem, name, style)]
    number = f"{problem.line or '':>5} | "
    excerpt = excerpts.at(problem.line, problem.column, max(width - len(number), 40), _end(problem))
    if excerpt is not None:
        blank = " " * (len(number) - 2) + "| "
        written.append(style.paint(number, "dim") + excerpt.text)
        written.append(style.paint(blank, "dim") + style.paint(excerpt.mark, problem.severity))
    if problem.advice:
        written.append(f"{style.paint('help:', 'help')} {printable(problem.advice)}")
    note = note_of(problem)
    if note:
        written.append(f"{style.paint('note:', 'dim')} {printable(note)}")
    return "\n".join(written) + "\n"


def _heading(problem: Problem, name: str, style: Style) -> str:
    place = style.paint(printable(shown_place(problem, name)) + ":", "bold")
    kind = style.paint(f"{problem.severity}[{problem.code}]:", problem.severity)
    return f"{place} {kind} {printable(problem.statement)}"


def _end(problem: Problem) -> int | None:
    """The column behind a stray text, which has no end of its own as a tag or attribute has."""
    if problem.code != "unexpected-text" or problem.line is None:
        return None
    return problem.end_column if problem.end_line == problem.line else sys.maxsize


def summary(totals: Totals) -> str:
    """``2 problems in 1 of 3 files``."""
    return "; ".join([_outcome(totals), *_remarks(totals)])


def _outcome(totals: Totals) -> str:
    problems = counted(totals.errors + totals.warnings, "problem")
    if not totals.faulty:
        return messages.render("summary", "clean", files=counted(totals.files - totals.unreadable, "file"))
    where = {"faulty": f"{totals.faulty:,}", "files": counted(totals.files, "file")}
    if not totals.warnings:
        return messages.render("summary", "problems", problems=problems, **where)
    errors, warnings = counted(totals.errors, "error"), counted(totals.warnings, "warning")
    return messages.render("summary", "severities", problems=problems, errors=errors, warnings=warnings, **where)


def _remarks(totals: Totals) -> Iterator[str]:
    if totals.limit == 1:
        yield messages.render("summary", "first-only")
    elif totals.limit is not None:
        yield messages.render("summary", "first-few", limit=f"{totals.limit:,}")
    if totals.known:
        yield messages.render("summary", "known", problems=counted(totals.known, "problem"))
    if totals.skipped:
        yield messages.render("summary", "skipped", files=counted(totals.skipped, "YAML file"))
    if totals.unreadable:
        yield messages.render("summary", "unreadable", files=counted(totals.unreadable, "file"))


def _content(source: InputSource) -> bytes:
    try:
        return source.read()
    except OSError:  # gone since it was checked
        return b""
