"""One list of the problems that a document has for several libvirt versions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
        for key, problem in _keyed(problems_of_one):
            problems.setdefault(key, problem)
            versions.setdefault(key, []).append(version)
    merged = [replace(problem, libvirt=tuple(versions[key])) for key, problem in problems.items()]
    return sorted(
        (problem for problem in merged if problem.code != _IDLE or len(problem.libvirt) == len(targets)),
        key=lambda problem: (problem.line or 0, problem.column or 0),
    )


def _keyed(problems: Sequence[Problem]) -> Iterator[tuple[tuple[object, ...], Problem]]:
    """The problems with what makes two of them the same, whatever version their sentences name."""
    known: Counter[tuple[object, ...]] = Counter()
    for problem in problems:
        sentence = json.dumps(_without_version(problem.parameters)) if problem.variant else problem.message
        place = (problem.line, problem.column, problem.path)
        key = (problem.code, problem.severity, *place, problem.variant, sentence)
        known[key] += 1
        yield (*key, known[key]), problem


def _without_version(parameters: object) -> object:
    """What a sentence was made of, without the version that a document was checked for."""
    if isinstance(parameters, Mapping):
        return {name: _without_version(part) for name, part in parameters.items() if name != "libvirt"}
    return [*map(_without_version, parameters)] if isinstance(parameters, tuple) else parameters
