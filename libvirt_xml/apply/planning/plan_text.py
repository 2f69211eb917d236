"""A plan for people: a line for each change, with the moment at which it takes effect."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from libvirt_xml.apply.planning.creation_words import creation_words
from libvirt_xml.apply.planning.host_plan import HostPlan, PlannedChange, PlannedStep
from libvirt_xml.messages import render

MARKS = {"added": "+", "removed": "-", "changed": "~"}
"""What is before a change, by its kind."""
_ACTIONS = {"create": "+", "change": "~", "adopt": "~", "remember": "~", "none": "~"}
_AS_ASKED = "="  # there are notes only
_WIDTH = 11
_WIDEST = 72  # of the texts that have their places in one column


def plan_lines(plan: HostPlan) -> Iterator[str]:
    """The lines of a plan. Steps with nothing to say are omitted."""
    for step in plan.steps:
        yield from step_lines(step)
    if not (plan.sends or plan.waits or plan.is_blocked):
        yield render("apply", "nothing")


def step_lines(step: PlannedStep) -> Iterator[str]:
    """The lines of one step: its object, its changes, and what blocks it."""
    if not (step.sends or step.waits or step.blocks or step.notes):
        return
    state = render("plan", "running") if step.is_running else ""
    words = creation_words(step)
    mark = _ACTIONS[step.action] if step.sends or step.waits or step.blocks else _AS_ASKED
    yield f"{mark} {step.title}{f' ({state})' if state else ''}{f': {words}' if words else ''}"
    rows = [*_rows(step)]
    width = min(max((len(text) for _, text, _ in rows), default=0), _WIDEST)
    for when, text, place in rows:
        yield f"    {when:<{_WIDTH}} {text:<{width}}  {place}".rstrip()
    for note in step.notes:
        yield f"    {render('plan', 'note')}: {note}"
    for block in step.blocks:
        yield f"    {render('plan', 'blocked')}: {block.sentence}"
        if hint := getattr(block.sentence, "hint", None):
            yield f"        {hint}"


def _rows(step: PlannedStep) -> Iterator[tuple[str, str, str]]:
    for _, alike in groupby(step.changes, _likeness):
        first, *others = alike
        numbers = "".join(f", {_numbered(planned)[1]}" for planned in others)
        yield first.when, f"{MARKS[first.words.shown_kind]} {first.words}{numbers}", _where(first)
    if step.action == "adopt":
        yield "now", f"~ {render('plan', 'adopted')}", ""
    if step.power is not None:
        yield "now", f"~ {_power(step)}", ""
    if step.autostart is not None:
        yield "now", f"~ {render('plan', 'autostart-on') if step.autostart else render('plan', 'autostart-off')}", ""


def _likeness(planned: PlannedChange) -> tuple[object, ...]:
    """What changes share that are in one line: those of numbered parts, if only the number tells them apart."""
    noun, number = _numbered(planned)
    is_bare = number.isdecimal() and str(planned.words) == planned.words.subject
    return (planned.when, planned.change.kind, noun, _where(planned)) if is_bare else (planned.change.path,)


def _numbered(planned: PlannedChange) -> tuple[str, str]:
    """``PCIe slot`` and ``13``."""
    noun, _, number = planned.words.subject.rpartition(" ")
    return noun, number


def _power(step: PlannedStep) -> str:
    match step.power:
        case "start":
            return render("plan", "start")
        case "shutdown":
            return render("plan", "shutdown")
    if any(planned.when in ("pending", "power cycle") for planned in step.changes):
        return render("plan", "restart")
    return render("plan", "restart-if-needed")


def _where(planned: PlannedChange) -> str:
    if planned.when == "left alone":
        return render("plan", "not-ours")
    if planned.is_foreign:
        return render("plan", "changed-by-somebody-else")
    place = planned.place
    return ":".join(str(part) for part in (place.file, place.line) if part is not None)
