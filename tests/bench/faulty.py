"""What documents with faults cost: one fault each, one in many disks, one in each disk, and all kinds that grow."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise
from time import process_time

from lxml import etree

from libvirt_xml.relaxng.verdict.tree_builder import read_located
from libvirt_xml.validation import validate
from tests.bench.timing import Figure
from tests.sources import SCHEMAS, VERSIONS, document_roots
from tests.validation.faults import make_faults
from tests.validation.growing import GROWING, disks

_MEAN_BUDGET, _MOST_BUDGET = 6.0, 60.0
_ONE_BUDGET = 8.0
_EQUAL_BUDGET, _MORE_BUDGET = 300.0, 2.6
_TREE_BUDGET = 40.0
_GROWTH_BUDGET = 2.6  # time is noisier than the calls and the memory that the tests count
_GROWN = 200
_MANY, _SOME, _MORE = 1_000, 4_096, 10_000


def time_faulty(rounds: int) -> list[Figure]:
    """The lines of the table that are about faulty documents, in CPU time; each is met once before."""
    few = max(3, rounds // 5)
    return [*_time_single(few), *_time_disks(few), _weigh_tree(), _time_growth()]


def _seconds(call: Callable[[], object], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        begin = process_time()
        call()
        best = min(best, process_time() - begin)
    return best


def _time_single(rounds: int) -> list[Figure]:
    """Single faults in libvirt's own domain documents, beside libxml2 on the trees of the documents that they are in.

    libxml2 stops at the first fault, so the base is what it takes for the documents without the faults. Both go over
    all documents in turn, so neither finds the caches warmer than the other.
    """
    roots = document_roots()
    names = ("single faults, second pass", "the slowest of them")
    if not roots:
        return [Figure(name, note="libvirt's own documents are not at hand") for name in names]
    faults = make_faults(roots[0], 200, kinds=["domain"])
    oracle = etree.RelaxNG(file=str(SCHEMAS / VERSIONS[-1] / "domain.rng"))
    trees = [etree.fromstring((roots[0] / fault.source).read_bytes()) for fault in faults]
    calls = [partial(validate, fault.text) for fault in faults]
    _one_by_one(calls)
    bases, passes = [], []
    for _ in range(rounds):
        bases.append(sum(_one_by_one([partial(oracle.validate, tree) for tree in trees])) / len(trees))
        passes.append(_one_by_one(calls))
    mean, slowest = min(map(sum, passes)) / len(calls), max(map(min, zip(*passes, strict=True)))
    return [
        Figure(names[0], mean, mean / min(bases), _MEAN_BUDGET),
        Figure(names[1], slowest, slowest / min(bases), _MOST_BUDGET),
    ]


def _one_by_one(calls: Iterable[Callable[[], object]]) -> list[float]:
    """The seconds of each of some calls, one after the other."""
    gc.collect()
    times = [process_time()]
    for call in calls:
        call()
        times.append(process_time())
    return [later - earlier for earlier, later in pairwise(times)]


def _time_disks(rounds: int) -> list[Figure]:
    middle = range(_MANY // 2, _MANY // 2 + 1)
    one, ten = disks(_MANY, middle), disks(_MORE, range(_MORE))
    equal = disks(_SOME, range(_SOME))
    for text in (disks(_MANY), one, disks(_SOME)):
        validate(text)
    base, found = (_seconds(partial(validate, text), rounds) for text in (disks(_MANY), one))
    valid, every = _seconds(partial(validate, disks(_SOME)), rounds), _seconds(partial(validate, equal), 1)
    more, first = _seconds(partial(validate, ten), 1), _seconds(partial(validate, equal, max_problems=1), rounds)
    return [
        Figure(f"one fault in {_MANY:,} disks", found, found / base, _ONE_BUDGET),
        Figure(f"{_SOME:,} equal faults", every, every / valid, _EQUAL_BUDGET),
        Figure(f"{_MORE:,}, beside {_SOME:,}", more, more / every, _MORE_BUDGET),
        Figure("max_problems=1, beside all", first, first / every),
    ]


def _weigh_tree() -> Figure:
    document = disks(_MANY, range(_MANY)).encode()
    read_located(document)
    gc.collect()
    tracemalloc.start()
    tree = read_located(document)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del tree
    return Figure("tree, bytes by byte", None, size / len(document), _TREE_BUDGET)


def _time_growth() -> Figure:
    """The kind of faulty document whose double takes longest, beside itself."""
    worst, name = 0.0, ""
    gc.collect()
    gc.freeze()  # what other lines have left is not scanned
    for kind, growing in GROWING.items():
        once, twice = growing.make(_GROWN), growing.make(2 * _GROWN)
        validate(once)
        ratio = _seconds(partial(validate, twice), 3) / _seconds(partial(validate, once), 3)
        worst, name = max((worst, name), (ratio, kind))
    gc.unfreeze()
    return Figure(f"doubled: {name}"[:29], None, worst, _GROWTH_BUDGET)
