"""Many hosts at once: each is planned or applied by itself, on any executor, with one report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from libvirt_xml.apply.execution.executor import apply_plan, make_plan
from libvirt_xml.apply.execution.held_objects import terms_of
from libvirt_xml.apply.execution.results import StepResult
from libvirt_xml.apply.hosts.host import Host
from libvirt_xml.apply.hosts.host_errors import HostError
from libvirt_xml.apply.planning.host_plan import Consent, HostPlan
from libvirt_xml.apply.planning.wishes import Wish


@dataclass(frozen=True)
class HostJob:
    """What is asked of one host, and what is allowed."""

    uri: str
    wishes: Sequence[Wish]
    allow: Collection[Consent] = ()
    restart: bool = False
    sends_private: bool = False
    timeout: float = 120.0


@dataclass
class HostReport:
    """What came of one host: its plan, the results if it was applied, the error if it could not be asked."""

    uri: str
    plan: HostPlan | None = None
    results: list[StepResult] = field(default_factory=list)
    error: HostError | None = None

    @property
    def is_fine(self) -> bool:
        """Whether it could be asked, nothing is blocked, and nothing failed."""
        is_done = not any(result.outcome in ("failed", "not begun") for result in self.results)
        return self.plan is not None and not self.plan.is_blocked and self.error is None and is_done


def plan_many(jobs: Sequence[HostJob], executor: Executor | None = None) -> Iterator[HostReport]:
    """A report for each host, in the order of the jobs; nothing is changed.

    ``executor`` is any ``concurrent.futures.Executor``: threads are enough, as libvirt is what takes the time.
    Processes must be new ones (``spawn``, ``forkserver``): libvirt does not survive the fork of a process that uses it.
    """
    return map(_plan, jobs) if executor is None else executor.map(_plan, jobs)


def apply_many(jobs: Sequence[HostJob], executor: Executor | None = None) -> Iterator[HostReport]:
    """The same, and carry the plans out. A host that fails stops no other."""
    return map(_apply, jobs) if executor is None else executor.map(_apply, jobs)


def _plan(job: HostJob) -> HostReport:
    return _ask(job, is_applied=False)


def _apply(job: HostJob) -> HostReport:
    return _ask(job, is_applied=True)


def _ask(job: HostJob, *, is_applied: bool) -> HostReport:
    report = HostReport(job.uri)
    try:
        with Host(job.uri) as host:
            terms = terms_of(host, job.allow, restart=job.restart, sends_private=job.sends_private)
            report.plan = make_plan(host, job.wishes, terms)
            if is_applied:
                report.results = apply_plan(host, report.plan, terms, timeout=job.timeout)
    except HostError as error:
        report.error = error
    return report
