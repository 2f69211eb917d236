"""What rules cost beside the verdict: where none is a candidate, at worst, in a fresh process, where all is new."""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter, process_time

from lxml import etree

from libvirt_xml.relaxng.verdict.by_events import judge
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.rules.rulebook import Rulebook, rulebook
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import each_element, read_things
from libvirt_xml.validation.validator import Validator
from tests.bench.timing import Figure
from tests.sources import VERSIONS

_NEWEST = VERSIONS[-1]
_CLEAN_BUDGET = 0.33
_ACCEPTED_BUDGET = 0.5  # with the sentences of what is wrong in them
_NO_CANDIDATE_BUDGET = 1.25  # the aim is 1.2, which is what is reached
_SLOWEST_BUDGET = 3.0
_FIRST_PASS_BUDGET = 6.0
_NEW_MASK_BUDGET = 0.7


def time_rules(documents: list[bytes], rounds: int, oracle: etree.RelaxNG, libxml2: float) -> list[Figure]:
    """The lines of the table that are about rules; ``libxml2`` is what its verdict on one document takes.

    Documents with problems are left out where their reports would be what takes the time.
    """
    schema_alone, with_rules = Validator(_NEWEST, rules=False), Validator(_NEWEST)
    for text in documents * 2:  # what comes a second time is remembered
        with_rules.validate(text)
    accepted = [text for text in documents if schema_alone.is_valid(text)]
    valid = [text for text in accepted if not with_rules.validate(text)]
    quiet = [text for text in valid if _has_no_candidate(rulebook(_NEWEST), text)]
    trees = {text: etree.fromstring(text) for text in accepted}
    beside_libxml2 = _PairedTimes(lambda text: oracle.validate(trees[text]), with_rules.validate, max(2, rounds // 3))
    pairs = _PairedTimes(schema_alone.is_valid, with_rules.validate, rounds)
    first_pass = _time_first_pass(documents, max(2, rounds // 5))
    new_mask = _time_new_masks(rulebook(_NEWEST), valid, max(2, rounds // 5))
    return [
        beside_libxml2.in_all("the same, of what the schema accepts", accepted, _ACCEPTED_BUDGET),
        beside_libxml2.in_all("the same, of what has no problem", valid, _CLEAN_BUDGET),
        pairs.in_all("no rule is a candidate, over verdict", quiet, _NO_CANDIDATE_BUDGET),
        pairs.slowest("the slowest of them, over verdict", valid, _SLOWEST_BUDGET),
        Figure("first pass in a fresh process", first_pass, first_pass / libxml2, _FIRST_PASS_BUDGET),
        Figure("candidates of a mask never met", new_mask, new_mask / libxml2, _NEW_MASK_BUDGET),
    ]


def _has_no_candidate(rules: Rulebook, text: bytes) -> bool:
    grammars, glance = shipped(_NEWEST), rules.glance()
    verdict = judge(grammars.automaton, grammars.roots, text, glance)
    return verdict.is_regular and glance.is_whole and not glance.candidates()


class _PairedTimes:
    """Best times of two calls on the same documents, one after the other, as the machine may be busy."""

    def __init__(self, base: Callable[[bytes], object], call: Callable[[bytes], object], rounds: int) -> None:
        self._calls = base, call
        self._rounds = rounds

    def _best(self, text: bytes) -> tuple[float, float]:
        best = [float("inf")] * 2
        gc.disable()  # as ``timeit`` does it
        for _ in range(self._rounds):
            for at, call in enumerate(self._calls):
                begin = perf_counter()
                call(text)
                best[at] = min(best[at], perf_counter() - begin)
        gc.enable()
        return best[0], best[1]

    def in_all(self, what: str, documents: list[bytes], budget: float) -> Figure:
        """The mean of all documents."""
        if not documents:
            return Figure(what, note="no such document")
        times = [self._best(text) for text in documents]
        base, call = (sum(column) for column in zip(*times, strict=True))
        return Figure(what, call / len(documents), call / base, budget)

    def slowest(self, what: str, documents: list[bytes], budget: float) -> Figure:
        """The document for which the second call takes most, measured by the first."""
        base, call = max(map(self._best, documents), key=lambda times: times[1] / times[0])
        return Figure(what, call, call / base, budget)


def _time_new_masks(rules: Rulebook, documents: list[bytes], rounds: int) -> float:
    """Seconds to tell the candidates of a document whose combination of tokens was never met."""
    masks = [_mask_of(rules, text) for text in documents]
    best = float("inf")
    for at_round in range(rounds):
        begin = process_time()
        for at, mask in enumerate(masks, at_round * len(masks)):
            rules.gate.candidates(mask | ((at + 1) << _NO_TOKEN))
        best = min(best, process_time() - begin)
    return best / len(masks)


_NO_TOKEN = 2_000
"""Bits from this one on stand for no token, so that a mask with a number there is new."""


def _mask_of(rules: Rulebook, text: bytes) -> int:
    mask = 0

    def add(thing: Thing) -> None:
        nonlocal mask
        mask |= rules.gate.tokens.of_element(thing.name, thing.attributes, thing.text, is_open=bool(thing.children))[0]

    each_element(read_things(text), add)
    return mask


_FIRST_PASS = """\
import pickle, sys, time
documents = pickle.load(sys.stdin.buffer)
begin = time.process_time()
from libvirt_xml.validation.validator import Validator
validate = Validator(sys.argv[1]).validate
for text in documents:
    validate(text)
print((time.process_time() - begin) / len(documents))
"""


def _time_first_pass(documents: list[bytes], rounds: int) -> float:
    """Seconds of one document where a process has seen none, with its share of imports and of making the rules."""
    command = [sys.executable, "-c", _FIRST_PASS, _NEWEST]
    given = pickle.dumps(documents)
    return min(
        float(subprocess.run(command, input=given, capture_output=True, check=True).stdout) for _ in range(rounds)
    )
