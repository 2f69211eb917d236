"""What every report does, and what is counted for its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.style import Style

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

FORMATS = ("text", "json", "github", "sarif", "junit")


@dataclass
class Totals:
    """What a run came to."""

    files: int = 0
    faulty: int = 0
    errors: int = 0
    warnings: int = 0
    unreadable: int = 0
    known: int = 0
    skipped: int = 0
    """YAML files that were found and are not for this package."""
    limit: int | None = None
    """How many problems of a file are shown at most, if a file has more."""

    def add(self, outcome: Outcome) -> None:
        """Count one document."""
        self.files += 1
        self.unreadable += outcome.failure is not None
        self.faulty += bool(outcome.problems)
        errors = sum(problem.severity == "error" for problem in outcome.problems)
        self.errors += errors
        self.warnings += len(outcome.problems) - errors


class Report:
    """Writes to standard output, document by document or at the end."""

    def add(self, outcome: Outcome) -> None:
        """Take one document's outcome."""

    def finish(self, totals: Totals) -> None:
        """Write what is left."""


def make_report(format: str, style: Style, *, fail_on: str, is_quiet: bool) -> Report:
    """The report of one of ``FORMATS``."""
    if format == "json":
        from libvirt_xml.cli.reports.json import JsonReport

        return JsonReport()
    if format == "github":
        from libvirt_xml.cli.reports.github import GithubReport

        return GithubReport()
    if format == "sarif":
        from libvirt_xml.cli.reports.sarif import SarifReport

        return SarifReport()
    if format == "junit":
        from libvirt_xml.cli.reports.junit import JunitReport

        return JunitReport(fail_on)
    from libvirt_xml.cli.reports.text import TextReport

    return TextReport(style, is_quiet=is_quiet)


def shown_place(problem: Problem, name: str) -> str:
    """``file:line:column``, as far as it is known."""
    return ":".join(str(part) for part in (name, problem.line, problem.column) if part is not None)


def is_failure(problem: Problem, fail_on: str) -> bool:
    """Whether a problem makes a run fail that fails on problems from a severity on."""
    return problem.severity == "error" or fail_on == "warning"
