"""A plan made from a host, and carried out on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from libvirt_xml.apply.execution.domain_execution import DomainExecution
from libvirt_xml.apply.execution.held_objects import held_of
from libvirt_xml.apply.execution.needed_objects import with_needed
from libvirt_xml.apply.execution.network_execution import NetworkExecution
from libvirt_xml.apply.execution.object_execution import ObjectExecution
from libvirt_xml.apply.execution.results import Obstacle, StepResult
from libvirt_xml.apply.execution.unstamped_execution import PoolExecution, SecretExecution
from libvirt_xml.apply.execution.volume_execution import VolumeExecution
from libvirt_xml.apply.hosts.host_errors import UnreachableError
from libvirt_xml.apply.planning.host_plan import HostPlan, PlannedStep
from libvirt_xml.apply.planning.kinds.needs import Need, is_elsewhere, is_too_early, names_of, needs_of
from libvirt_xml.apply.planning.kinds.planner import plan_step
from libvirt_xml.apply.planning.wishes import KINDS, Terms, Wish

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host

_EXECUTIONS: dict[str, type[ObjectExecution]] = {
    "domain": DomainExecution,
    "network": NetworkExecution,
    "secret": SecretExecution,
    "storage_pool": PoolExecution,
    "storage_volume": VolumeExecution,
}


def make_plan(host: Host, wishes: Iterable[Wish], terms: Terms) -> HostPlan:
    """What would be done for some wishes, in the order of need. Nothing is changed. Raises HostError."""
    ordered = sorted(wishes, key=lambda wish: KINDS.index(wish.kind))
    steps = with_needed(host, [plan_step(wish, held_of(host, wish), terms) for wish in ordered])
    return HostPlan(host.uri, terms.libvirt, tuple(sorted(steps, key=lambda step: KINDS.index(step.kind))))


def apply_plan(
    host: Host,
    plan: HostPlan,
    terms: Terms,
    *,
    timeout: float = 120.0,
    is_live: bool = True,
    begin: Callable[[PlannedStep], None] | None = None,
    end: Callable[[StepResult], None] | None = None,
) -> list[StepResult]:
    """Carry a plan out: a result for each step, in its order. Nothing is sent if a step is blocked.

    A step that fails stops those that need it, and the rest goes on; after the connection broke nothing does.
    ``timeout`` is how long a guest may take to shut down, in seconds. ``is_live`` changes running guests too. ``begin``
    is called before each step, ``end`` after it. Ctrl-C ends the step under way; then ``end`` is called for it and for
    all that are left, and KeyboardInterrupt is raised.
    """
    if plan.is_blocked:
        return [StepResult(step, "blocked" if step.blocks else "not begun") for step in plan.steps]
    run = partial(_run, host, terms=terms, timeout=timeout, is_live=is_live)
    results: list[StepResult] = []
    try:
        for result in _results(plan, run, begin):
            results.append(result)
            if end is not None:
                end(result)
    except KeyboardInterrupt:
        for step in plan.steps[len(results) :]:
            if end is not None:
                end(StepResult(step, "not begun", "interrupt"))
        raise
    return results


def _run(host: Host, step: PlannedStep, *, terms: Terms, timeout: float, is_live: bool) -> StepResult:
    return _EXECUTIONS.get(step.kind, ObjectExecution)(host, step, terms, timeout, is_live=is_live).run()


def _results(
    plan: HostPlan, run: Callable[[PlannedStep], StepResult], begin: Callable[[PlannedStep], None] | None
) -> Iterator[StepResult]:
    obstacles: dict[Need, Obstacle] = {}  # of what was not done, by name
    elsewhere = {name for step in plan.steps if is_elsewhere(step) for name in names_of(step)}
    is_connected = True
    for step in plan.steps:
        met: set[Obstacle] = {obstacles[need] for need in needs_of(step) if need in obstacles}
        if is_too_early(step, elsewhere):
            met.add("restart")
        if met or not is_connected:
            obstacle = min(met) if is_connected else "connection"  # what failed counts more than what waits
            obstacles |= dict.fromkeys(names_of(step), obstacle)
            yield StepResult(step, "not begun", obstacle)
            continue
        if begin is not None:
            begin(step)
        result = run(step)
        if result.outcome == "failed":
            obstacles |= dict.fromkeys(names_of(step), "need")
            is_connected = not isinstance(result.error, UnreachableError)
        yield result
        if result.outcome == "interrupted":
            raise KeyboardInterrupt
