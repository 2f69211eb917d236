"""Measuring: rounds interleaved, the best of several, as ratios within one process."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any, NamedTuple

from lxml import etree


class Task(NamedTuple):
    """One thing to time: a call on each of some inputs, which stand for some documents.

    ``budget`` is the ratio to ``base`` on each of the documents.
    """

    what: str
    call: Callable[[Any], object]
    inputs: list[Any]
    documents: list[Any]
    budget: float | None = None
    base: Callable[[Any], object] = etree.fromstring


class Figure(NamedTuple):
    """One line of the table: the time of one call, and how it compares to the base. No time: it was not run."""

    what: str
    seconds: float | None = None
    ratio: float | None = None
    budget: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``ok`` or ``over`` where there is a budget."""
        if self.budget is None or self.ratio is None:
            return self.note
        return "ok" if self.ratio <= self.budget else "over"


def time_tasks(tasks: list[Task], rounds: int) -> list[Figure]:
    """The figures of tasks, each beside its base over the same documents in the same rounds.

    Whoever comes after a large task finds cold caches, so each round has an order of its own.
    """
    measures = [(task.call, task.inputs) for task in tasks]
    bases = {(id(task.documents), task.base): len(measures) + at for at, task in enumerate(tasks)}
    measures += [(task.base, task.documents) for task in tasks]
    wanted = [*range(len(tasks)), *bases.values()]
    best = [float("inf")] * len(measures)
    chance = random.Random(1)
    for _ in range(rounds):
        for at in chance.sample(wanted, len(wanted)):
            best[at] = min(best[at], one_pass(*measures[at]))
    return [
        Figure(task.what, best[at], best[at] / best[bases[id(task.documents), task.base]], task.budget)
        for at, task in enumerate(tasks)
    ]


def one_pass(call: Callable[[Any], object], inputs: list[Any]) -> float:
    """Seconds of one call, over all inputs; without the garbage collector, as ``timeit`` does it."""
    gc.collect()
    gc.disable()
    try:
        begin = perf_counter()
        for item in inputs:
            call(item)
        return (perf_counter() - begin) / len(inputs)
    finally:
        gc.enable()


def time_start(rounds: int) -> list[Figure]:
    """Whole processes: reading one small document, beside importing lxml."""
    read = "import libvirt_xml; libvirt_xml.Domain.from_xml('<domain type=\"kvm\"><name>a</name></domain>')"
    programs = {"python -c 'import lxml.etree'": "import lxml.etree", "import, one Domain.from_xml": read}
    best = best_runs(programs.values(), rounds)
    base = best[0]
    return [
        Figure(what, seconds, seconds / base, 3.0 if at else None)
        for at, (what, seconds) in enumerate(zip(programs, best, strict=True))
    ]


def time_interleaved(rounds: int, *calls: Callable[[], object]) -> list[float]:
    """The best time of each of some calls, one after another in every round."""
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        for at, call in enumerate(calls):
            best[at] = min(best[at], one_pass(lambda _, call=call: call(), [None]))  # type: ignore[misc]
    return best


def best_runs(programs: Iterable[str], rounds: int) -> list[float]:
    """The best time of each of some programs, a process each."""
    commands = [[sys.executable, "-c", program] for program in programs]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    best = [float("inf")] * len(commands)
    for at_round in range(rounds + 1):
        for at, command in enumerate(commands):
            begin = perf_counter()
            subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
            if at_round:  # the first round writes the .pyc files
                best[at] = min(best[at], perf_counter() - begin)
    return best
