"""Validating documents for one version of libvirt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from libvirt_xml.errors import ParseError
from libvirt_xml.relaxng.document import Document, read_document
from libvirt_xml.relaxng.streaming import accepts
from libvirt_xml.validation.explain import Finding, explain, fits
from libvirt_xml.validation.grammars import Grammars, read_grammars, shipped
from libvirt_xml.validation.newer import with_newer
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.suppression import is_silenced, silenced
from libvirt_xml.validation.versions import Place, place


class Validator:
    """Checks documents against the schemas of one libvirt.

    ``libvirt`` is its version (``"9.0.0"``; the newest shipped one where nothing is said); ``schema_dir`` a directory
    of RNG files to use instead; ``max_problems`` how many problems of a document are told at most. What has been met
    before is checked faster; one validator may serve several threads. Raises ValueError for what is no version,
    SchemaError for broken schemas.
    """

    def __init__(
        self,
        libvirt: str | None = None,
        schema_dir: str | Path | None = None,
        max_problems: int | None = None,
    ) -> None:
        self._place: Place = place(libvirt)
        self.libvirt = libvirt or self._place.base
        """The version of libvirt that documents are for."""
        self.max_problems = max_problems
        self._has_versions = schema_dir is None
        self._grammars: Grammars = shipped(self._place.base) if schema_dir is None else read_grammars(schema_dir)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What documents may be validated as."""
        return self._grammars.kinds

    def is_valid(self, source: str | bytes, *, kind: str | None = None) -> bool:
        """Whether XML text is a valid document; False too where it is no XML. Raises ValueError for an unknown kind."""
        if kind is None and accepts(self._grammars.automaton, self._grammars.roots, source):
            return True
        try:
            document = read_document(source)
        except ParseError:
            return False
        return fits(self._grammars, document.root, kind)

    def validate(self, source: str | bytes, *, file: str | None = None, kind: str | None = None) -> list[Problem]:
        """The problems of a document, in its order; none where it is valid.

        ``file`` is only a name for the problems. ``kind`` says what the document is to be (one of ``kinds``); else its
        root tells. Problems that a comment in the document silences are left out (see ``docs/problems.md``). Raises
        ValueError for an unknown kind.
        """
        automaton = self._grammars.automaton
        if kind is None and accepts(automaton, self._grammars.roots, source) and not automaton.scopes.is_padded:
            return []
        try:
            document = read_document(source, file=file)
        except ParseError as error:
            return [Problem("not-well-formed", "error", error.message, error.file, error.line, error.column)]
        return [each.problem for each in self._findings(document, kind, file)][: self.max_problems]

    def validate_file(self, path: str | Path, *, kind: str | None = None) -> list[Problem]:
        """The problems of the document in a file. Raises OSError."""
        return self.validate(Path(path).read_bytes(), file=str(path), kind=kind)

    def validate_part(self, source: str | bytes, *, kind: str | None = None) -> list[Problem]:
        """The problems of a document or of any part of one: an element as it may stand anywhere in a document.

        Raises ValueError for an unknown kind.
        """
        root = read_document(source).root
        if kind is not None or self._grammars.candidates(root.name):
            return self.validate(source, kind=kind)
        findings = explain(self._grammars, root, contents=self._grammars.anywhere(root.name))
        return [each.problem for each in findings][: self.max_problems]

    def _findings(self, document: Document, kind: str | None, file: str | None) -> Iterable[Finding]:
        findings = explain(self._grammars, document.root, kind, file)
        if findings and self._has_versions and self._place.newer:
            findings = with_newer(findings, self.libvirt, self._place, document.root, kind)
        silent = silenced(document) if findings else {}
        return (each for each in findings if not is_silenced(silent, each.node, each.problem.code))
