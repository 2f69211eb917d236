"""Checks documents: the only module of the command that uses the validator. ``yaml_files`` reads YAML."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from libvirt_xml.cli.exits import UsageError, suggest_or_list, unreadable
from libvirt_xml.cli.inputs.discovery import InputSource
from libvirt_xml.cli.inputs.input_forms import is_yaml, is_yaml_file
from libvirt_xml.cli.inputs.several_versions import merge_problems
from libvirt_xml.cli.inputs.targets import NEWEST, Target
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from libvirt_xml.validation import Validator
    from libvirt_xml.validation.many import Result
    from libvirt_xml.validation.problem import Problem
    from libvirt_xml.validation.rules.host_facts.known_host import KnownHost


@dataclass
class Checks:
    """What documents are checked for."""

    targets_of: Callable[[str], tuple[Target, ...]] = lambda path: NEWEST
    """The versions or schemas that a file is checked for."""
    kind: str | None = None
    max_problems: int | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    """The values of ``${name}`` in YAML."""
    read_host: Callable[[Target], KnownHost | None] = lambda target: None
    """Reads what is known of the host of a target. Raises UsageError."""
    _hosts: dict[Target, KnownHost | None] = field(default_factory=dict)

    def host_of(self, target: Target) -> KnownHost | None:
        """What is known of the host of a target, read once. Raises UsageError."""
        if target not in self._hosts:
            self._hosts[target] = self.read_host(target)
        return self._hosts[target]


@dataclass
class Outcome:
    """The result for one document."""

    source: InputSource
    problems: Sequence[Problem] = ()
    fail_on: str = "error"
    """The least severity that makes the run fail."""

    @property
    def name(self) -> str:
        """The document's name, as it is shown."""
        return self.source.name

    @property
    def failure(self) -> str | None:
        """Why it could not be read."""
        return self.source.failure

    def all_problems(self) -> Sequence[Problem]:
        """The problems, that it cannot be read among them."""
        if self.failure is None:
            return self.problems
        from libvirt_xml.validation.problem import Problem

        hint = getattr(self.failure, "hint", None)
        return [Problem("unreadable-file", "error", str(self.failure), self.name, hint=hint), *self.problems]


def check_sources(sources: Sequence[InputSource], checks: Checks, jobs: int = 1) -> Generator[Outcome, None, None]:
    """The outcomes, in the order of the documents. Raises UsageError before the first one for impossible checks.

    If the generator is closed early, its processes finish on their own.
    """
    validators = Validators(checks)
    for target in all_targets(sources, checks):
        validators.of_target(target)
    jobs = jobs or _cores()
    files = [source for source in sources if _is_for_others(source)] if jobs > 1 else []
    if jobs > 1 and len(files) > 1:
        return _check_in_processes(sources, files, checks, validators, min(jobs, len(files)))
    return (check_one(source, checks, validators) for source in sources)


def all_targets(sources: Sequence[InputSource], checks: Checks) -> list[Target]:
    """Everything that some document is checked for."""
    return [*dict.fromkeys(target for source in sources for target in checks.targets_of(source.name))]


def _is_for_others(source: InputSource) -> bool:
    """Whether another process can check a document: it can read it, and it is XML, which is most of the work."""
    return source.data is None and source.failure is None and not is_yaml_file(source.name)


class Validators:
    """A validator for each target, made when it is asked for."""

    def __init__(self, checks: Checks) -> None:
        self._checks = checks
        self._by_target: dict[Target, Validator] = {}

    def of_target(self, target: Target) -> Validator:
        """The validator of a target. Raises UsageError."""
        validator = self._by_target.get(target)
        if validator is None:
            validator = self._by_target[target] = _make_validator(target, self._checks)
            kind = self._checks.kind
            if kind is not None and kind not in validator.kinds:
                advice = suggest_or_list(kind, validator.kinds)
                raise UsageError(render("option", "unknown-kind", kind=kind, advice=advice))
        return validator


