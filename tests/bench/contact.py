"""First contact: documents that are read or validated once, in a process of their own, and then a second time.

Run as ``python -m tests.bench.contact read running`` it measures one workload and prints JSON; the table does that.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import thread_time
from typing import Any

from lxml import etree

from libvirt_xml import Domain, Validator
from libvirt_xml.binding.reading import reader
from tests.bench import machines
from tests.bench.samples import find_samples
from tests.bench.timing import Figure
from tests.sources import SCHEMAS, VERSIONS

_WORKLOADS: dict[str, Callable[[], list[bytes]]] = {
    "samples": lambda: find_samples(None).documents,
    "fleet": lambda: machines.fleet(1000),
    "mixed fleet": lambda: machines.mixed_fleet(1000),
    "running guests": lambda: machines.running(1000),
}
_RUNNING = "running guests"
_READ_BUDGET = 3.0
_VERDICT_BUDGET = 0.18
_CHUNK = 20  # documents that are timed together, before it is the other's turn
_REPOSITORY = Path(__file__).parents[2]


def time_contact(rounds: int) -> list[Figure]:
    """The lines of the table: each workload once in a fresh process, and again in the same."""
    return [figure for name in _WORKLOADS for figure in (*_reading(name, rounds), *_verdicts(name, rounds))]


def _reading(name: str, rounds: int) -> list[Figure]:
    found = _runs("read", name, rounds)
    budget = min(_READ_BUDGET if name == _RUNNING else found["events"], found["events"])
    return [
        _figure(f"read {name}, once", found, "first", budget),
        _figure("the same, second pass", found, "second", found["events"]),
        _figure("the same, by events", found, "events", None),
        Figure("the same, peak memory", note=f"{found['memory']:.0f} MB more"),
    ]


def _verdicts(name: str, rounds: int) -> list[Figure]:
    found = _runs("validate", name, rounds)
    return [
        _figure(f"validate {name}, once", found, "first", _VERDICT_BUDGET if name == _RUNNING else None),
        _figure("the same, second pass", found, "second", None),
        Figure("the same, peak memory", note=f"{found['memory']:.0f} MB more"),
    ]


def _figure(what: str, found: dict[str, float], key: str, budget: float | None) -> Figure:
    return Figure(what, found["base"] * found[key], found[key], None if budget is None else round(budget, 2))


def _runs(mode: str, name: str, rounds: int) -> dict[str, float]:
    """The medians of what several processes measure."""
    command = [sys.executable, "-m", "tests.bench.contact", mode, name]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    runs = [
        json.loads(subprocess.run(command, check=True, env=environment, cwd=_REPOSITORY, stdout=subprocess.PIPE).stdout)
        for _ in range(max(3, rounds // 5))
    ]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def _measure_reading(documents: list[bytes]) -> dict[str, float]:
    roots = reader._roots_of(Domain)

    def by_events(document: bytes) -> object:
        return reader._parse(roots, document)

    etree.fromstring(documents[0])
    before = _peak()
    base, first = _beside(etree.fromstring, documents, Domain.from_xml, documents)
    memory = _peak() - before
    _, second = _beside(etree.fromstring, documents, Domain.from_xml, documents)
    _, events = _beside(etree.fromstring, documents, by_events, documents)
    return {"base": base, "first": first, "second": second, "events": events, "memory": memory}


def _measure_verdicts(documents: list[bytes]) -> dict[str, float]:
    oracle = etree.RelaxNG(file=str(SCHEMAS / VERSIONS[-1] / "domain.rng"))
    trees = [etree.fromstring(text) for text in documents]
    is_valid = Validator(VERSIONS[-1]).is_valid
    oracle.validate(trees[0])
    before = _peak()
    base, first = _beside(oracle.validate, trees, is_valid, documents)
    memory = _peak() - before
    _, second = _beside(oracle.validate, trees, is_valid, documents)
    return {"base": base, "first": first, "second": second, "memory": memory}


def _beside(
    base: Callable[[Any], object], of_base: list[Any], call: Callable[[Any], object], inputs: list[Any]
) -> tuple[float, float]:
    """Seconds of the base a document, and the ratio to it, both taking turns at who is first."""
    seconds = [0.0, 0.0]
    for at in range(0, len(inputs), _CHUNK):
        tasks = [(0, base, of_base[at : at + _CHUNK]), (1, call, inputs[at : at + _CHUNK])]
        for which, function, chunk in tasks if at // _CHUNK % 2 else reversed(tasks):
            begin = thread_time()
            for item in chunk:
                function(item)
            seconds[which] += thread_time() - begin
    return seconds[0] / len(inputs), seconds[1] / seconds[0]


def _peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    measure = {"read": _measure_reading, "validate": _measure_verdicts}[sys.argv[1]]
    print(json.dumps(measure(_WORKLOADS[sys.argv[2]]())))
