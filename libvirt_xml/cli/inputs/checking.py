"""Checks documents: the only module of the command that uses the validator. ``yaml_files`` reads YAML."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from libvirt_xml.cli.exits import UsageError, suggest_or_list, unreadable
from libvirt_xml.cli.inputs.discovery import InputSource
from libvirt_xml.cli.inputs.input_forms import is_yaml, is_yaml_file
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.validation import Validator
    from libvirt_xml.validation.problem import Problem


@dataclass
class Checks:
    """What documents are checked for."""

    libvirt: str | None = None
    schema_dir: str | None = None
    kind: str | None = None
    max_problems: int | None = None
    max_size: int | None = MAX_INPUT
    variables: Mapping[str, str] = field(default_factory=dict)
    """The values of ``${name}`` in YAML."""


@dataclass
class Outcome:
    """The result for one document."""

    source: InputSource
    problems: Sequence[Problem] = ()

    @property
    def name(self) -> str:
        """The document's name, as it is shown."""
        return self.source.name

    @property
    def failure(self) -> str | None:
        """Why it could not be read."""
        return self.source.failure


def check_sources(sources: Sequence[InputSource], checks: Checks, jobs: int = 1) -> Generator[Outcome, None, None]:
    """The outcomes, in the order of the documents. Raises UsageError before the first one for impossible checks.

    If the generator is closed early, its processes finish on their own.
    """
    validator = _make_validator(checks)
    jobs = jobs or _cores()
    files = [source for source in sources if _is_for_others(source)] if jobs > 1 else []
    if jobs > 1 and len(files) > 1:
        return _check_in_processes(sources, files, checks, validator, min(jobs, len(files)))
    return (_check_one(source, checks, validator) for source in sources)


def _is_for_others(source: InputSource) -> bool:
    """Whether another process can check a document: it can read it, and it is XML, which is most of the work."""
    return source.data is None and source.failure is None and not is_yaml_file(source.name)


def _make_validator(checks: Checks) -> Validator:
    from libvirt_xml.errors import SchemaError
    from libvirt_xml.validation import Validator

    try:
        if checks.schema_dir is not None:
            os.listdir(checks.schema_dir)
        validator = Validator(checks.libvirt, schema_dir=checks.schema_dir, max_problems=checks.max_problems)
    except (ValueError, SchemaError) as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        place = error.filename or checks.schema_dir or ""
        if isinstance(error, FileNotFoundError) and place == checks.schema_dir:
            raise UsageError(render("input", "no-schema-folder", folder=place)) from None
        raise UsageError(unreadable(place, error)) from None
    if checks.kind is not None and checks.kind not in validator.kinds:
        advice = suggest_or_list(checks.kind, validator.kinds)
        raise UsageError(render("option", "unknown-kind", kind=checks.kind, advice=advice))
    return validator


def stand_in(checks: Checks) -> str | None:
    """A sentence, if documents are checked for a version older or newer than all known schemas."""
    if checks.libvirt is None or checks.schema_dir is not None:
        return None
    from libvirt_xml.documents import VERSIONS
    from libvirt_xml.validation.libvirt_versions import version_number

    version = version_number(checks.libvirt)
    if version > version_number(VERSIONS[-1]):
        return render("input", "newer-version", version=checks.libvirt, used=VERSIONS[-1])
    if version < version_number(VERSIONS[0]):
        return render("input", "older-version", version=checks.libvirt, used=VERSIONS[0])
    return None


def _check_one(source: InputSource, checks: Checks, validator: Validator) -> Outcome:
    if source.failure is not None:
        return Outcome(source)
    try:
        data = source.read()
    except OSError as error:
        source.failure = unreadable(source.name, error)
        return Outcome(source)
    if is_yaml(source.name, data):
        return Outcome(source, _check_spec(source.name, data, checks))
    return Outcome(source, validator.validate(data, file=source.name, kind=checks.kind))


def _check_spec(name: str, data: bytes, checks: Checks) -> Sequence[Problem]:
    from libvirt_xml.cli.inputs.yaml_files import load_specs

    loaded = load_specs(
        [(name, data)],
        checks.variables,
        libvirt=checks.libvirt,
        schema_dir=checks.schema_dir,
        reads_references=False,
    )
    problems = loaded.problems[: checks.max_problems]
    return [problem if problem.file else replace(problem, file=name) for problem in problems]


def _check_in_processes(
    sources: Sequence[InputSource], files: Sequence[InputSource], checks: Checks, validator: Validator, jobs: int
) -> Generator[Outcome, None, None]:
    from concurrent.futures.process import BrokenProcessPool

    from libvirt_xml.cli.inputs.workers import start_workers
    from libvirt_xml.validation.many import validate_many

    executor = start_workers(jobs)
    is_over = False
    try:
        others = set(map(id, files))
        results = validate_many(
            [source.name for source in files],
            executor=executor,
            libvirt=checks.libvirt,
            schema_dir=checks.schema_dir,
            kind=checks.kind,
            max_problems=checks.max_problems,
            max_size=checks.max_size,
        )
        for source in sources:
            if id(source) not in others:
                yield _check_one(source, checks, validator)
                continue
            result = next(results)
            if result.error is not None:
                source.failure = render("input", "unreadable", path=source.name, reason=result.error)
            yield Outcome(source, result.problems)
        is_over = True
    except BrokenProcessPool:
        raise UsageError(render("input", "dead-process")) from None
    finally:
        executor.shutdown(wait=is_over, cancel_futures=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
