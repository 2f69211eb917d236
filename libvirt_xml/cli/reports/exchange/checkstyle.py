"""For Jenkins, reviewdog and whatever else reads Checkstyle's XML: an element for each file with problems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.reports.exchange.junit import xml_attributes
from libvirt_xml.cli.reports.report import Layout, Report, Totals, Write

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_FORMAT = "4.3"  # the release of Checkstyle whose form all readers know


class CheckstyleReport(Report):
    """Writes each file as it comes."""

    def __init__(self, write: Write, layout: Layout) -> None:
        super().__init__(write, layout)
        self._is_begun = False

    def add(self, outcome: Outcome) -> None:
        """Write the problems of one document, or that it could not be read."""
        problems = outcome.all_problems()
        if problems:
            self._begin()
            self.write(f"  <file{xml_attributes(name=outcome.name)}>\n{''.join(map(_error, problems))}  </file>\n")

    def finish(self, totals: Totals) -> None:
        """Close the document."""
        self._begin()
        self.write("</checkstyle>\n")

    def _begin(self) -> None:
        if not self._is_begun:
            self._is_begun = True
            self.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle{xml_attributes(version=_FORMAT)}>\n')


def _error(problem: Problem) -> str:
    return f"    <error{xml_attributes(**dict(_facts(problem)))}/>\n"


def _facts(problem: Problem) -> Iterator[tuple[str, str | int]]:
    yield "line", problem.line or 0  # readers expect one; Checkstyle writes 0 for a whole file
    if problem.column is not None:
        yield "column", problem.column
    yield "severity", problem.severity
    yield "message", problem.full_message
    yield "source", f"libvirt-xml.{problem.code}"
