"""For GitHub Actions: workflow commands, which become annotations of the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.reports.exchange.fingerprints import path_in_project
from libvirt_xml.cli.reports.notes import note_of
from libvirt_xml.cli.reports.report import Report
from libvirt_xml.cli.style import harmless

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem


class GithubReport(Report):
    """``::error file=vm.xml,line=3,endLine=3,col=5,endColumn=16,title=unknown-attribute::message``."""

    def add(self, outcome: Outcome) -> None:
        """Write the problems of one document, or that it could not be read."""
        for problem in outcome.all_problems():
            self.write(_annotation(problem, outcome.name))


def _annotation(problem: Problem, name: str) -> str:
    is_one_line = problem.end_line in (None, problem.line)  # else GitHub refuses columns
    return command(
        problem.severity,
        "\n".join(filter(None, (problem.full_message, note_of(problem), problem.url))),
        file=path_in_project(name, "GITHUB_WORKSPACE"),
        line=problem.line,
        endLine=problem.end_line,
        col=problem.column if is_one_line else None,
        endColumn=problem.end_column if is_one_line else None,
        title=problem.code,
    )


def command(name: str, message: str, **properties: str | int | None) -> str:
    """One workflow command, escaped as GitHub's toolkit does."""
    given = {key: harmless(str(value)) for key, value in properties.items() if value is not None}
    listed = ",".join(f"{key}={_escape(value).replace(':', '%3A').replace(',', '%2C')}" for key, value in given.items())
    return f"::{name} {listed}::{_escape(harmless(message))}\n"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
