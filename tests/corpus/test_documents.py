"""libvirt's own documents, all of them, and what must hold of each.

- ``reads``: it reads if it is well-formed, else it is refused.
- ``equal``: what is written reads back as an equal object, and is then written the same.
- ``same``: what is written equals the original: every element in its order, every attribute, every text; in foreign
  content (``metadata``) also comments, white space and prefixes.
- ``valid``: where the original is valid in a version of libvirt, what is written is valid in it too.
- ``known``: of a document that is valid in some version, the model knows everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from libvirt_xml import documents
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from tests.corpus.checks import Report, report_of
from tests.corpus.data import foreign_roots, waivers
from tests.corpus.fragments import fragments

Folder = tuple[Path, str]


def test_folder(directory: Folder) -> None:
    """Everything holds of every document in a folder, but for what is waived."""
    report = report_of(*directory)
    failures = [each for each in report.failures if (each.file, each.claim, each.path) not in waivers()]
    shown = "\n".join(str(failure)[:600] for failure in failures[:20])
    assert not failures, f"{len(failures)} failures:\n{shown}"


def test_waivers_are_needed(folders: list[Folder]) -> None:
    """Each waiver waives a failure."""
    failures = {(each.file, each.claim, each.path) for folder in folders for each in report_of(*folder).failures}
    assert not waivers().keys() - failures


def test_waivers_and_roots_have_reasons() -> None:
    """Nothing is left out without a reason."""
    assert all(waiver.reason.strip() for waiver in waivers().values())
    assert all(reason.strip() for reason in foreign_roots().values())


def test_roots_hide_nothing() -> None:
    """No root that is left out is that of a document, a device or a fragment."""
    public = {*documents.ROOTS, *(spec.xml for spec in specs_of(documents.Devices).values())}
    public |= {root for fragment in fragments() for root in fragment.roots}
    assert not public & foreign_roots().keys()


def test_totals(folders: list[Folder], record_property: Callable[[str, object], None]) -> None:
    """There are documents, and documents of each kind that has a root of its own; the totals are printed."""
    reports = [report_of(*folder) for folder in folders]
    kinds = sum((report.kinds for report in reports), Counter[str]())
    assert sum(kinds.values()) > 2_000
    for line in _totals(reports, kinds):
        record_property("corpus", line)


def _totals(reports: list[Report], kinds: Counter[str]) -> list[str]:
    foreign = sum((report.foreign for report in reports), Counter[str]())
    untouched = _untouched({pair for report in reports for pair in report.touched})
    return [
        f"corpus: {kinds.total()} documents in {len(reports)} folders, {sum(each.valid for each in reports)} of them "
        f"valid in some version; {sum(each.malformed for each in reports)} not well-formed; {len(waivers())} waivers",
        "corpus: kinds: " + ", ".join(f"{name} {count}" for name, count in kinds.most_common()),
        "corpus: no libvirt documents: " + (", ".join(f"{name} {n}" for name, n in foreign.most_common()) or "none"),
        f"corpus: {len(untouched)} of {len(_fields())} fields are in no document",
    ]


def _fields() -> set[tuple[str, str]]:
    """Every field of every class, but for ``extra_``."""
    classes = [getattr(documents, name) for name in documents.__all__]
    return {
        (cls.__name__, name)
        for cls in classes
        if isinstance(cls, type) and issubclass(cls, Element)
        for name in specs_of(cls)
        if name != "extra_"
    }


def _untouched(touched: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(_fields() - touched)
