"""Asking a libvirt that may die of a document, or never answer."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.real.rules.asking.daemons import Asked, started
from tests.sources import REPOSITORY

Stage = Literal["define", "native", "start"]

_DEFINE: tuple[Stage, ...] = ("define",)
_LIMITS: dict[Stage, float] = {"define": 5.0, "native": 5.0, "start": 20.0}
_PATIENCE = 90.0  # a new daemon asks each emulator what it can
TEST_DRIVER = "test:///default"


class Lost(Exception):
    """The daemon died of the document, or did not answer in time; it runs again."""


@dataclass(frozen=True)
class Answer:
    """What libvirt says of a document."""

    refused: str | None
    """Its words; None if it takes the document."""
    stage: str | None
    """Where it refused the document: ``define``, ``native``, ``start``; ``unknown`` if it cannot be asked of these."""
    dump: str = ""
    """What it made of the document, once defined."""


@dataclass
class Oracle:
    """A libvirt to ask. ``daemon`` is what is started again when a document ends it; none for the test driver."""

    daemon: Asked | None
    version: str = ""
    arches: frozenset[str] = frozenset()
    """The architectures that it has emulators for."""
    lost: list[str] = field(default_factory=list)
    """The documents that ended it."""
    _asked: subprocess.Popen[str] | None = None

    def ask(self, document: str, stages: Collection[Stage] = _DEFINE, beside: Sequence[str] = ()) -> Answer:
        """What it says, while other objects are there. Raises Lost: the document is neither refused nor accepted."""
        process = self._process()
        try:
            self._write(process, {"document": document, "stages": list(stages), "beside": list(beside)})
            reply = self._read(process, sum(_LIMITS[stage] for stage in stages) + len(beside) * _LIMITS["define"])
        except Lost:
            self.lost.append(document)
            self.end()
            if self.daemon is not None:
                self.daemon.restart()
            raise
        return Answer(reply["refused"], reply["stage"], reply.get("dump", ""))

    def end(self) -> None:
        """End the process that asks."""
        if self._asked is not None:
            self._asked.kill()
            self._asked.wait(10)
            self._asked = None

    def _process(self) -> subprocess.Popen[str]:
        if self._asked is None:
            where = (
                (TEST_DRIVER, "/images")
                if self.daemon is None
                else (self.daemon.uri, str(self.daemon.folder / "images"))
            )
            command = [sys.executable, "-m", "tests.real.rules.asking.asked", *where]
            pipe = subprocess.PIPE
            self._asked = subprocess.Popen(
                command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
            )
            greeting = self._read(self._asked, _PATIENCE)
            number, self.arches = greeting["version"], frozenset(greeting["arches"])
            self.version = f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
        return self._asked

    @staticmethod
    def _write(process: subprocess.Popen[str], question: dict[str, Any]) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise Lost from None

    @staticmethod
    def _read(process: subprocess.Popen[str], limit: float) -> dict[str, Any]:
        """The next line. Raises Lost."""
        assert process.stdout is not None
        is_there, _, _ = select.select([process.stdout], [], [], limit)
        line = process.stdout.readline() if is_there else ""
        if not line:
            raise Lost
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def opened(tree: Path | None = None) -> Iterator[Oracle]:
    """This machine's libvirt with QEMU, or a tree's, for a while. Raises Missing."""
    with started(tree) as daemon:
        yield from _opened(daemon)


@contextmanager
def opened_without_hypervisor() -> Iterator[Oracle]:
    """libvirt without a hypervisor: what it refuses, every driver does."""
    yield from _opened(None)


def _opened(daemon: Asked | None) -> Iterator[Oracle]:
    oracle = Oracle(daemon)
    try:
        oracle._process()
        yield oracle
    finally:
        oracle.end()
