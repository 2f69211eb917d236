"""What every report does, and what is counted for its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.style import Style

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

DEFAULT_WIDTH = 120
"""The columns of a report, where no terminal says how many."""
Write = Callable[[str], None]
"""Takes the parts of a report: standard output, or a file that is written at the end."""


@dataclass
class Totals:
    """What a run came to."""

    files: int = 0
    faulty: int = 0
    errors: int = 0
    warnings: int = 0
    failures: int = 0
    """How many problems make the run fail."""
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
        self.failures += sum(is_failure(problem, outcome.fail_on) for problem in outcome.problems)


@dataclass(frozen=True)
class Layout:
    """How a report for people looks."""

    style: Style
    is_quiet: bool = False
    width: int = DEFAULT_WIDTH


class Report:
    """Writes document by document, or at the end."""

    def __init__(self, write: Write, layout: Layout) -> None:
        self.write = write
        self.layout = layout

    def add(self, outcome: Outcome) -> None:
        """Take one document's outcome."""

    def finish(self, totals: Totals) -> None:
        """Write what is left."""


FORMATS = {
    "text": ("text", "TextReport"),
    "concise": ("text", "ConciseReport"),
    "json": ("exchange.json", "JsonReport"),
    "json-lines": ("exchange.json", "JsonLinesReport"),
    "github": ("exchange.github", "GithubReport"),
    "gitlab": ("exchange.gitlab", "GitlabReport"),
    "sarif": ("exchange.sarif", "SarifReport"),
    "junit": ("exchange.junit", "JunitReport"),
    "checkstyle": ("exchange.checkstyle", "CheckstyleReport"),
}
"""The formats, and the class of each, in a module that only this format needs."""
STATISTICS = {"text": ("statistics", "Statistics"), "json": ("statistics", "JsonStatistics")}
"""The same for ``--statistics``."""


def make_report(format: str, write: Write, layout: Layout, *, is_counting: bool = False) -> Report:
    """The report in one of the formats."""
    module, name = (STATISTICS if is_counting else FORMATS)[format]
    report: Report = getattr(import_module(f"libvirt_xml.cli.reports.{module}"), name)(write, layout)
    return report


def shown_place(problem: Problem, name: str) -> str:
    """``file:line:column``, as far as it is known."""
    return ":".join(str(part) for part in (name, problem.line, problem.column) if part is not None)


def is_failure(problem: Problem, fail_on: str) -> bool:
    """Whether a problem makes a run fail that fails on problems from a severity on."""
    return problem.severity == "error" or fail_on == "warning"
