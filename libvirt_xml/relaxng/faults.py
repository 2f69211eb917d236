"""What keeps a document from matching, as the repairs that would make it match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from libvirt_xml.relaxng import nameclasses
from libvirt_xml.relaxng.builder import Patterns
from libvirt_xml.relaxng.document import AttributeNode, Node
from libvirt_xml.relaxng.members import elements, named_elements, parts
from libvirt_xml.relaxng.patterns import (
    Attribute,
    Data,
    DataExcept,
    List,
    Names,
    Pattern,
    Text,
    Value,
)

Sorted = Mapping[str, None]
"""Names in their order, each once."""


class Repair(Enum):
    """What would mend a fault; the value is what it costs. The cheapest set of repairs is the explanation."""

    RENAME_ATTRIBUTE = 0.7
    RENAME_ELEMENT = 0.71
    CHANGE_VALUE = 1.0
    CHANGE_TEXT = 1.01
    DROP_ATTRIBUTE = 1.02
    DROP_ELEMENT = 1.03
    DROP_TEXT = 0.85
    ADD_ATTRIBUTE = 0.95
    ADD_ELEMENT = 0.97
    ADD_TEXT = 1.12
    SWITCH_VALUE = 1.75
    """Change a value that is allowed by itself, but not beside what else stands there."""
    DROP_REPETITION = 0.6
    """Drop an element that repeats an earlier one wholly."""

    def __init__(self, cost: float) -> None:
        self.cost = cost


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """An element, the content (of attributes, children and text) that it is taken to have, and the one around it."""

    node: Node
    content: Pattern
    outer: Scope | None
    known: dict[object, Any] = field(default_factory=dict)
    """What was worked out of it, so that faults in the same element do not cost that again."""


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One repair of a document."""

    repair: Repair
    node: Node
    """The element concerned; of what is to be added, the parent."""
    pattern: Pattern
    """What was allowed: of a value or text its patterns, else the rest of the element where the fault is."""
    scope: Scope
    """The element in which it is: ``node``, or the parent of an element to be dropped or renamed."""
    attribute: AttributeNode | None = None
    names: tuple[str, ...] = ()
    """The qualified name that was meant, or those of which one is to be added."""


def element_names(make: Patterns, pattern: Pattern) -> Sorted:
    """The qualified names of the elements directly in a content, in whatever circumstances."""
    key = ("element names", pattern)
    found: Sorted | None = make.memo.get(key)
    if found is None:
        found = make.memo[key] = _sorted(part.elements for part in elements(pattern))
    return found


def attribute_names(make: Patterns, pattern: Pattern) -> Sorted:
    """The qualified names of the attributes of a content, in whatever circumstances."""
    key = ("attribute names", pattern)
    found: Sorted | None = make.memo.get(key)
    if found is None:
        found = make.memo[key] = _sorted(part.attributes for part in attributes(pattern))
    return found


def _sorted(sets: Iterable[Names]) -> Sorted:
    return dict.fromkeys(sorted({name for names in sets for name in names or ()}))


def is_forbidden(pattern: Pattern, name: str) -> bool:
    """Whether a content names an element only to forbid it."""
    named = [each for each in named_elements(pattern) if name in (each.elements or ())]
    return bool(named) and not any(part.is_allowed for part in named)


def attributes(pattern: Pattern) -> Iterator[Attribute]:
    """The attributes of a content."""
    for part in parts(pattern):
        if isinstance(part, Attribute):
            yield part


def data_of(pattern: Pattern) -> Iterator[Value | Data | DataExcept | List | Text]:
    """The texts that a content allows, as patterns."""
    for part in parts(pattern):
        if isinstance(part, Value | Data | DataExcept | List | Text):
            yield part


def has_text(pattern: Pattern) -> bool:
    """Whether a content may hold text."""
    return next(data_of(pattern), None) is not None


def has_datum(make: Patterns, pattern: Pattern) -> bool:
    """Whether a content may hold text of a datatype."""
    key = ("datum", pattern)
    found: bool | None = make.memo.get(key)
    if found is None:
        found = make.memo[key] = any(not isinstance(part, Text) for part in data_of(pattern))
    return found


def has_any_name(pattern: Pattern) -> bool:
    """Whether a content may hold elements of names that cannot be listed."""
    return any(nameclasses.has_wildcard(part.name) for part in elements(pattern))
