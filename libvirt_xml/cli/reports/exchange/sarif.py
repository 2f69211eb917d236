"""For code scanning: SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from libvirt_xml import __version__
from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.reports.exchange.fingerprints import as_uri, fingerprint
from libvirt_xml.cli.reports.notes import note_of
from libvirt_xml.cli.reports.report import Layout, Report, Totals, Write
from libvirt_xml.messages import with_hint
from libvirt_xml.validation.catalogue import CODES, PROJECT, page_of

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RULES = {name: index for index, name in enumerate(CODES)}


class SarifReport(Report):
    """One run, with a rule for every code."""

    def __init__(self, write: Write, layout: Layout) -> None:
        super().__init__(write, layout)
        self._results: list[dict[str, Any]] = []
        self._notes: list[dict[str, Any]] = []

    def add(self, outcome: Outcome) -> None:
        """Note one document."""
        if outcome.failure is not None:
            self._notes.append(_notification(outcome.name, with_hint(outcome.failure)))
        self._results += [_result(problem, outcome.name) for problem in outcome.problems]

    def finish(self, totals: Totals) -> None:
        """Write the whole log."""
        invocation: dict[str, Any] = {"executionSuccessful": not self._notes}
        if self._notes:
            invocation["toolExecutionNotifications"] = self._notes
        run = {
            "tool": {"driver": _driver()},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": self._results,
        }
        self.write(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n")


def _driver() -> dict[str, Any]:
    rules = [
        {
            "id": code.name,
            "shortDescription": {"text": code.summary},
            "helpUri": page_of(code.name),
            "defaultConfiguration": {"level": code.severity},
        }
        for code in CODES.values()
    ]
    return {"name": "libvirt-xml", "semanticVersion": __version__, "informationUri": PROJECT, "rules": rules}


def _result(problem: Problem, name: str) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _physical(problem, name)}
    if problem.path:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.path, "kind": _kind(problem.path)}]
    result: dict[str, Any] = {"ruleId": problem.code}
    if problem.code in _RULES:
        result["ruleIndex"] = _RULES[problem.code]
    return result | {
        "level": problem.severity,
        "message": {"text": "\n".join(filter(None, (problem.full_message, note_of(problem))))},
        "locations": [location],
        "partialFingerprints": {"libvirtXml/v1": fingerprint(problem, name)},
    }


def _kind(path: str) -> str:
    """What a path leads to, in SARIF's words: a part of XML, or, where it is no XPath, of YAML."""
    if not path.startswith("/"):
        return "property"
    return "attribute" if "/@" in path else "element"


def _physical(problem: Problem, name: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": as_uri(name)}}
    if problem.line is not None:
        physical["region"] = {"startLine": problem.line}
        if problem.column is not None:
            physical["region"]["startColumn"] = problem.column
        if problem.end_line is not None and problem.end_column is not None:
            physical["region"] |= {"endLine": problem.end_line, "endColumn": problem.end_column}
    return physical


def _notification(name: str, failure: str) -> dict[str, Any]:
    where = {"physicalLocation": {"artifactLocation": {"uri": as_uri(name)}}}
    return {"level": "error", "message": {"text": failure}, "locations": [where]}
