"""For Jenkins, GitLab and whatever else reads JUnit's XML: a test case a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from libvirt_xml.cli.exits import counted
from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.reports.report import Layout, Report, Totals, Write, is_failure, shown_place
from libvirt_xml.messages import with_hint

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_SUITE = "libvirt-xml"


class JunitReport(Report):
    """What fails a document is one failure of its test case, warnings are its output, an unreadable file an error."""

    def __init__(self, write: Write, layout: Layout) -> None:
        super().__init__(write, layout)
        self._cases: list[str] = []
        self._failed = 0

    def add(self, outcome: Outcome) -> None:
        """Note one document."""
        failures = [problem for problem in outcome.problems if is_failure(problem, outcome.fail_on)]
        warnings = [problem for problem in outcome.problems if not is_failure(problem, outcome.fail_on)]
        self._failed += bool(failures)
        self._cases.append("".join(_case(outcome, failures, warnings)))

    def finish(self, totals: Totals) -> None:
        """Write the whole document."""
        counts = xml_attributes(tests=totals.files, failures=self._failed, errors=totals.unreadable)
        suite = xml_attributes(name=_SUITE)
        self.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        self.write(f"<testsuites{suite}{counts}>\n  <testsuite{suite}{counts}{xml_attributes(skipped=0)}>\n")
        self.write("".join(self._cases))
        self.write("  </testsuite>\n</testsuites>\n")


def _case(outcome: Outcome, failures: list[Problem], warnings: list[Problem]) -> Iterator[str]:
    yield f"    <testcase{xml_attributes(classname=_SUITE, name=outcome.name)}>\n"
    if outcome.failure is not None:
        yield f"      <error{xml_attributes(message=with_hint(outcome.failure), type='unreadable-file')}/>\n"
    if failures:
        message = failures[0].full_message if len(failures) == 1 else counted(len(failures), "problem")
        attributes = xml_attributes(message=message, type=failures[0].code)
        yield f"      <failure{attributes}>{_lines(failures, outcome.name)}</failure>\n"
    if warnings:
        yield f"      <system-out>{_lines(warnings, outcome.name)}</system-out>\n"
    yield "    </testcase>\n"


def _lines(problems: list[Problem], name: str) -> str:
    lines = (
        f"{shown_place(problem, name)}: {problem.severity}[{problem.code}]: {problem.full_message}"
        for problem in problems
    )
    return escape_xml("\n".join(lines))


def xml_attributes(**values: str | int) -> str:
    """Attributes as they stand in a tag."""
    return "".join(f' {name}="{escape_xml(str(value), is_attribute=True)}"' for name, value in values.items())


def escape_xml(text: str, *, is_attribute: bool = False) -> str:
    """Text for XML, in ASCII; what XML cannot say is written as an escape of Python's."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if is_attribute:
        for char, reference in (('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;")):
            text = text.replace(char, reference)
    return "".join(map(_character, text))


def _character(char: str) -> str:
    if " " <= char <= "~" or char in "\n\t":
        return char
    code = ord(char)
    is_allowed = code >= 0x7F and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
    return f"&#{code};" if is_allowed else char.encode("unicode_escape").decode()
