"""How good the reports on single faults are: what each asks of the first one, and shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.validation.faults import Fault
from tests.validation.reports import Report, Reports

Question = Callable[[Fault, Report], bool | None]


def _has_line(fault: Fault, report: Report) -> bool:
    return report.line in {place.line for place in fault.places}


def _has_column(fault: Fault, report: Report) -> bool:
    return (report.line, report.column) in {(place.line, place.column) for place in fault.places}


def _has_path(fault: Fault, report: Report) -> bool:
    return report.path in {place.path for place in fault.places}


def _has_code(fault: Fault, report: Report) -> bool:
    return report.code in fault.codes


def _has_suggestion(fault: Fault, report: Report) -> bool | None:
    """What was meant is suggested; what was dropped is at least expected. ``None`` where nothing tells it."""
    if fault.sort.startswith("dropped-"):
        return fault.original == report.suggestion or fault.original in report.expected
    return None if fault.suggestion is None else _is_same_name(fault.suggestion, report.suggestion)


def _is_same_name(wanted: str, name: str | None) -> bool:
    """Whether names are the same, with or without the prefix."""
    return name is not None and name in (wanted, wanted.rpartition(":")[2])


QUESTIONS: dict[str, Question] = {
    "line": _has_line,
    "column": _has_column,
    "path": _has_path,
    "code": _has_code,
    "suggestion": _has_suggestion,
}
ANSWERS = (*QUESTIONS, "one", "all")


@dataclass(frozen=True, slots=True)
class Score:
    """The answers for one fault: right, wrong, or ``None`` where the question does not arise."""

    fault: Fault
    reports: Reports
    answers: dict[str, bool | None]


def judge(fault: Fault, reports: Reports) -> Score:
    """Whether the first report is right in each respect, whether it is the only one, and all of that."""
    answers: dict[str, bool | None] = dict.fromkeys(QUESTIONS, False)
    if reports:
        answers = {name: question(fault, reports[0]) for name, question in QUESTIONS.items()}
    elif fault.suggestion is None:
        answers["suggestion"] = None
    answers["one"] = len(reports) == 1
    answers["all"] = False not in answers.values()
    return Score(fault, reports, answers)


def shares(scores: Iterable[Score]) -> dict[str, float | None]:
    """The share of right answers by question, in percent; ``None`` where the question never arises."""
    chosen = list(scores)
    return {name: _percent([score.answers[name] for score in chosen]) for name in ANSWERS}


def _percent(answers: Sequence[bool | None]) -> float | None:
    known = [answer for answer in answers if answer is not None]
    return 100 * sum(known) / len(known) if known else None


def shares_by(key: Callable[[Fault], str], scores: Sequence[Score]) -> dict[str, tuple[int, dict[str, float | None]]]:
    """Number and shares by sort, kind or what ``key`` gives."""
    groups: dict[str, list[Score]] = {}
    for score in scores:
        groups.setdefault(key(score.fault), []).append(score)
    return {name: (len(group), shares(group)) for name, group in sorted(groups.items())}


def table(scores: Sequence[Score]) -> str:
    """The shares by sort, by kind and of all."""
    lines = [_row("", "n", *ANSWERS)]
    for key in (lambda fault: fault.sort, lambda fault: fault.kind, lambda _: "all"):
        rows = shares_by(key, scores)
        lines += [_row(name, str(count), *map(_figure, found.values())) for name, (count, found) in rows.items()]
        lines.append("")
    return "\n".join(lines[:-1])


def _row(name: str, *cells: str) -> str:
    return f"{name:20}" + "".join(f"{cell:>11}" for cell in cells)


def _figure(share: float | None) -> str:
    return "-" if share is None else f"{share:.1f}"


def describe_miss(score: Score) -> str:
    """A fault and the reports that miss it, in a few lines."""
    fault = score.fault
    wrong = ", ".join(name for name, answer in score.answers.items() if answer is False and name != "all")
    wanted = " or ".join(f"{place.line}:{place.column} {place.path}" for place in fault.places)
    hint = f" suggestion {fault.suggestion!r}" if fault.suggestion is not None else ""
    lines = [
        f"{fault.source} [{fault.kind} {fault.sort}] {fault.change}   WRONG: {wrong}",
        f"  {fault.line:5}| {fault.line_text.strip()[:150]}",
        f"  wanted {wanted} {'|'.join(fault.codes)}{hint}",
        *(f"  said   {_describe_report(report)}" for report in score.reports[:4]),
    ]
    return "\n".join(lines + ([] if score.reports else ["  said   nothing"]))


def _describe_report(report: Report) -> str:
    hint = f" suggestion {report.suggestion!r}" if report.suggestion is not None else ""
    return f"{report.line}:{report.column} {report.path} {report.code}: {report.message[:220]}{hint}"
