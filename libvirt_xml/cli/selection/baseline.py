"""A baseline: the known problems of a project, which are not reported again."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from libvirt_xml.cli.exits import UsageError, reason_unwritten, system_reason
from libvirt_xml.cli.inputs.globs import relative
from libvirt_xml.cli.inputs.limiting import read_file
from libvirt_xml.cli.selection.renames import PlacedCodes, RenamedFiles
from libvirt_xml.messages import hint_of, render

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_KEYS = ("file", "code", "path")
_VERSION = 2
_OLDER = 1  # held messages, and paths with positions
_POSITION = re.compile(r"\[[0-9]+\](?=[/.\[]|$)")
Fingerprint = tuple[str, str, str]
"""File relative to the baseline's folder, code, path: what stays the same if lines, siblings and wording change."""


class Baseline:
    """Known problems, each with its number."""

    def __init__(self, file: str, known: Counter[Fingerprint], *, is_to_be_written: bool = False) -> None:
        self.file = file
        self._takes_all = is_to_be_written
        self._folder = os.path.dirname(file) or "."
        self._known = known
        self._left = Counter(known)
        self._seen: Counter[Fingerprint] = Counter()
        self._checked: set[str] = set()
        self._listed = {file for file, _, _ in known}
        self._renamed: RenamedFiles | None = None
        self.renamed = 0
        """The number of checked files that are listed under another name, which no file has any more."""

    def new_ones(self, name: str, problems: Sequence[Problem]) -> list[Problem]:
        """The problems of a file that are not known."""
        file = relative(name, self._folder)
        self._checked.add(file)
        fingerprints = [_fingerprint(file, problem) for problem in problems]
        if fingerprints and file not in self._listed and not self._takes_all:
            self._follow(file, fingerprints)
        return [
            problem
            for problem, fingerprint in zip(problems, fingerprints, strict=True)
            if not self._is_known(fingerprint)
        ]

    def _follow(self, file: str, fingerprints: Iterable[Fingerprint]) -> None:
        """Know the problems of a file that was renamed since the baseline was written."""
        if self._renamed is None:
            self._renamed = RenamedFiles(self._of_gone_files())
        taken = self._renamed.take(file, Counter((code, path) for _, code, path in fingerprints))
        if taken is None:
            return
        former, places = taken
        self.renamed += 1
        for code, path in places:
            self._left[file, code, path] = self._left.pop((former, code, path))

    def _of_gone_files(self) -> dict[str, PlacedCodes]:
        gone = {file: PlacedCodes() for file in sorted(self._listed) if not self._exists(file)}
        for (file, code, path), number in self._known.items():
            if file in gone:
                gone[file][code, path] = number
        return gone

    def _exists(self, file: str) -> bool:
        return os.path.exists(os.path.join(self._folder, file))

    def _is_known(self, fingerprint: Fingerprint) -> bool:
        self._seen[fingerprint] += 1
        if self._takes_all:
            return True
        if self._left[fingerprint] <= 0:
            return False
        self._left[fingerprint] -= 1
        return True

    def stale(self) -> int:
        """The number of known problems that are gone from the checked files."""
        return sum(number for fingerprint, number in self._left.items() if fingerprint[0] in self._checked)

    def save(self, *, is_atomic: bool = True) -> int:
        """Write the current problems, and keep those of existing files that were not checked; the number of both."""
        kept = Counter(
            {
                fingerprint: number
                for fingerprint, number in self._known.items()
                if fingerprint[0] not in self._checked and self._exists(fingerprint[0])
            }
        )
        everything = self._seen + kept
        _write(self.file, everything, is_atomic=is_atomic)
        return everything.total()


def _fingerprint(file: str, problem: Problem) -> Fingerprint:
    return (file, problem.code, _without_positions(problem.path or ""))


def _without_positions(path: str) -> str:
    """``/domain/devices/disk/target`` for ``/domain/devices/disk[2]/target``."""
    return _POSITION.sub("", path)


def load_baseline(file: str, *, is_to_be_written: bool = False) -> Baseline:
    """The baseline in a file; one that is to be written accepts every problem. Raises UsageError."""
    import json

    try:
        document = json.loads(read_file(file))
        known: Counter[Fingerprint] = Counter()
        for fingerprint, number in _entries(document):
            known[fingerprint] += number
        return Baseline(file, known, is_to_be_written=is_to_be_written)
    except FileNotFoundError:
        if is_to_be_written:
            return Baseline(file, Counter(), is_to_be_written=True)
        raise UsageError(render("baseline", "missing", file=file)) from None
    except OSError as error:
        raise UsageError(render("baseline", "unreadable", file=file, reason=system_reason(error))) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(render("baseline", "invalid", file=file)) from None


def _entries(document: Any) -> Iterator[tuple[Fingerprint, int]]:
    if document["version"] not in (_OLDER, _VERSION):
        raise ValueError("another version")
    for entry in document["problems"]:
        file, code, path = (entry[key] for key in _KEYS)
        if not all(isinstance(part, str) for part in (file, code, path)) or type(entry["count"]) is not int:
            raise TypeError("not an entry")
        yield (file, code, _without_positions(path)), entry["count"]


def _write(file: str, known: Counter[Fingerprint], *, is_atomic: bool) -> None:
    import json

    from libvirt_xml.editing.files.file_writing import replace_file

    problems = [
        {**dict(zip(_KEYS, fingerprint, strict=True)), "count": number} for fingerprint, number in sorted(known.items())
    ]
    text = json.dumps({"version": _VERSION, "problems": problems}, indent=2) + "\n"
    try:
        replace_file(file, text.encode(), is_atomic=is_atomic)
    except OSError as error:
        reason = reason_unwritten(file, error)
        unwritable = render("baseline", "unwritable", file=file, reason=reason, advice=hint_of(reason))
        raise UsageError(unwritable) from None
