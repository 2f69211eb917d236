"""``--statistics``: how often each code occurs, instead of the problems."""

from __future__ import annotations

import json
from collections import Counter

from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.reports.report import Layout, Report, Totals, Write
from libvirt_xml.cli.reports.text import summary
from libvirt_xml.validation.catalogue import CODES, page_of


class _Counting(Report):
    """Counts the problems of each code, and the files that have it."""

    def __init__(self, write: Write, layout: Layout) -> None:
        super().__init__(write, layout)
        self._problems: Counter[str] = Counter()
        self._files: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Count the problems of one document, or that it could not be read."""
        codes = [problem.code for problem in outcome.all_problems()]
        self._problems.update(codes)
        self._files.update(set(codes))

    def ranked(self) -> list[tuple[str, int]]:
        """The codes with their counts, the most frequent first."""
        return sorted(self._problems.items(), key=lambda entry: (-entry[1], entry[0]))


class Statistics(_Counting):
    """A line for each code."""

    def finish(self, totals: Totals) -> None:
        """Write the counts and the summary."""
        width = max(map(len, self._problems), default=0)
        for code, number in self.ranked():
            self.write(f"{number:>7,}  {code:<{width}}  {CODES[code].summary}\n")
        if not self.layout.is_quiet:
            self.write(("\n" if self._problems else "") + summary(totals) + "\n")


class JsonStatistics(_Counting):
    """An object for each code, in an array."""

    def finish(self, totals: Totals) -> None:
        """Write the array."""
        entries = [
            {
                "code": code,
                "count": number,
                "files": self._files[code],
                "summary": CODES[code].summary,
                "url": page_of(code),
            }
            for code, number in self.ranked()
        ]
        self.write(json.dumps(entries, indent=2) + "\n")
