"""Validating many files, here or wherever an executor runs."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.messages import render
from libvirt_xml.validation.functions import _validator
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.rules.host_facts.known_host import KnownHost

_BATCH = 32  # files a task: enough to outweigh what handing over a task costs
_AHEAD = 32  # tasks handed over and not yet asked for


@dataclass(frozen=True, slots=True)
class Result:
    """What validating one file gave."""

    path: str
    problems: tuple[Problem, ...] = ()
    error: str | None = None
    """Why the file could not be read."""


@dataclass(frozen=True, slots=True)
class _Settings:
    libvirt: str | None
    schema_dir: str | None
    kind: str | None
    max_problems: int | None
    max_size: int | None
    host: KnownHost | None
    select: frozenset[str]


def validate_many(
    paths: Iterable[str | Path],
    *,
    executor: Executor | None = None,
    libvirt: str | None = None,
    schema_dir: str | Path | None = None,
    kind: str | None = None,
    max_problems: int | None = None,
    max_size: int | None = MAX_INPUT,
    host: KnownHost | None = None,
    select: Collection[str] = (),
) -> Iterator[Result]:
    """The results of files, in the order of ``paths``, each as soon as it and those before it are there.

    With an ``executor`` (of processes, threads, or a cluster such as Dask's ``Client.get_executor()``) the files are
    read and checked by it; paths are taken and results kept only a bounded number ahead of what is asked for. Without
    one they are checked here. ``select`` are the codes and groups of rules that are off otherwise. A file of more than
    ``max_size`` bytes has an error as its result. Raises ValueError for an unknown version or kind, SchemaError for
    broken schemas.
    """
    folder = None if schema_dir is None else str(schema_dir)
    settings = _Settings(libvirt, folder, kind, max_problems, max_size, host, frozenset(select))
    validator = _validator(libvirt, folder, max_problems, host, settings.select)
    if kind is not None and kind not in validator.kinds:
        raise ValueError(render("validation", "kind", kind=kind, known=validator.kinds))
    names = map(str, paths)
    return _here(names, settings) if executor is None else _by(executor, names, settings)


def _here(names: Iterator[str], settings: _Settings) -> Iterator[Result]:
    for name in names:
        yield _validated(name, settings)


def _by(executor: Executor, names: Iterator[str], settings: _Settings) -> Iterator[Result]:
    pending: deque[Future[list[Result]]] = deque()
    try:
        while True:
            while len(pending) < _AHEAD and (batch := list(islice(names, _BATCH))):
                pending.append(executor.submit(_batch, batch, settings))
            if not pending:
                return
            yield from pending.popleft().result()
    finally:
        for future in pending:
            future.cancel()


def _batch(names: list[str], settings: _Settings) -> list[Result]:
    return [_validated(name, settings) for name in names]


def _validated(name: str, settings: _Settings) -> Result:
    validator = _validator(settings.libvirt, settings.schema_dir, settings.max_problems, settings.host, settings.select)
    try:
        return Result(name, tuple(validator.validate_file(name, kind=settings.kind, max_size=settings.max_size)))
    except ParseError as error:
        return Result(name, error=error.message)
    except OSError as error:
        return Result(name, error=error.strerror or str(error))
