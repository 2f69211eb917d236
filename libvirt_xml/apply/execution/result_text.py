"""The results of an apply for people."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.apply.execution.results import StepResult
from libvirt_xml.apply.hosts.host_errors import UnreachableError
from libvirt_xml.apply.planning.host_plan import PlannedChange
from libvirt_xml.apply.planning.plan_text import MARKS
from libvirt_xml.messages import render

_WIDTH = 11


def result_lines(result: StepResult) -> Iterator[str]:
    """The lines about what came of a step; none if there was nothing to do."""
    step = result.step
    is_idle = result.outcome == "not begun" and not (step.sends or step.waits)
    if result.outcome == "nothing to do" or is_idle:
        return
    if result.outcome != "done" or step.sends or result.live or result.pending or result.refused:
        yield f"{step.title}: {_outcome(result)}"
    if result.error is not None:
        yield f"    {result.error}"
    for planned in result.pending:
        yield _line(planned.when, planned)
    for planned in result.refused:
        yield _line("refused", planned)


def _outcome(result: StepResult) -> str:
    is_new = result.step.action == "create"
    match result.outcome:
        case "done":
            return render("apply", "done")
        case "failed" if isinstance(result.error, UnreachableError):
            return render("apply", "failed-unsure")
        case "failed" if result.defined:
            return render("apply", "failed-new") if is_new else render("apply", "failed-half")
        case "failed":
            return render("apply", "failed")
        case "blocked":
            return render("apply", "blocked")
        case "interrupted" if result.defined:
            return render("apply", "interrupted-new") if is_new else render("apply", "interrupted-half")
        case "interrupted":
            return render("apply", "interrupted")
    return _not_begun(result)


def _not_begun(result: StepResult) -> str:
    match result.obstacle:
        case "need":
            return render("apply", "not-begun-need")
        case "connection":
            return render("apply", "not-begun-connection")
        case "restart":
            return render("apply", "not-begun-restart")
    return render("apply", "not-begun")


def _line(word: str, planned: PlannedChange) -> str:
    reason = f"  ({planned.reason})" if planned.reason else ""
    return f"    {word:<{_WIDTH}} {MARKS[planned.words.shown_kind]} {planned.words}{reason}"
