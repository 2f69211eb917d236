"""From a document that does not match to problems: the cheapest repairs, one problem for each cause."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.repair.faults import Repair, attribute_names, element_names
from libvirt_xml.relaxng.repair.mender import Mender
from libvirt_xml.relaxng.repair.ways import Way
from libvirt_xml.relaxng.verdict.automaton import Texts
from libvirt_xml.relaxng.verdict.contents import fits, watch_texts
from libvirt_xml.validation.explaining.about_attributes import about_unknown_attribute
from libvirt_xml.validation.explaining.about_elements import about_unwanted_element
from libvirt_xml.validation.explaining.about_missing import about_missing_attribute, about_missing_element
from libvirt_xml.validation.explaining.about_roots import about_root
from libvirt_xml.validation.explaining.about_switches import about_switched_value
from libvirt_xml.validation.explaining.about_values import (
    about_invalid_text,
    about_invalid_value,
    about_padding,
    about_unexpected_text,
)
from libvirt_xml.validation.explaining.explanation import Explanation
from libvirt_xml.validation.explaining.landing import causes_where_they_land
from libvirt_xml.validation.explaining.reasons.causes import Cause, find_causes
from libvirt_xml.validation.explaining.reasons.likely_texts import likely_texts
from libvirt_xml.validation.grammars import Grammars
from libvirt_xml.validation.problem import Problem, make_problem
from libvirt_xml.words.vocabulary import of_documents

OUTPUT = frozenset({"capabilities", "domainCapabilities", "storagepoolCapabilities", "device", "networkport"})
"""The roots of documents that libvirt writes and does not read."""
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
    most: int | None = None,
) -> list[Finding]:
    """What is wrong with a document, in its order; nothing where it is valid as something that its root may be.

    ``contents`` are those that the root may have, where they are not to be looked up; ``most`` is how many findings
    are wanted at most. Raises ValueError for an unknown kind.
    """
    candidates = grammars.candidates(root.name, kind) if contents is None else contents
    if not candidates:
        explanation = about_root(grammars, root, kind)
        meant = _contents_meant(grammars, root, explanation.suggestion, kind)
        inside = explain(grammars, root, kind, file, meant, most) if meant else []
        return [_finding(explanation, root, None, file), *inside][:most]
    fitting = next((content for content in candidates if fits(grammars.automaton, root, content)), None)
    if fitting is not None:
        return list(_padded(grammars, fitting, root, file))
    mender, way = _cheapest(grammars, candidates, root, most)
    causes = sorted(find_causes(grammars.patterns, way.faults, grammars.document_names()), key=_place)
    if mender.is_cut and most is not None and len(causes) < most:  # many faults had few causes
        return explain(grammars, root, kind, file, contents)[:most]
    documents = grammars.document_names()
    explained = [(cause, explain_cause(mender, cause, documents)) for cause in causes[:most]]
    landed = list(causes_where_they_land(mender, explained, documents))
    if landed:
        explained += ((cause, explain_cause(mender, cause, documents)) for cause in landed)
        explained = sorted(explained, key=lambda pair: _place(pair[0]))[:most]
    return [_finding(explanation, cause.fault.node, cause.fault.attribute, file) for cause, explanation in explained]


def _contents_meant(grammars: Grammars, root: Node, name: str | None, kind: str | None) -> tuple[Pattern, ...]:
    """What a document has whose root has another name, if it has mostly that."""
    if name is None or root.name.startswith("{") or not root.children:
        return ()
    contents = grammars.candidates(name, kind)
    known = {child for content in contents for child in element_names(grammars.patterns, content)}
    strange = sum(known.isdisjoint((child.name, child.name.lower())) for child in root.children)
    return contents if 2 * strange <= len(root.children) else ()


def _place(cause: Cause) -> tuple[int, int]:
    fault = cause.fault
    if fault.attribute is not None:
        return fault.attribute.place
    if fault.repair is Repair.DROP_TEXT:
        return fault.node.source.places.place(next(fault.node.text_spans())[0])
    return fault.node.line, fault.node.column


def _padded(grammars: Grammars, content: Pattern, root: Node, file: str | None) -> Iterator[Finding]:
    """Warnings about values with white space around them, in a document that is valid."""
    padded: list[tuple[Node, AttributeNode | None]] = []

    def watch(node: Node, attribute: AttributeNode | None, texts: Texts) -> None:
        if texts.is_padded(attribute.value if attribute else node.text):
            padded.append((node, attribute))

    watch_texts(grammars.automaton, root, content, watch)
    for node, attribute in padded:
        yield _finding(about_padding(node, attribute), node, attribute, file)


def is_valid(grammars: Grammars, root: Node, kind: str | None = None) -> bool:
    """Whether a document is valid as something that its root may be. Raises ValueError for an unknown kind."""
    return any(fits(grammars.automaton, root, content) for content in grammars.candidates(root.name, kind))


def _cheapest(grammars: Grammars, candidates: tuple[Pattern, ...], root: Node, most: int | None) -> tuple[Mender, Way]:
    best: tuple[Mender, Way] | None = None
    likely = likely_texts(root)
    for content in _of_its_kind(grammars, candidates, root):
        mender = Mender(grammars.automaton, most, of_documents(), likely)
        way = mender.mend(root, content)
        if best is None or way.cost < best[1].cost - _TIE:
            best = mender, way
    assert best is not None
    return best


def _of_its_kind(grammars: Grammars, candidates: tuple[Pattern, ...], root: Node) -> list[Pattern]:
    """The candidates that know most of what a root has: the interface of a host, or that of a guest."""
    make = grammars.patterns
    names = [attribute.name for attribute in root.attributes], [child.name for child in root.children]
    strange = []
    for content in candidates:
        known = attribute_names(make, content), element_names(make, content)
        strange.append(sum(name not in here for present, here in zip(names, known, strict=True) for name in present))
    least = min(strange)
    return [content for content, count in zip(candidates, strange, strict=True) if count == least]


def explain_cause(mender: Mender, cause: Cause, documents: Collection[str] = ()) -> Explanation:
    """What is said of one cause; ``documents`` are the roots of whole documents."""
    make, fault = mender.automaton.patterns, cause.fault
    match fault.repair:
        case Repair.RENAME_ATTRIBUTE | Repair.DROP_ATTRIBUTE:
            return about_unknown_attribute(make, cause)
        case Repair.RENAME_ELEMENT | Repair.DROP_ELEMENT | Repair.DROP_REPETITION:
            return about_unwanted_element(make, cause, documents)
        case Repair.SWITCH_VALUE:
            return about_switched_value(mender, fault)
        case Repair.CHANGE_VALUE:
            return about_invalid_value(make, fault)
        case Repair.CHANGE_TEXT | Repair.ADD_TEXT:
            return about_invalid_text(make, fault)
        case Repair.DROP_TEXT:
            return about_unexpected_text(make, cause)
        case Repair.ADD_ATTRIBUTE:
            return about_missing_attribute(mender, fault)
        case Repair.ADD_ELEMENT:
            return about_missing_element(mender, fault)


def _finding(explanation: Explanation, node: Node, attribute: AttributeNode | None, file: str | None) -> Finding:
    if explanation.span is None:
        begin = attribute.place if attribute else (node.line, node.column)
        end = attribute.end if attribute else node.end_of_tag
    else:
        begin, end = map(node.source.places.place, explanation.span)
    problem = make_problem(
        explanation.sentence,
        file=file,
        line=begin[0],
        column=begin[1],
        path=f"{node.path}/@{attribute.shown}" if attribute else node.path,
        expected=explanation.expected,
        suggestion=explanation.suggestion,
        end=end,
    )
    return Finding(problem, node, attribute)
