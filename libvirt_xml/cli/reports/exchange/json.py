"""For programs: the problems as an array, or a line each, with the fields of ``Problem``, and its note."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.reports.notes import note_of
from libvirt_xml.cli.reports.report import Layout, Report, Totals, Write
from libvirt_xml.messages.credentials import without_credentials

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem


class JsonReport(Report):
    """Writes one problem a line, as they come."""

    def __init__(self, write: Write, layout: Layout) -> None:
        super().__init__(write, layout)
        self._is_empty = True

    def add(self, outcome: Outcome) -> None:
        """Write the problems of one document, or that it could not be read."""
        for problem in outcome.all_problems():
            self.write("[\n" if self._is_empty else ",\n")
            self._is_empty = False
            self.write(as_json(problem))

    def finish(self, totals: Totals) -> None:
        """Close the array."""
        self.write("[]\n" if self._is_empty else "\n]\n")


class JsonLinesReport(Report):
    """One object a line, for what reads problems before the run is over."""

    def add(self, outcome: Outcome) -> None:
        """Write the problems of one document, or that it could not be read."""
        for problem in outcome.all_problems():
            self.write(as_json(problem) + "\n")


def as_json(problem: Problem) -> str:
    """A problem as a JSON object, in the order of its fields, with its note; ASCII, whatever the encoding of the
    output. Passwords in URLs are hidden in all of them."""
    values = {field.name: getattr(problem, field.name) for field in fields(problem)}
    return without_credentials(json.dumps(values | {"note": note_of(problem)}))
