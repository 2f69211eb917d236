"""One list of the problems that a document has for several libvirt versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from libvirt_xml.cli.inputs.targets import Target

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_IDLE = "unused-ignore"  # a comment is unused only if no version uses it


def merge_problems(targets: Sequence[Target], findings: Sequence[Sequence[Problem]]) -> Sequence[Problem]:
    """The problems for each target in the order of their places, those that are the same only once.

    Each says which versions have it, unless there is only one target.
    """
    if len(targets) == 1:
        return findings[0]
    versions: dict[tuple[object, ...], list[str]] = {}
    problems: dict[tuple[object, ...], Problem] = {}
    for target, problems_of_one in zip(targets, findings, strict=True):
        version = str(target.libvirt)
        for key, problem in _keyed(problems_of_one, version):
            problems.setdefault(key, problem)
            versions.setdefault(key, []).append(version)
    merged = [replace(problem, libvirt=tuple(versions[key])) for key, problem in problems.items()]
    return sorted(
        (problem for problem in merged if problem.code != _IDLE or len(problem.libvirt) == len(targets)),
        key=lambda problem: (problem.line or 0, problem.column or 0),
    )


def _keyed(problems: Sequence[Problem], version: str) -> Iterator[tuple[tuple[object, ...], Problem]]:
    """The problems with what makes two of them the same, whatever version the sentence names."""
    known: Counter[tuple[object, ...]] = Counter()
    for problem in problems:
        sentence = problem.message.replace(version, "")
        key = (problem.code, problem.severity, problem.line, problem.column, problem.path, sentence)
        known[key] += 1
        yield (*key, known[key]), problem
