"""What came of the steps of a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from libvirt_xml.apply.planning.host_plan import PlannedChange, PlannedStep, is_secret_change, json_value
from libvirt_xml.changes.change import Change

StepOutcome = Literal["done", "nothing to do", "blocked", "failed", "interrupted", "not begun"]
Obstacle = Literal["connection", "interrupt", "need", "restart"]
"""Why a step was not begun: the connection broke, somebody stopped it all, one that it needs failed, or its pool must
be restarted first."""


@dataclass
class StepResult:
    """What came of one step.

    ``live`` are the changes of what is active that are true now, ``pending`` those that wait for its next start, with
    the reason in libvirt's words, or for a run without ``--no-live``; ``refused`` what libvirt accepted but did not
    keep. ``error`` is why the step failed, ``obstacle`` why it was not begun. ``defined`` and ``power`` say what was
    done although it failed later.
    """

    step: PlannedStep
    outcome: StepOutcome = "not begun"
    obstacle: Obstacle | None = None
    defined: bool = False
    power: str | None = None
    live: list[Change] = field(default_factory=list)
    pending: list[PlannedChange] = field(default_factory=list)
    refused: list[PlannedChange] = field(default_factory=list)
    error: Exception | None = None

    def to_dict(self) -> dict[str, Any]:
        """The result for JSON; no secret is in it."""
        return {
            "kind": self.step.kind,
            "name": self.step.name,
            "outcome": self.outcome,
            "obstacle": self.obstacle,
            "defined": self.defined,
            "power": self.power,
            "live": [change.path for change in self.live],
            "pending": [_planned(planned) for planned in self.pending],
            "refused": [_planned(planned) for planned in self.refused],
            "error": None if self.error is None else str(self.error),
        }


def _planned(planned: PlannedChange) -> dict[str, Any]:
    change = planned.change
    value = None if is_secret_change(change) else json_value(change.new)
    words = {"path": change.path, "when": planned.when, "text": str(planned.words)}
    return {**words, "asked": value, "reason": planned.reason or None}
