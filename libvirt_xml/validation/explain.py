"""From a document that does not match to problems: the cheapest repairs, one problem for each cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from libvirt_xml.relaxng.automaton import Mismatch, Texts
from libvirt_xml.relaxng.document import AttributeNode, Node
from libvirt_xml.relaxng.faults import Fault
from libvirt_xml.relaxng.patterns import Pattern
from libvirt_xml.relaxng.repair import Mender, Way, run
from libvirt_xml.validation.catalogue import CODES
from libvirt_xml.validation.causes import find_causes
from libvirt_xml.validation.familiar import learn
from libvirt_xml.validation.grammars import Grammars
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.sentences import Words, words_for, words_for_padding, words_for_root

learn()

_TIE = 0.3  # a candidate for the root that is not cheaper by more than this does not displace an earlier one


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """A problem and what it is about."""

    problem: Problem
    node: Node
    attribute: AttributeNode | None = None


def explain(
    grammars: Grammars,
    root: Node,
    kind: str | None = None,
    file: str | None = None,
    contents: tuple[Pattern, ...] | None = None,
) -> list[Finding]:
    """What is wrong with a document, in its order; nothing where it is valid as something that its root may be.

    ``contents`` are those that the root may have, where they are not to be looked up. Raises ValueError for an unknown
    kind.
    """
    with grammars.automaton.lock:
        return _explain(grammars, root, kind, file, contents)


def _explain(
    grammars: Grammars, root: Node, kind: str | None, file: str | None, contents: tuple[Pattern, ...] | None
) -> list[Finding]:
    candidates = grammars.candidates(root.name, kind) if contents is None else contents
    if not candidates:
        return [_finding(words_for_root(root, grammars.root_names(kind), kind), root, None, file)]
    fitting = next((each for each in candidates if _fits(grammars, each, root)), None)
    if fitting is not None:
        return list(_padded(grammars, fitting, root, file))
    way = _cheapest(grammars, candidates, root)
    found = [_finding(words, node, attribute, file) for words, node, attribute in _explained(grammars, way.faults)]
    return sorted(found, key=lambda each: (each.problem.line or 0, each.problem.column or 0))


def _padded(grammars: Grammars, content: Pattern, root: Node, file: str | None) -> Iterator[Finding]:
    """Warnings about listed values with white space around them, in a document that is valid."""
    found: list[tuple[Node, AttributeNode | None]] = []

    def watch(node: Node, attribute: AttributeNode | None, texts: Texts) -> None:
        if texts.is_padded(attribute.value if attribute else node.text):
            found.append((node, attribute))

    run(grammars.automaton, grammars.automaton.tag((content,)), root, watch)
    for node, attribute in found:
        yield _finding(words_for_padding(node, attribute), node, attribute, file)


def fits(grammars: Grammars, root: Node, kind: str | None = None) -> bool:
    """Whether a document is valid as something that its root may be. Raises ValueError for an unknown kind."""
    return any(_fits(grammars, each, root) for each in grammars.candidates(root.name, kind))


def _fits(grammars: Grammars, candidate: Pattern, root: Node) -> bool:
    try:
        return bool(run(grammars.automaton, grammars.automaton.tag((candidate,)), root))
    except Mismatch:
        return False


def _cheapest(grammars: Grammars, candidates: tuple[Pattern, ...], root: Node) -> Way:
    best: Way | None = None
    for each in candidates:
        way = Mender(grammars.automaton).mend(root, each)
        if best is None or way.cost < best.cost - _TIE:
            best = way
    assert best is not None
    return best


def _explained(grammars: Grammars, faults: list[Fault]) -> Iterator[tuple[Words, Node, AttributeNode | None]]:
    for cause in find_causes(grammars.patterns, faults):
        yield words_for(grammars.automaton, cause), cause.fault.node, cause.fault.attribute


def _finding(words: Words, node: Node, attribute: AttributeNode | None, file: str | None) -> Finding:
    place = attribute or node
    problem = Problem(
        code=words.code,
        severity=CODES[words.code].severity,
        message=words.message,
        file=file,
        line=place.line,
        column=place.column,
        path=f"{node.path}/@{attribute.shown}" if attribute else node.path,
        expected=words.expected,
        suggestion=words.suggestion,
    )
    return Finding(problem, node, attribute)
