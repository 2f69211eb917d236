"""Every sort of problem: its code and what it means. ``docs/problems.md`` has a section for each.

A new code is a line of ``SchemaCode`` and an ``Entry``; a test compares them. Rules have codes of their own, which are
in their catalogue (``rules/catalogue``) and have a page each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, cast

if TYPE_CHECKING:
    from libvirt_xml.validation.rules.generated.rule_codes import RuleCode
else:
    RuleCode = str

Severity = Literal["error", "warning"]
SchemaCode = Literal[
    "unknown-element",
    "unknown-attribute",
    "invalid-value",
    "missing-element",
    "missing-attribute",
    "misplaced-element",
    "stray-white-space",
    "unexpected-text",
    "not-well-formed",
    "unreadable-file",
    "unknown-document",
    "needs-newer-libvirt",
    "needs-older-libvirt",
    "unknown-code",
    "unused-ignore",
    "unknown-key",
    "wrong-type",
    "missing-key",
    "duplicate-key",
    "duplicate-name",
    "invalid-size",
    "impossible-combination",
    "undefined-variable",
    "unknown-name",
    "similar-name",
    "unreadable-reference",
]
Code: TypeAlias = SchemaCode | RuleCode

PROJECT = "https://github.com/libvirt-xml/libvirt-xml"


def page_of(code: str) -> str:
    """The address of the documentation of a code."""
    page = f"problems.md#{code}" if code in WITHOUT_RULES else f"rules/{code}.md"
    return f"{PROJECT}/blob/main/docs/{page}"


class Entry(NamedTuple):
    """One sort of problem."""

    name: Code
    summary: str
    """What it says about a document, in a few words."""
    severity: Severity = "error"


def _table(*entries: Entry) -> Mapping[str, Entry]:
    return {entry.name: entry for entry in entries}


_OF_DOCUMENTS = _table(
    Entry("unknown-element", "An element that libvirt does not know in this place"),
    Entry("unknown-attribute", "An attribute that libvirt does not know on this element, or not with its other values"),
    Entry("invalid-value", "A value or text that libvirt does not allow here"),
    Entry("missing-element", "A required element is missing"),
    Entry("missing-attribute", "A required attribute is missing"),
    Entry("misplaced-element", "A known element in the wrong order, too often, or next to what excludes it"),
    Entry("stray-white-space", "A value with white space around it: the schemas accept it, libvirt does not", "error"),
    Entry("unexpected-text", "Text where only elements, or nothing, are allowed"),
    Entry("not-well-formed", "The file is not well-formed XML or YAML, or contains what is refused (a DTD, a tag)"),
    Entry("unreadable-file", "The file or folder cannot be read, or is too large: it is not checked"),
    Entry("unknown-document", "The root element is not that of a libvirt document, or a YAML file contains none"),
    Entry("needs-newer-libvirt", "Something that a newer libvirt has and the chosen version lacks"),
    Entry("needs-older-libvirt", "A document that an older libvirt wrote, and the chosen one would write otherwise"),
    Entry("unknown-code", "A comment that silences problems names an unknown code, or none", "warning"),
    Entry("unused-ignore", "A comment silences a code, and there is no such problem", "warning"),
)
_OF_YAML = _table(
    Entry("unknown-key", "A key that does not exist in this place"),
    Entry("wrong-type", "A map, a list or a value where another of them is expected"),
    Entry("missing-key", "A required key is missing"),
    Entry("duplicate-key", "A key that a map has twice"),
    Entry("duplicate-name", "A name that something else has already"),
    Entry("invalid-size", "A size without a unit, or with an unknown one"),
    Entry("impossible-combination", "Two things that exclude each other"),
    Entry("undefined-variable", "A variable without a value"),
    Entry("unknown-name", "A name that nothing in the file has"),
    Entry("similar-name", "A new name that is nearly another one", "warning"),
    Entry("unreadable-reference", "A file or an environment variable that cannot be read"),
)


class _Codes(Mapping[str, Entry]):
    """The codes of documents and of YAML, and those of rules, whose sentences are read one by one."""

    def __getitem__(self, code: str) -> Entry:
        return WITHOUT_RULES.get(code) or _of_rule(code)

    def __iter__(self) -> Iterator[str]:
        return iter((*WITHOUT_RULES, *_rule_codes()))

    def __len__(self) -> int:
        return len(WITHOUT_RULES) + len(_rule_codes())


@cache
def _of_rule(code: str) -> Entry:
    from libvirt_xml.validation.rules.compiled_rules import rules_by_code
    from libvirt_xml.validation.rules.rule_entries import summary_and_severity

    return Entry(cast("Code", code), *summary_and_severity(rules_by_code()[code]))


def _rule_codes() -> Collection[str]:
    from libvirt_xml.validation.rules.compiled_rules import rules_by_code

    return rules_by_code().keys()


def codes_of(words: Iterable[str]) -> frozenset[str]:
    """The codes that words stand for: each for itself, or a group for the codes of its rules."""
    named = frozenset(words)
    if named <= WITHOUT_RULES.keys():
        return named
    from libvirt_xml.validation.rules.compiled_rules import all_rules

    return named | {rule.code for rule in all_rules() if named.intersection(rule.groups)}


WITHOUT_RULES: Mapping[str, Entry] = {**_OF_DOCUMENTS, **_OF_YAML}
"""The codes that ``docs/problems.md`` has a section for."""
CODES: Mapping[str, Entry] = _Codes()
"""All codes by their names."""
YAML_CODES = frozenset(_OF_YAML)
"""The codes that only YAML has: while there are such problems, a file is not checked for all others."""
