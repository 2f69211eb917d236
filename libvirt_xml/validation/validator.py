"""Validating documents for one version of libvirt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.markup.given_sources import plain_source, read_named
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.markup.locks import make_lock
from libvirt_xml.messages import render
from libvirt_xml.relaxng.verdict.by_events import accepts, judge
from libvirt_xml.validation.grammars import Grammars, read_grammars, shipped
from libvirt_xml.validation.libvirt_versions import VersionPlace, place_of_version
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.rules.host_facts.known_host import UNKNOWN_HOST, KnownHost
from libvirt_xml.validation.rules.rulebook import Rulebook, rulebook
from libvirt_xml.words.guessed_names import GuessedNames

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from libvirt_xml.validation.rules.rule_hits import Hit

_IMPORTING = make_lock(0)
"""Held while explanations are imported: a child that is forked in the middle of an import waits for it forever."""


class Validator(GuessedNames):
    """Checks documents against the schemas of one libvirt.

    ``libvirt`` is its version (``"9.0.0"``; the newest shipped one where nothing is said); ``schema_dir`` a directory
    of RNG files to use instead; ``max_problems`` how many problems of a document are told at most. ``rules`` says
    whether documents are also checked for what libvirt would refuse or change although its schema allows it;
    ``select`` adds rules that are off otherwise, by code or group (``{"advice"}``). ``host`` is what is known of the
    host that documents are for (``known_host``): its release of libvirt is the version where none is given. What has
    been met before is checked faster; one validator may serve several threads. Raises ValueError for what is no
    version, SchemaError for broken schemas.
    """

    def __init__(
        self,
        libvirt: str | None = None,
        schema_dir: str | Path | None = None,
        max_problems: int | None = None,
        *,
        rules: bool = True,
        select: Collection[str] = (),
        host: KnownHost | None = None,
    ) -> None:
        if max_problems is not None and max_problems < 0:
            raise ValueError(render("validation", "max-problems", number=max_problems))
        if libvirt is None and schema_dir is None and host is not None:
            libvirt = host.libvirt
        self._place: VersionPlace = place_of_version(libvirt)
        self.libvirt = libvirt or self._place.base
        """The version of libvirt that documents are for."""
        self.max_problems = max_problems
        self._compared = self._place if schema_dir is None else None
        self._grammars: Grammars = shipped(self._place.base) if schema_dir is None else read_grammars(schema_dir)
        self._rules = rulebook(self.libvirt, frozenset(select), host or UNKNOWN_HOST) if rules else None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What documents may be validated as."""
        return self._grammars.kinds

    @property
    def rulebook(self) -> Rulebook | None:
        """The rules that documents are checked for; ``None`` if they are not."""
        return self._rules

    def is_valid(self, source: str | bytes, *, kind: str | None = None) -> bool:
        """Whether the schema accepts XML text as a document; False too where it is no XML. Rules are not asked.

        Raises ValueError for an unknown kind.
        """
        source = plain_source(source)
        if kind is None and accepts(self._grammars.automaton, self._grammars.roots, source):
            return True
        with _IMPORTING:
            from libvirt_xml.validation.explaining.examine import is_fit

        return is_fit(self._grammars, source, kind)

    def validate(self, source: str | bytes, *, file: str | None = None, kind: str | None = None) -> list[Problem]:
        """The problems of a document, in its order; none where it is valid.

        ``file`` is only a name for the problems. ``kind`` says what the document is to be (one of ``kinds``); else its
        root tells. Problems that a comment in the document silences are left out (see ``docs/problems.md``). Raises
        ValueError for an unknown kind.
        """
        source = plain_source(source)
        if kind is None and not _silences(source):
            hits = self._hits(source)
            if hits is not None:
                return self._problems_of(hits, source, file) if hits else []
        with _IMPORTING:
            from libvirt_xml.validation.explaining.examine import problems_of

        return problems_of(
            self._grammars, source, kind, file, self.libvirt, self._compared, self.max_problems, self._rules
        )

    def _hits(self, source: str | bytes) -> list[Hit] | None:
        """The rules that a document breaks; ``None`` where there is something else to say of it, as its root tells."""
        rules = self._rules
        glance = None if rules is None else rules.glance()
        verdict = judge(self._grammars.automaton, self._grammars.roots, source, glance)
        if not verdict.is_accepted or verdict.is_padded:
            return None
        return [] if rules is None else rules.hits(source, glance if verdict.is_regular else None)

    def _problems_of(self, hits: list[Hit], source: str | bytes, file: str | None) -> list[Problem]:
        with _IMPORTING:
            from libvirt_xml.validation.explaining.broken_rules.about_rules import problems_of_hits

        assert self._rules is not None
        return problems_of_hits(hits, self._rules, source, file)[: self.max_problems]

    def validate_file(
        self, path: str | Path, *, kind: str | None = None, max_size: int | None = MAX_INPUT
    ) -> list[Problem]:
        """The problems of the document in a file. Raises OSError, and ValueError for text in the place of its name.

        A file of more than ``max_size`` bytes is a ParseError; ``None`` is no limit.
        """
        return self.validate(read_named(path, max_size), file=str(path), kind=kind)

    def validate_part(self, source: str | bytes, *, kind: str | None = None) -> list[Problem]:
        """The problems of a document or of any part of one: an element as it may stand anywhere in a document.

        Raises ParseError, and ValueError for an unknown kind.
        """
        source = plain_source(source)
        if kind is None and self._hits(source) == []:
            return []
        from libvirt_xml.validation.explaining.examine import problems_of_part

        problems = problems_of_part(self._grammars, source, kind, self.max_problems)
        return self.validate(source, kind=kind) if problems is None else problems


def _silences(source: str | bytes) -> bool:
    """Whether a document may have a comment that is to silence problems (``suppression.MARK``).

    One character is looked for first, as that is several times faster.
    """
    if isinstance(source, str):
        return "!" in source and "libvirt-xml:" in source
    return (b"!" in source and b"libvirt-xml:" in source) or b"\0" in source[:4]
