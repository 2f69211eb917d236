"""One pass over a document of the corpus: everything that must hold of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree

import libvirt_xml
from libvirt_xml import Element
from tests.comparison import difference
from tests.corpus import fragments
from tests.corpus.data import foreign_roots

Claim = str
"""``reads``, ``equal``, ``same``, ``valid`` or ``known``: which claim a failure is about."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document of which a claim does not hold: the file, where in it, and what is wrong."""

    file: str
    claim: Claim
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.claim}: {self.path}: {self.message}"


@dataclass(slots=True)
class Report:
    """What a folder held."""

    kinds: Counter[str] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    touched: set[tuple[str, str]] = field(default_factory=set)
    malformed: int = 0
    valid: int = 0


@cache
def report_of(root: Path, directory: str) -> Report:
    """All files of one folder, checked once."""
    report = Report()
    for path in sorted((root / directory).glob("*.xml")):
        if path.is_file():
            _check_file(path, f"{directory}/{path.name}", directory, report)
    return report


def _check_file(path: Path, file: str, directory: str, report: Report) -> None:
    source = path.read_bytes()
    try:
        original = etree.fromstring(source)
    except etree.XMLSyntaxError:
        report.malformed += 1
        if not _is_refused(source):
            report.failures.append(Failure(file, "reads", "/", "reads, though it is not well-formed"))
        return
    tag = str(original.tag)
    if tag in foreign_roots():
        report.foreign[tag] += 1
        return
    try:
        found = fragments.read(source, tag, directory)
    except libvirt_xml.ParseError as error:
        report.failures.append(Failure(file, "reads", f"/{tag}", str(error)))
        return
    report.kinds[type(found).__name__] += 1
    report.touched.update((type(each).__name__, name) for _, each in found.walk() for name in each.__dict__)
    is_valid, failures = _check(found, original, directory)
    report.valid += is_valid
    report.failures += [Failure(file, *failure) for failure in failures]


def _is_refused(source: bytes) -> bool:
    try:
        libvirt_xml.parse(source)
    except libvirt_xml.ParseError:
        return True
    return False


def _check(found: Element, original: etree._Element, directory: str) -> tuple[bool, list[tuple[Claim, str, str]]]:
    """Whether the document is valid in some version, and what does not hold of it."""
    text = found.to_xml()
    written = etree.fromstring(text)
    before = fragments.verdicts(original, directory)
    is_valid = "" in before.values()
    failures = [*_unequal(found, text), *_changed(original, written)]
    if is_valid:
        after = fragments.verdicts(written, directory)
        failures += [
            ("valid", f"/{original.tag!s}", f"valid by {' '.join(key)} only before: {after[key]}")
            for key, verdict in before.items()
            if not verdict and after[key]
        ]
        failures += [("known", unknown.path, unknown.message) for unknown in found.unknown()]
    return is_valid, failures


def _unequal(found: Element, text: str) -> Iterator[tuple[Claim, str, str]]:
    again = type(found).from_xml(text)
    if again != found:
        yield "equal", f"/{found.tag_}", f"{found!r} reads back as {again!r}"
    if again.to_xml() != text:
        yield "equal", f"/{found.tag_}", f"{text} is written again as {again.to_xml()}"


def _changed(original: etree._Element, written: etree._Element) -> Iterator[tuple[Claim, str, str]]:
    found = difference(original, written)
    if found:
        path, _, message = found.partition(": ")
        yield "same", path, message
