"""Every sort of problem: its code and what it means. ``docs/problems.md`` has a section for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from libvirt_xml.validation.problem import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One sort of problem."""

    name: str
    summary: str
    """What it says of a document, in a few words."""
    severity: Severity = "error"


def _table(*codes: Code) -> Mapping[str, Code]:
    return {code.name: code for code in codes}


CODES = _table(
    Code("unknown-element", "An element that libvirt does not know in this place"),
    Code(
        "unknown-attribute", "An attribute that libvirt does not know on this element, or not beside what stands here"
    ),
    Code("invalid-value", "A value or text that libvirt does not allow here"),
    Code("missing-element", "An element that must be there is missing"),
    Code("missing-attribute", "An attribute that must be there is missing"),
    Code("misplaced-element", "An element that is known here, but not beside, or as often as, what stands here"),
    Code(
        "stray-white-space",
        "A listed value with white space around it: the schemas pass it, libvirt does not",
        "warning",
    ),
    Code("unexpected-text", "Text where only elements, or nothing, may stand"),
    Code("not-well-formed", "The file is no well-formed XML, or has what is refused (a DTD)"),
    Code("unknown-document", "The root element is that of no libvirt document"),
    Code("needs-newer-libvirt", "Something that a newer libvirt has and the chosen version lacks"),
)
