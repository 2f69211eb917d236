"""Repairs of problems as edits of the text: what a suggestion replaces, what is in the wrong place, or there twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from libvirt_xml.editing.texts.text_edits import TextEdit
from libvirt_xml.editing.xml.xml_edits import XmlEdits
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.fixing.element_order import attributes_before, element_before
from libvirt_xml.fixing.rule_repairs import RuleRepairs
from libvirt_xml.fixing.shape_repairs import SHAPES
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.rules.rulebook import Rulebook

_RENAMED = ("unknown-element", "unknown-document")
_VALUES = ("invalid-value", "stray-white-space")


class TextRepair(NamedTuple):
    """The edits that repair one problem."""

    problem: Problem
    edits: Sequence[TextEdit]
    hidden_beside: str | None = None
    """The path outside of which problems are not looked for while there is this one; where there is no such path, they
    are looked for everywhere."""

    @property
    def reveals(self) -> bool:
        """Whether the schema looks at something for the first time afterwards: what had a misspelt name."""
        return self.problem.suggestion is not None and self.problem.code in (*_RENAMED, "unknown-attribute")

    @property
    def wrong_name(self) -> str:
        """The last step of the path of the problem."""
        return re.sub(r"\[\d+\]", "", self.problem.path or "").rpartition("/")[2]


def repairs_of(
    text: str, problems: Sequence[Problem], rulebook: Rulebook | None, *, unsafe: bool = False
) -> Iterator[TextRepair]:
    """The repairs of problems of a well-formed text, those that have one."""
    edits = XmlEdits(text)
    rules = RuleRepairs(edits, rulebook, problems, unsafe=unsafe)
    for problem in problems:
        element = edits.root.at(problem.path or "")
        if element is None:
            continue
        if not (rules.repair(problem, element) or _replace(edits, problem, element)):
            ways = _UNSAFE | _SAFE if unsafe else _SAFE
            way = ways.get(f"{problem.code}.{problem.variant}") or ways.get(problem.code)
            if way is not None:
                way(edits, problem, element)
        spans = edits.take()
        if spans:
            yield TextRepair(problem, spans)


def attribute_of(problem: Problem) -> str | None:
    """The attribute that a problem is about."""
    return (problem.path or "").partition("/@")[2] or None


def _replace(edits: XmlEdits, problem: Problem, element: XmlElement) -> bool:
    """Put the suggestion in the place of what is wrong; whether there is one."""
    name, suggestion = attribute_of(problem), problem.suggestion
    if suggestion is None:
        return False
    if name is not None and name not in element.attributes:
        return False
    if name is not None and problem.code == "unknown-attribute":
        edits.rename_attribute(element, name, suggestion)
    elif name is not None and problem.code in _VALUES:
        edits.set_attribute(element, name, suggestion)
    elif name is None and _is_padded(problem):
        edits.strip_text(element, suggestion)
    elif name is None and problem.code in _VALUES:
        edits.set_text(element, suggestion, is_token=True)
    elif name is None and problem.code in _RENAMED:
        edits.rename_element(element, suggestion)
    return True


def _is_padded(problem: Problem) -> bool:
    """Whether white space around a value is all that is wrong with it."""
    reason: Any = problem.parameters.get("reason")
    return problem.code == "stray-white-space" or (
        isinstance(reason, Mapping) and reason.get("phrase") == "reason.padded"
    )


def _move_home(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Move an element into the one that it belongs in, if there is one alone that it may be."""
    names: Any = problem.parameters.get("homes", ())
    around = [outer for outer in _around(element) if outer.name in names]
    homes = around[:1] or [one for one in edits.root.walk() if one.name in names and element not in _around(one)]
    if len(homes) == 1:
        edits.move_element(element, homes[0], element_before(homes[0], element.name))


def _around(element: XmlElement) -> list[XmlElement]:
    """The elements that one is in, from the inside out."""
    outer, around = element.parent, []
    while outer is not None:
        around.append(outer)
        outer = outer.parent
    return around


def _move_up(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Move an element before the one that it must come before."""
    parent, sibling = element.parent, problem.parameters.get("sibling")
    if parent is None:
        return
    before: XmlElement | None = None
    for child in parent.children:
        if child.name == sibling:
            edits.move_element(element, parent, before)
            return
        before = child


def _remove_copy(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove an element that says once more what the first one says."""
    first = element.parent.named(element.name)[0] if element.parent is not None else element
    if first is not element and _content(edits, first) == _content(edits, element):
        edits.remove_element(element)


def _content(edits: XmlEdits, element: XmlElement) -> list[str]:
    return edits.text[element.start : element.end].split()


def _remove(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove what libvirt does not know."""
    name = attribute_of(problem)
    if name is None and element.parent is not None:
        edits.remove_element(element)
    elif name in element.attributes and name is not None:
        edits.remove_attribute(element, name)


def _remove_text(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Remove the text of an element that has none."""
    for start, end in element.text_runs():
        written = edits.text[start:end]
        if written.strip():
            start, end = start + len(written) - len(written.lstrip()), start + len(written.rstrip())
            edits.replace_span(start, end, "")


def _add_likely(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Add the attribute that fits the content."""
    name, value = str(problem.parameters["attribute"]), str(problem.parameters["value"])
    edits.set_attribute(element, name, value, attributes_before(element, name))


_Way = Callable[[XmlEdits, Problem, XmlElement], None]
_SAFE: dict[str, _Way] = {
    **SHAPES,
    "unknown-element.elsewhere": _move_home,
    "misplaced-element.late": _move_up,
    "misplaced-element.second": _remove_copy,
    "misplaced-element.second-part": _remove_copy,
}
_UNSAFE: dict[str, _Way] = {
    "missing-attribute.required-likely": _add_likely,
    "unknown-attribute.allowed": _remove,
    "unknown-attribute.circumstance": _remove,
    "unknown-attribute.unknown": _remove,
    "unknown-element.allowed": _remove,
    "unknown-element.unknown": _remove,
    "misplaced-element.second": _remove,
    "unexpected-text": _remove_text,
}
