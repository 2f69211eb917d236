"""Print one table of times and ratios beside their budgets. The exit status is 0 whatever the figures are."""

from __future__ import annotations

import argparse
import copy
import json
import statistics
from xml.etree import ElementTree

from lxml import etree

from libvirt_xml import Domain
from tests.bench import peer
from tests.bench.contact import time_contact
from tests.bench.editing_files import time_editing
from tests.bench.expanding import time_expanding
from tests.bench.faulty import time_faulty
from tests.bench.large import time_large
from tests.bench.reading import time_unseen
from tests.bench.samples import Samples, count_elements, find_samples
from tests.bench.timing import Figure, Task, time_start, time_tasks
from tests.bench.validating import time_command, time_validation
from tests.bench.way_back import time_way_back

_READ_BUDGET = 3.0
_WRITE_BUDGET = 1.7


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="best of how many (default: 15)")
    parser.add_argument("--documents", type=int, metavar="N", help="time N documents only")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    samples = find_samples(options.documents)
    figures = measure(samples.documents, options.rounds)
    print(_as_json(samples, figures) if options.json else _as_table(samples, figures))


def measure(documents: list[bytes], rounds: int) -> list[Figure]:
    """All lines of the table."""
    for text in documents:  # what is met again is remembered
        Domain.from_xml(text)
    domains = [Domain.from_xml(text) for text in documents]
    trees = [etree.fromstring(text) for text in documents]
    peers, absent = peer.make_tasks(documents)
    tasks = [
        Task("lxml.etree.fromstring", etree.fromstring, documents, documents),
        Task("Domain.from_xml", Domain.from_xml, documents, documents, _READ_BUDGET),
        Task("Domain.to_xml", Domain.to_xml, domains, documents, _WRITE_BUDGET),
        Task("the same beside lxml.etree.tostring", Domain.to_xml, domains, trees, base=etree.tostring),
        Task("the same, made in Python", Domain.to_xml, copy.deepcopy(domains), documents),
        Task("ElementTree.fromstring", ElementTree.fromstring, documents, documents),
        *peers,
    ]
    timed = time_tasks(tasks, rounds)
    return [
        *timed[:2],
        time_unseen(documents, max(3, rounds // 3)),
        *timed[2:],
        *absent,
        *time_contact(rounds),
        *time_large(rounds),
        *time_start(rounds),
        *time_validation(documents, rounds),
        *time_command(rounds),
        *time_editing(rounds),
        *time_expanding(rounds),
        *time_way_back(rounds),
        *time_faulty(rounds),
    ]


def _describe(samples: Samples) -> str:
    documents = samples.documents
    elements = statistics.mean(map(count_elements, documents))
    size = statistics.mean(map(len, documents)) / 1000
    return f"{len(documents)} domain documents ({samples.origin}), {elements:.0f} elements, {size:.1f} kB on average"


def _as_table(samples: Samples, figures: list[Figure]) -> str:
    """::

    what                             us     ratio  budget
    lxml.etree.fromstring          18.5      1.00
    Domain.from_xml                50.1      2.71     3.0  ok
    """
    lines = [_describe(samples), "", f"{'what':36}{'us':>10}{'ratio':>9}{'budget':>9}  verdict"]
    for figure in figures:
        seconds = "" if figure.seconds is None else f"{figure.seconds * 1e6:.1f}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        budget = "" if figure.budget is None else f"{figure.budget:g}"
        lines.append(f"{figure.what:36}{seconds:>10}{ratio:>9}{budget:>9}  {figure.verdict}".rstrip())
    return "\n".join(lines)


def _as_json(samples: Samples, figures: list[Figure]) -> str:
    shown = [{**figure._asdict(), "verdict": figure.verdict} for figure in figures]
    return json.dumps({"documents": _describe(samples), "figures": shown}, indent=2)


if __name__ == "__main__":
    main()
