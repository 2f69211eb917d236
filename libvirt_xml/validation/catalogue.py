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


_OF_DOCUMENTS = _table(
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
    Code("not-well-formed", "The file is no well-formed XML or YAML, or has what is refused (a DTD, a tag)"),
    Code("unknown-document", "The root element is that of no libvirt document, or a YAML file holds none"),
    Code("needs-newer-libvirt", "Something that a newer libvirt has and the chosen version lacks"),
    Code("unknown-code", "A comment that is to silence problems names a code that there is not, or none", "warning"),
    Code("unused-ignore", "A comment silences a code of which there is no problem", "warning"),
)
_OF_YAML = _table(
    Code("unknown-key", "A key that there is not in this place"),
    Code("wrong-type", "A map, a list or a value where another of them is wanted"),
    Code("missing-key", "A key that must be there is missing"),
    Code("duplicate-key", "A key that stands in a map a second time"),
    Code("duplicate-name", "A name that something else has already"),
    Code("invalid-size", "A size without a unit, or with one that there is not"),
    Code("impossible-combination", "Two things that cannot be together"),
    Code("undefined-variable", "A variable that has no value"),
    Code("unknown-name", "A name that nothing in the spec has"),
    Code("similar-name", "A new name that is nearly another one", "warning"),
    Code("unreadable-reference", "A file or an environment variable that is referred to and cannot be read"),
)

CODES: Mapping[str, Code] = {**_OF_DOCUMENTS, **_OF_YAML}
YAML_CODES = frozenset(_OF_YAML)
"""The codes that only YAML has: while there are such problems, a file is not checked for all others."""
