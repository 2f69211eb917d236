"""For GitLab's merge requests: a report of code quality, https://docs.gitlab.com/ci/testing/code_quality/."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.reports.exchange.fingerprints import fingerprint, path_in_project
from libvirt_xml.cli.reports.report import Layout, Report, Totals, Write

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_SEVERITIES = {"error": "major", "warning": "minor"}


class GitlabReport(Report):
    """One array. GitLab compares fingerprints and shows one problem for each, so all of them differ."""

    def __init__(self, write: Write, layout: Layout) -> None:
        super().__init__(write, layout)
        self._is_empty = True
        self._known: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Write the problems of one document, or that it could not be read."""
        for problem in outcome.all_problems():
            self.write("[\n" if self._is_empty else ",\n")
            self._is_empty = False
            self.write(json.dumps(_issue(problem, outcome.name, self._fingerprint(problem, outcome.name))))

    def finish(self, totals: Totals) -> None:
        """Close the array."""
        self.write("[]\n" if self._is_empty else "\n]\n")

    def _fingerprint(self, problem: Problem, name: str) -> str:
        digest = fingerprint(problem, name)
        self._known[digest] += 1
        return digest if self._known[digest] == 1 else f"{digest}-{self._known[digest]}"


def _issue(problem: Problem, name: str, digest: str) -> dict[str, Any]:
    begin = problem.line or 1
    return {
        "description": problem.full_message,
        "check_name": problem.code,
        "fingerprint": digest,
        "severity": _SEVERITIES[problem.severity],
        "location": {
            "path": path_in_project(name, "CI_PROJECT_DIR"),
            "lines": {"begin": begin, "end": max(begin, problem.end_line or begin)},
        },
        "url": problem.url,
    }
