"""For programs: one array of problems, with exactly the fields of ``Problem``."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.reports.report import Report, Totals

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem


class JsonReport(Report):
    """Writes one problem a line, as they come."""

    def __init__(self) -> None:
        self._is_empty = True

    def add(self, outcome: Outcome) -> None:
        """Write the problems of one document."""
        for problem in outcome.problems:
            streams.write_text("[\n" if self._is_empty else ",\n")
            self._is_empty = False
            streams.write_text(as_json(problem))

    def finish(self, totals: Totals) -> None:
        """Close the array."""
        streams.write_text("[]\n" if self._is_empty else "\n]\n")


def as_json(problem: Problem) -> str:
    """A problem as a JSON object, in the order of its fields; ASCII, whatever the encoding of the output."""
    return json.dumps({field.name: getattr(problem, field.name) for field in fields(problem)})