def _make_validator(target: Target, checks: Checks) -> Validator:
    from libvirt_xml.errors import SchemaError
    from libvirt_xml.validation import Validator

    folder, host = target.schema_dir, checks.host_of(target)
    try:
        if folder is not None:
            os.listdir(folder)
        return Validator(target.libvirt, folder, checks.max_problems, host=host, select=target.select)
    except (ValueError, SchemaError) as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        place = error.filename or folder or ""
        if isinstance(error, FileNotFoundError) and place == folder:
            raise UsageError(render("input", "no-schema-folder", folder=place)) from None
        raise UsageError(unreadable(place, error)) from None


def stand_in(target: Target) -> str | None:
    """A sentence, if documents are checked for a version older or newer than all known schemas."""
    if target.libvirt is None:
        return None
    from libvirt_xml.documents import VERSIONS
    from libvirt_xml.validation.libvirt_versions import version_number

    version = version_number(target.libvirt)
    if version > version_number(VERSIONS[-1]):
        return render("input", "newer-version", version=target.libvirt, used=VERSIONS[-1])
    if version < version_number(VERSIONS[0]):
        return render("input", "older-version", version=target.libvirt, used=VERSIONS[0])
    return None


def check_one(source: InputSource, checks: Checks, validators: Validators) -> Outcome:
    """The outcome of one document."""
    if source.failure is not None:
        return Outcome(source)
    try:
        data = source.read()
    except OSError as error:
        source.failure = unreadable(source.name, error)
        return Outcome(source)
    targets = checks.targets_of(source.name)
    if is_yaml(source.name, data):
        findings = [_check_spec(source.name, data, checks, target) for target in targets]
    else:
        findings = [
            validators.of_target(target).validate(data, file=source.name, kind=checks.kind) for target in targets
        ]
    return Outcome(source, merge_problems(targets, findings))


def _check_spec(name: str, data: bytes, checks: Checks, target: Target) -> Sequence[Problem]:
    from libvirt_xml.cli.inputs.yaml_files import load_specs

    host = checks.host_of(target)
    loaded = load_specs(
        [(name, data)],
        checks.variables,
        libvirt=target.libvirt if host is None or target.schema_dir else target.libvirt or host.libvirt,
        schema_dir=target.schema_dir,
        host=host,
        select=target.select,
        reads_references=False,
        looks_for_files=True,
    )
    problems = loaded.problems[: checks.max_problems]
    return [problem if problem.file else replace(problem, file=name) for problem in problems]


def _check_in_processes(
    sources: Sequence[InputSource], files: Sequence[InputSource], checks: Checks, validators: Validators, jobs: int
) -> Generator[Outcome, None, None]:
    from concurrent.futures.process import BrokenProcessPool

    from libvirt_xml.cli.inputs.workers import start_workers

    executor = start_workers(jobs)
    is_over = False
    try:
        others = set(map(id, files))
        results = _start(files, checks, executor)
        for source in sources:
            if id(source) not in others:
                yield check_one(source, checks, validators)
                continue
            targets = checks.targets_of(source.name)
            of_file = [next(results[target, source.max_size]) for target in targets]
            if of_file[0].error is not None:
                source.failure = render("input", "unreadable", path=source.name, reason=of_file[0].error)
                yield Outcome(source)
            else:
                yield Outcome(source, merge_problems(targets, [result.problems for result in of_file]))
        is_over = True
    except BrokenProcessPool:
        raise UsageError(render("input", "dead-process")) from None
    finally:
        executor.shutdown(wait=is_over, cancel_futures=True)


def _start(
    files: Sequence[InputSource], checks: Checks, executor: Executor
) -> dict[tuple[Target, int | None], Iterator[Result]]:
    """The results of the files that have a target and a limit in common, in the order of the files."""
    from libvirt_xml.validation.many import validate_many

    names: dict[tuple[Target, int | None], list[str]] = {}
    for source in files:
        for target in checks.targets_of(source.name):
            names.setdefault((target, source.max_size), []).append(source.name)
    return {
        (target, max_size): validate_many(
            of_group,
            executor=executor,
            libvirt=target.libvirt,
            schema_dir=target.schema_dir,
            kind=checks.kind,
            max_problems=checks.max_problems,
            max_size=max_size,
            host=checks.host_of(target),
            select=target.select,
        )
        for (target, max_size), of_group in names.items()
    }


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
