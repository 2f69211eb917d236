"""The second look at a document that the automaton did not accept; what it needs is only loaded then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.located import LocatedDocument
from libvirt_xml.messages import Sentence
from libvirt_xml.relaxng.verdict.judging import Judge
from libvirt_xml.relaxng.verdict.tree_builder import read_located
from libvirt_xml.validation.explaining.explain import OUTPUT, Finding, explain, is_valid
from libvirt_xml.validation.grammars import Grammars
from libvirt_xml.validation.libvirt_versions import VersionPlace
from libvirt_xml.validation.problem import Problem, with_parts
from libvirt_xml.validation.rules.rulebook import Rulebook
from libvirt_xml.validation.suppression import may_silence

_T = TypeVar("_T")
_FEW = 5
"""Beside how many findings of the schema rules are asked of the document as it is meant; with a limit on problems, as
many and one are looked for."""


def problems_of(
    grammars: Grammars,
    source: str | bytes,
    kind: str | None,
    file: str | None,
    libvirt: str,
    place: VersionPlace | None,
    most: int | None = None,
    rules: Rulebook | None = None,
) -> list[Problem]:
    """The problems of a document that are not silenced in it, at most so many; without a ``place`` no other version
    is asked, without ``rules`` none.

    Raises ValueError for an unknown kind.
    """
    silences = may_silence(source)
    is_whole = silences or (place is not None and bool(place.newer))

    def examine() -> tuple[LocatedDocument, list[Finding]]:
        document = read_located(source, file=file, judge=_judge(grammars, kind), keeps_all=silences)
        wanted = None if is_whole or most is None or document.root.name in OUTPUT else max(most, _FEW + 1)
        return document, explain(grammars, document.root, kind, file, most=wanted)

    try:
        document, findings = _with_room(examine)
    except ParseError as error:
        problems = [malformed(error, file)][:most]
        if most != len(problems):
            ask = partial(problems_of, grammars, kind=kind, file=file, libvirt=libvirt, place=place, rules=rules)
            problems += _behind(source, error, file, lambda meant: ask(meant, most=most))
        return problems[:most]
    if findings and place is not None and kind is None and document.root.name in OUTPUT:
        from libvirt_xml.validation.older import with_writer

        findings = with_writer(findings, document.root, libvirt, place.base, file)
    if findings and place is not None and place.newer:
        from libvirt_xml.validation.newer import with_newer

        findings = with_newer(findings, libvirt, place, document.root, kind)
    if rules is not None and kind is None:
        from libvirt_xml.validation.explaining.broken_rules.about_rules import with_rules

        are_few = len(findings) <= _FEW
        findings = with_rules(findings, rules, source, document.root, file, are_few=are_few)
    if silences:
        from libvirt_xml.validation.suppression.xml_comments import Suppressions

        return Suppressions(document, source, file).heed(findings)[:most]
    return [finding.problem for finding in findings[:most]]


def _behind(
    source: str | bytes, told: ParseError, file: str | None, ask: Callable[[str], list[Problem]]
) -> list[Problem]:
    """The problems behind the first fault of a text that is not well-formed, so far as they are certain."""
    from libvirt_xml.markup.malformed.further_faults import read_on

    rest = read_on(source, told)
    problems = [malformed(error, file) for error in rest.errors]
    ends = {_wrong_end(sentence.message) for sentence in (told, *rest.errors)}
    for problem in ask(rest.meant) if rest.meant is not None else ():
        if problem.suggestion is not None and (problem.parameters.get("tag"), problem.suggestion) in ends:
            continue  # the start tag is misspelt, and not the end tag
        line, column = rest.place(problem.line or 1, problem.column or 1)
        end = rest.place(problem.end_line or 1, problem.end_column or 1)
        is_placed = problem.line is not None, problem.end_line is not None
        problems.append(
            replace(
                problem,
                line=line if is_placed[0] else None,
                column=column if is_placed[0] else None,
                end_line=end[0] if is_placed[1] else None,
                end_column=end[1] if is_placed[1] else None,
            )
        )
    return problems


def _wrong_end(sentence: str) -> tuple[object, object]:
    """The name of an element and that of the end tag which is there instead of its own."""
    parameters = sentence.parameters if isinstance(sentence, Sentence) else {}
    return parameters.get("expected"), parameters.get("found")


def malformed(error: ParseError, file: str | None) -> Problem:
    """The problem of a document that is not well-formed, or is refused."""
    end_line, end_column = error.end or (None, None)
    problem = Problem(
        "not-well-formed",
        "error",
        error.message,
        file,
        error.line,
        error.column,
        end_line=end_line,
        end_column=end_column,
        hint=error.hint,
    )
    return with_parts(problem, error.message)


def _judge(grammars: Grammars, kind: str | None) -> Judge:
    if kind is not None:
        grammars.candidates("", kind)  # whether there is such a kind
    return Judge(grammars.automaton, lambda root: grammars.candidates(root, kind))


def _with_room(call: Callable[[], _T]) -> _T:
    """The result of a call, in a thread of its own where the caller's stack is nearly used up."""
    try:
        return call()
    except RecursionError:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(call).result()


def problems_of_part(
    grammars: Grammars, source: str | bytes, kind: str | None, most: int | None = None
) -> list[Problem] | None:
    """The problems of an element as it may stand anywhere in a document, at most so many; ``None`` for what is a
    document by itself."""
    root = read_located(source).root
    if kind is not None or grammars.candidates(root.name):
        return None
    return [finding.problem for finding in explain(grammars, root, contents=grammars.anywhere(root.name), most=most)]


def release_of(older: Grammars, source: str | bytes, version: str) -> str | None:
    """The release that a document needs which a version accepts and the one before it does not, if it is known."""
    from libvirt_xml.validation.newer import release_needed

    def examine() -> str | None:
        root = read_located(source, judge=_judge(older, None), keeps_all=True).root
        return release_needed(explain(older, root), root, version)

    return _with_room(examine)


def is_fit(grammars: Grammars, source: str | bytes, kind: str | None) -> bool:
    """Whether a document is valid as something that its root may be. Raises ValueError for an unknown kind."""
    try:
        return is_valid(grammars, read_located(source, judge=_judge(grammars, kind)).root, kind)
    except ParseError:
        return False
