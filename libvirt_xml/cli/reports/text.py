"""For a person: each problem with its line, a caret and what to do; a summary at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from libvirt_xml import messages
from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import counted
from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.inputs.discovery import InputSource
from libvirt_xml.cli.inputs.input_forms import is_yaml
from libvirt_xml.cli.reports.report import Report, Totals, shown_place
from libvirt_xml.cli.style import Style, printable

if TYPE_CHECKING:
    from libvirt_xml.cli.reports.excerpt import Excerpts
    from libvirt_xml.validation.problem import Problem

_WIDTH = 120  # where no terminal says how wide it is


class TextReport(Report):
    """``file:line:column: error[code]: message``, the source line, the caret, the suggestion."""

    def __init__(self, style: Style, *, is_quiet: bool) -> None:
        self._style = style
        self._is_quiet = is_quiet
        self._width = streams.terminal_width(sys.stdout, _WIDTH)
        self._is_first = True

    def add(self, outcome: Outcome) -> None:
        """Write the problems of one document."""
        if not outcome.problems:
            return
        from libvirt_xml.cli.reports.excerpt import excerpts_of

        data = _content(outcome.source)
        excerpts = excerpts_of(data, is_yaml=is_yaml(outcome.name, data))
        for problem in outcome.problems:
            streams.write_text("" if self._is_first else "\n")
            self._is_first = False
            streams.write_text(render_problem(problem, outcome.name, excerpts, self._style, self._width))

    def finish(self, totals: Totals) -> None:
        """Write the summary, apart from the problems."""
        if not self._is_quiet:
            streams.write_text(("" if self._is_first else "\n") + summary(totals) + "\n")


def render_problem(problem: Problem, name: str, excerpts: Excerpts, style: Style, width: int = _WIDTH) -> str:
    """One problem, as lines of text."""
    from libvirt_xml.validation.meanings import meaning_of

    head = style.paint(printable(shown_place(problem, name)) + ":", "bold")
    kind = style.paint(f"{problem.severity}[{problem.code}]:", problem.severity)
    written = [f"{head} {kind} {printable(problem.message)}"]
    number = f"{problem.line or '':>5} | "
    excerpt = excerpts.at(problem.line, problem.column, max(width - len(number), 40), _end(problem))
    if excerpt is not None:
        blank = " " * (len(number) - 2) + "| "
        written.append(style.paint(number, "dim") + excerpt.text)
        written.append(style.paint(blank, "dim") + style.paint(excerpt.mark, problem.severity))
    if problem.advice:
        written.append(f"{style.paint('help:', 'help')} {printable(problem.advice)}")
    meaning = meaning_of(problem) or _key_meaning(problem)
    if meaning:
        written.append(f"{style.paint('note:', 'dim')} {printable(meaning)}")
    return "\n".join(written) + "\n"


def _end(problem: Problem) -> int | None:
    """The column behind a stray text, which has no end of its own as a tag or attribute has."""
    if problem.code != "unexpected-text" or problem.line is None:
        return None
    return problem.end_column if problem.end_line == problem.line else sys.maxsize


def _key_meaning(problem: Problem) -> str | None:
    if not (problem.path or "").startswith(("vm.", "defaults.")):
        return None
    from libvirt_xml.yaml_forms.vm.key_meanings import key_meaning

    return key_meaning(problem)


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
