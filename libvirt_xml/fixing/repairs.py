"""Repairs of problems as edits of the text: what a suggestion replaces, what is in the wrong place, or there twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from libvirt_xml.editing.texts.text_edits import TextEdit
from libvirt_xml.editing.xml.xml_edits import XmlEdits, as_written
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.fixing.duplicates import SAFE_DUPLICATES, UNSAFE_DUPLICATES
from libvirt_xml.fixing.element_order import attributes_before, element_before, is_astray
from libvirt_xml.fixing.guest_devices.disk_buses import UNSAFE_BUSES
from libvirt_xml.fixing.guest_devices.disk_targets import UNSAFE_TARGETS
from libvirt_xml.fixing.guest_devices.pci_models import UNSAFE_MODELS
from libvirt_xml.fixing.moves import MOVES, UNSAFE_MOVES
from libvirt_xml.fixing.remedy_repairs import REMEDIES, UNSAFE_REMEDIES, names_by_remedy
from libvirt_xml.fixing.removals import SAFE_REMOVALS, UNSAFE_REMOVALS
from libvirt_xml.fixing.rule_repairs import RuleRepairs
from libvirt_xml.fixing.shape_repairs import SHAPES, UNSAFE_SHAPES
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.rules.rulebook import Rulebook

_RENAMED = ("unknown-element", "unknown-document")
_MOVED = ("unknown-element", "misplaced-element")
_VALUES = ("invalid-value", "stray-white-space")


class TextRepair(NamedTuple):
    """The edits that repair one problem."""

    problem: Problem
    edits: Sequence[TextEdit]
    hidden_beside: str | None = None
    """The path outside of which problems are not looked for while there is this one; where there is no such path, they
    are looked for everywhere."""
    seen: Sequence[str] = ()
    """The names of other elements that the schema looks at for the first time afterwards."""

    @property
    def reveals(self) -> bool:
        """Whether the schema looks at something for the first time afterwards: what had a misspelt name."""
        return self.problem.suggestion is not None and self.problem.code in (*_RENAMED, "unknown-attribute")

    @property
    def renames_key(self) -> bool:
        """Whether a key of YAML gets another name, so that the form looks at its value for the first time."""
        return self.problem.code == "unknown-key" and self.problem.suggestion is not None

    @property
    def moved(self) -> Sequence[str]:
        """The names of elements that move, so that the schema looks at them for the first time."""
        parameters: Any = self.problem.parameters
        if self.seen:
            return self.seen
        if self.problem.code not in _MOVED or not {"home", "homes"} & set(parameters):
            return ()
        return parameters.get("tags", (parameters.get("tag", self.wrong_name),))  # type: ignore[no-any-return]

    @property
    def removes(self) -> bool:
        """Whether something is left out that may be meant, so that problems afterwards may come from that."""
        return self.problem.suggestion is None and f"{self.problem.code}.{self.problem.variant}" in UNSAFE_REMOVALS

    @property
    def is_new(self) -> bool:
        """Whether an element is added of which more may be meant than is certain: ``<type>`` without a machine."""
        return self.problem.code == "missing-element"

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
    misread = {_element_path(problem) for problem in problems if problem.variant != "rule"}
    for problem in problems:
        element = edits.root.at(problem.path or "")
        if element is None or (problem.variant == "rule" and _element_path(problem) in misread):
            continue  # what breaks a rule may be what the schema refuses
        if not (rules.repair(problem, element) or _replace(edits, problem, element)):
            for way in _ways(problem, unsafe=unsafe):
                way(edits, problem, element)
                if edits.has_edits:
                    break
        spans = edits.take()
        if spans:
            yield TextRepair(problem, spans, seen=_seen(problem, element))


def _ways(problem: Problem, *, unsafe: bool) -> Iterator[_Way]:
    """What can be done about a problem of the schema, the best first."""
    key = f"{problem.code}.{problem.variant}"
    for ways in (_SAFE, *_UNSAFE) if unsafe else (_SAFE,):
        if key in ways:
            yield ways[key]


def _seen(problem: Problem, element: XmlElement) -> Sequence[str]:
    """The names of elements that come out of a needless one, or the new name of one that has another form."""
    if problem.variant == "needless":
        return element.names
    return names_by_remedy(problem) if problem.code == "unknown-element" else ()


def _element_path(problem: Problem) -> str:
    return (problem.path or "").partition("/@")[0]


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


def _add_likely(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Add the attribute that fits the content."""
    name, value = str(problem.parameters["attribute"]), str(problem.parameters["value"])
    if not is_astray(element, name):
        edits.set_attribute(element, name, value, attributes_before(element, name))


def _add_likely_child(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Add the element of which only one is likely."""
    names: Any = problem.parameters["names"]
    edits.insert_element(element, element_before(element, names[0]), as_written(str(problem.parameters["written"])))


_Way = Callable[[XmlEdits, Problem, XmlElement], None]
_SAFE: dict[str, _Way] = {
    **SHAPES,
    **MOVES,
    **SAFE_DUPLICATES,
    **SAFE_REMOVALS,
    **REMEDIES,
    "missing-attribute.required-only": _add_likely,
    "missing-element.required-likely": _add_likely_child,
}
_LIKELY: dict[str, _Way] = {
    f"missing-attribute.{variant}": _add_likely
    for variant in ("required-likely", "required-switch", "required-usual", "required-with-likely")
}
_UNSAFE: tuple[Mapping[str, _Way], ...] = (
    _LIKELY,
    UNSAFE_REMEDIES,
    UNSAFE_MODELS,
    UNSAFE_BUSES,
    UNSAFE_TARGETS,
    UNSAFE_SHAPES,
    UNSAFE_MOVES,
    UNSAFE_DUPLICATES,
    UNSAFE_REMOVALS,
)
"""The ways that need leave, the best first."""
