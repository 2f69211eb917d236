"""The results of an apply for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from libvirt_xml.apply.execution.results import StepResult
from libvirt_xml.apply.planning.host_plan import PlannedChange
from libvirt_xml.messages import render

_WIDTH = 11


def result_lines(results: Iterable[StepResult]) -> Iterator[str]:
    """The lines about what came of each step; one for all if there was nothing to do."""
    results = list(results)
    if all(result.outcome == "nothing to do" for result in results):
        yield render("apply", "nothing")
        return
    for result in results:
        if result.outcome != "nothing to do":
            yield from _lines(result)


def _lines(result: StepResult) -> Iterator[str]:
    step = result.step
    if result.outcome != "done" or step.sends or result.pending or result.refused:
        yield f"{step.title}: {_outcome(result)}"
    for planned in result.pending:
        yield _line("pending", planned)
    for planned in result.refused:
        yield _line("refused", planned)
    if result.error is not None:
        yield f"    {result.error}"


def _outcome(result: StepResult) -> str:
    match result.outcome:
        case "done":
            return render("apply", "done")
        case "failed" if result.defined:
            return render("apply", "failed-half")
        case "failed":
            return render("apply", "failed")
        case "blocked":
            return render("apply", "blocked")
    return render("apply", "not-begun")


def _line(word: str, planned: PlannedChange) -> str:
    reason = f"  ({planned.reason})" if planned.reason else ""
    return f"    {word:<{_WIDTH}} {planned.words}{reason}"
