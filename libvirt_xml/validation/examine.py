"""The second look at a document that the automaton did not accept; what it needs is only loaded then."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from libvirt_xml.errors import ParseError
from libvirt_xml.relaxng.document import read_document
from libvirt_xml.validation.explain import explain, fits
from libvirt_xml.validation.grammars import Grammars
from libvirt_xml.validation.malformed import describe_error
from libvirt_xml.validation.newer import with_newer
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.scopes import Suppressions
from libvirt_xml.validation.suppression import may_silence
from libvirt_xml.validation.versions import Place


def problems_of(
    grammars: Grammars, source: str | bytes, kind: str | None, file: str | None, libvirt: str, place: Place | None
) -> list[Problem]:
    """All problems of a document that are not silenced in it; without a ``place`` no other version is asked.

    Raises ValueError for an unknown kind.
    """
    try:
        document = read_document(source, file=file)
    except ParseError as error:
        return [
            Problem("not-well-formed", "error", describe_error(source, error), error.file, error.line, error.column)
        ]
    try:
        findings = explain(grammars, document.root, kind, file)
    except RecursionError:  # the caller's stack is nearly used up: a thread has one of its own
        with ThreadPoolExecutor(1) as pool:
            findings = pool.submit(explain, grammars, document.root, kind, file).result()
    if findings and place is not None and place.newer:
        findings = with_newer(findings, libvirt, place, document.root, kind)
    if may_silence(source):
        return Suppressions(document, source, file).heed(findings)
    return [each.problem for each in findings]


def problems_of_part(grammars: Grammars, source: str | bytes, kind: str | None) -> list[Problem] | None:
    """All problems of an element as it may stand anywhere in a document; ``None`` for what is a document by itself."""
    root = read_document(source).root
    if kind is not None or grammars.candidates(root.name):
        return None
    return [each.problem for each in explain(grammars, root, contents=grammars.anywhere(root.name))]


def is_fit(grammars: Grammars, source: str | bytes, kind: str | None) -> bool:
    """Whether a document is valid as something that its root may be. Raises ValueError for an unknown kind."""
    try:
        return fits(grammars, read_document(source).root, kind)
    except ParseError:
        return False
