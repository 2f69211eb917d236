"""Validating documents for one version of libvirt."""

from __future__ import annotations

from pathlib import Path

from libvirt_xml.errors import ParseError
from libvirt_xml.relaxng.document import Document, read_document
from libvirt_xml.relaxng.streaming import accepts
from libvirt_xml.validation.explain import explain
from libvirt_xml.validation.grammars import Grammars, read_grammars, shipped
from libvirt_xml.validation.problem import Problem


class Validator:
    """Checks documents against the schemas of one libvirt.

    ``libvirt`` is its version (``"9.0.0"``; the newest that is shipped where nothing is said); ``schema_dir`` a
    directory of RNG files to use instead. What has been met before is checked faster; one validator may serve several
    threads. Raises ValueError for a version that makes no sense, SchemaError for broken schemas.
    """

    def __init__(
        self,
        libvirt: str | None = None,
        schema_dir: str | Path | None = None,
        max_problems: int | None = None,
    ) -> None:
        self.libvirt = libvirt or "12.8.0"
        self.max_problems = max_problems
        self._grammars: Grammars = shipped(self.libvirt) if schema_dir is None else read_grammars(schema_dir)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What documents may be validated as."""
        return self._grammars.kinds

    def is_valid(self, source: str | bytes, *, kind: str | None = None) -> bool:
        """Whether XML text is a valid document; False too where it is no XML."""
        if kind is None and accepts(self._grammars.automaton, self._grammars.roots, source):
            return True
        return not self.validate(source, kind=kind)

    def validate(self, source: str | bytes, *, file: str | None = None, kind: str | None = None) -> list[Problem]:
        """The problems of a document, in its order; none where it is valid.

        ``file`` is only a name for the problems. ``kind`` says what the document is to be (one of ``kinds``); else its
        root tells. Raises ValueError for an unknown kind.
        """
        if kind is None and accepts(self._grammars.automaton, self._grammars.roots, source):
            return []
        try:
            document = read_document(source, file=file)
        except ParseError as error:
            return [_not_well_formed(error)]
        return self._explained(document, kind, file)

    def _explained(self, document: Document, kind: str | None, file: str | None) -> list[Problem]:
        return [each.problem for each in explain(self._grammars, document.root, kind, file)][: self.max_problems]


def _not_well_formed(error: ParseError) -> Problem:
    return Problem("not-well-formed", "error", error.message, error.file, error.line, error.column)
