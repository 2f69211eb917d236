"""What validation costs beside libxml2 and jing: seen and unseen structure, loading, a whole process."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from time import perf_counter

from lxml import etree

from libvirt_xml.markup.regular import pieces
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.compiled import CompiledGrammars
from libvirt_xml.validation.grammars import Grammars, shipped
from libvirt_xml.validation.validator import Validator
from tests.bench.asking_rules import time_rules
from tests.bench.timing import Figure
from tests.sources import SCHEMAS, VERSIONS
from tests.validation.reports import ToolAbsent, jing_jar

_NEWEST = VERSIONS[-1]
_WARM_BUDGET = 0.33
_UNSEEN_BUDGET = 0.6
_RULES_BUDGET = 0.65  # the aim is 0.33: see docs/decisions/022-rules-are-data.md
_LOAD_BUDGET = 0.010
_GRAMMARS = Path(__file__).parents[2] / "libvirt_xml" / "grammars"


def time_validation(documents: list[bytes], rounds: int) -> list[Figure]:
    """The lines of the table that are about validation; ratios to libxml2 on trees that are parsed already."""
    oracle = etree.RelaxNG(file=str(SCHEMAS / _NEWEST / "domain.rng"))
    trees = [etree.fromstring(text) for text in documents]
    libxml2 = partial(_seconds, oracle.validate, trees)
    with_rules = Validator(_NEWEST)
    warm = _interleaved(
        rounds,
        libxml2,
        lambda: _seconds(Validator(_NEWEST).is_valid, documents),
        lambda: _seconds(with_rules.validate, documents),
    )
    first, second = documents[::2], documents[1::2]
    unseen = _interleaved(
        max(3, rounds // 5), lambda: _seconds(oracle.validate, trees[1::2]), lambda: _unseen(first, second)
    )
    return [
        Figure("RelaxNG.validate, parsed tree", warm[0], 1.0),
        Figure("Validator.is_valid, text", warm[1], warm[1] / warm[0], _WARM_BUDGET),
        Figure("Validator.validate, with all rules", warm[2], warm[2] / warm[0], _RULES_BUDGET),
        *time_rules(documents, rounds, oracle, warm[0]),
        Figure("Validator.is_valid, unseen half", unseen[1], unseen[1] / unseen[0], _UNSEEN_BUDGET),
        _time_loading(rounds),
        *_time_jing(documents, warm[1]),
    ]


def _interleaved(rounds: int, *measures: Callable[[], float]) -> list[float]:
    best = [float("inf")] * len(measures)
    for at_round in range(rounds + 1):
        for at, measure in enumerate(measures):
            seconds = measure()
            if at_round:  # the first round warms up
                best[at] = min(best[at], seconds)
    return best


def _seconds(call: Callable[[object], object], inputs: Iterable[object]) -> float:
    """Seconds of one call; without the garbage collector, as ``timeit`` does it."""
    items = list(inputs)
    gc.collect()
    gc.disable()
    try:
        begin = perf_counter()
        for item in items:
            call(item)
        return (perf_counter() - begin) / len(items)
    finally:
        gc.enable()


def _unseen(first: list[bytes], second: list[bytes]) -> float:
    """Seconds of one document of the second half, where only the first half has been met."""
    shipped.cache_clear()
    pieces.forget()
    validator = Validator(_NEWEST)
    for text in first:
        validator.is_valid(text)
    return _seconds(validator.is_valid, second)


def _time_loading(rounds: int) -> Figure:
    def load(path: Path) -> float:
        begin = perf_counter()
        patterns = Patterns()
        Grammars(CompiledGrammars(path.read_bytes(), patterns), patterns).first_candidate("domain")
        return perf_counter() - begin

    slowest = max(min(load(path) for _ in range(rounds)) for path in sorted(_GRAMMARS.glob("[0-9]*.json")))
    verdict = "ok" if slowest <= _LOAD_BUDGET else "over"
    return Figure("loading a grammar set", slowest, note=f"budget {_LOAD_BUDGET * 1000:.0f} ms: {verdict}")


def _time_jing(documents: list[bytes], ours: float) -> list[Figure]:
    name = "jing, one process for all files"
    try:
        jar = jing_jar()
    except ToolAbsent as error:
        return [Figure(name, note=str(error))]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{at}.xml" for at in range(len(documents))]
        for path, text in zip(paths, documents, strict=True):
            path.write_bytes(text)
        command = ["java", "-jar", str(jar), "-i", str(SCHEMAS / _NEWEST / "domain.rng"), *map(str, paths)]
        begin = perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        seconds = (perf_counter() - begin) / len(documents)
    return [Figure(name, seconds, note=f"{seconds / ours:.1f} times ours")]


# What is reached, with some room: 2.0 and 2.8 date from before there were rules.
_COMMAND_BUDGETS = {"one file": 4.0, "one file that breaks a rule": 4.8, "one faulty file": 5.2}
_COMMAND_FILES = {
    "one file": "<domain type='kvm'><name>a</name><memory>1</memory><os><type>hvm</type></os></domain>",
    "one file that breaks a rule": "<domain type='kvm'><name>a</name><memory>1</memory></domain>",
    "one faulty file": "<domain type='kvm'><name>a</name><memory>1</memory><devices><disk type='file'>"
    "<targett dev='vda' bus='virtio'/></disk></devices></domain>",
}


def time_command(rounds: int) -> list[Figure]:
    """A whole process that validates one small file, beside importing lxml."""
    with tempfile.TemporaryDirectory() as folder:
        commands = [[sys.executable, "-c", "import lxml.etree"]]
        for name, text in _COMMAND_FILES.items():
            path = Path(folder) / f"{name}.xml"
            path.write_text(text, "utf-8")
            commands.append([sys.executable, "-m", "libvirt_xml.cli", "validate", "--no-config", str(path)])
        base, *best = _interleaved(rounds, *(partial(_run, command) for command in commands))
    return [
        Figure(f"libvirt-xml validate, {name}", seconds, seconds / base, _COMMAND_BUDGETS[name])
        for name, seconds in zip(_COMMAND_FILES, best, strict=True)
    ]


def _run(command: list[str]) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = perf_counter()
    subprocess.run(command, check=False, env=environment, capture_output=True)
    return perf_counter() - begin
