"""What keeps a document from matching, as the repairs that would make it match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.members import elements, named_elements, parts
from libvirt_xml.relaxng.patterns.patterns import Attribute, Data, DataExcept, List, Names, Pattern, Text, Value
from libvirt_xml.relaxng.schema import nameclasses
from libvirt_xml.relaxng.schema.nameclasses import local

Sorted = Mapping[str, None]
"""Names in their order, each once."""


class Repair(Enum):
    """What would fix a fault; the value names its price."""

    RENAME_ATTRIBUTE = "rename_attribute"
    RENAME_ELEMENT = "rename_element"
    CHANGE_VALUE = "change_value"
    CHANGE_TEXT = "change_text"
    DROP_ATTRIBUTE = "drop_attribute"
    DROP_ELEMENT = "drop_element"
    DROP_TEXT = "drop_text"
    ADD_ATTRIBUTE = "add_attribute"
    ADD_ELEMENT = "add_element"
    ADD_TEXT = "add_text"
    SWITCH_VALUE = "switch_value"
    """Change a value that is allowed by itself, but not beside what else stands there."""
    DROP_REPETITION = "drop_repetition"
    """Drop an element that repeats an earlier one wholly."""


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
    names: Sorted | None = make.memo.get(key)
    if names is None:
        names = make.memo[key] = _sorted(part.elements for part in elements(pattern))
    return names


def attribute_names(make: Patterns, pattern: Pattern) -> Sorted:
    """The qualified names of the attributes of a content, in whatever circumstances."""
    key = ("attribute names", pattern)
    names: Sorted | None = make.memo.get(key)
    if names is None:
        names = make.memo[key] = _sorted(part.attributes for part in attributes(pattern))
    return names


def _sorted(sets: Iterable[Names]) -> Sorted:
    return dict.fromkeys(sorted({name for names in sets for name in names or ()}))


def is_forbidden(make: Patterns, pattern: Pattern, name: str) -> bool:
    """Whether a content names an element only to forbid it."""
    key = ("forbidden", pattern)
    forbidden: frozenset[str] | None = make.memo.get(key)
    if forbidden is None:
        named = _sorted(part.elements for part in named_elements(pattern))
        forbidden = make.memo[key] = frozenset(named) - element_names(make, pattern).keys()
    return name in forbidden


def alike_in_other_namespaces(make: Patterns, pattern: Pattern, name: str) -> tuple[str, ...]:
    """The names of elements directly in a content that differ from a name in nothing but the namespace."""
    key = ("by local name", pattern)
    by_local_name: dict[str, tuple[str, ...]] | None = make.memo.get(key)
    if by_local_name is None:
        by_local_name = make.memo[key] = {}
        for element in element_names(make, pattern):
            by_local_name[local(element)] = (*by_local_name.get(local(element), ()), element)
    return tuple(element for element in by_local_name.get(local(name), ()) if element != name)


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
    answer: bool | None = make.memo.get(key)
    if answer is None:
        answer = make.memo[key] = any(not isinstance(part, Text) for part in data_of(pattern))
    return answer


def has_any_name(pattern: Pattern) -> bool:
    """Whether a content may hold elements of names that cannot be listed."""
    return any(nameclasses.has_wildcard(part.name) for part in elements(pattern))
