"""Which names were probably meant by names that are unknown where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libvirt_xml.markup.characters import is_blank
from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import Names, Pattern
from libvirt_xml.relaxng.repair.completion import openings
from libvirt_xml.relaxng.repair.faults import Scope, Sorted, attribute_names, element_names
from libvirt_xml.relaxng.schema.nameclasses import local
from libvirt_xml.words.similarity import Spelling, spell
from libvirt_xml.words.vocabulary import Vocabulary

_MOST = 3


class NameChoices:
    """Chooses among the names that a pattern allows, by spelling and by synonyms."""

    def __init__(self, make: Patterns, vocabulary: Vocabulary) -> None:
        self._make = make
        self._vocabulary = vocabulary
        self._alike: dict[tuple[str, Names, bool], list[str]] = {}

    def elements(self, name: str, pattern: Pattern, scope: Scope) -> list[str]:
        """The elements that were probably meant by a child of an element: none where the name is that of one."""
        if name in element_names(self._make, scope.content):
            return []
        return self._similar(name, pattern.elements, is_known=name in all_elements(self._make, scope))

    def attributes(self, name: str, pattern: Pattern, scope: Scope) -> list[str]:
        """The attributes that were probably meant by one of an element: none where the name is that of one."""
        if name in attribute_names(self._make, scope.content):
            return []
        return self._similar(name, pattern.attributes, is_known=name in all_attributes(self._make, scope))

    def other_elements(self, name: str, pattern: Pattern) -> list[str]:
        """The elements that people confuse with one that is known."""
        return self._similar(name, pattern.elements, is_known=True)

    def is_misspelt(self, child: Node, names: Sequence[str]) -> bool:
        """Whether an element has content, and its name is surely a misspelling of the likeliest of some."""
        if not names or not (child.attributes or child.children or not is_blank(child.text)):
            return False
        return self._vocabulary.is_misspelling(local(child.name), local(names[0]))

    def _similar(self, name: str, candidates: Names, *, is_known: bool) -> list[str]:
        """Up to three names that were probably meant, the likeliest first; by its meaning only for a known name."""
        key = (name, candidates, is_known)
        names = self._alike.get(key)
        if names is None:
            names = self._alike[key] = self._find_similar(name, candidates, is_known=is_known)
        return names

    def _find_similar(self, name: str, candidates: Names, *, is_known: bool) -> list[str]:
        if is_known:
            meanings = self._vocabulary.meanings(local(name))
            return [meaning for meaning in meanings if meaning != name and meaning in (candidates or ())][:_MOST]
        spelling, compare = spell(local(name)), self._vocabulary.compare
        near = ((compare(spelling, other), candidate) for other, candidate in _spellings(self._make, candidates))
        return [candidate for _, candidate in sorted(pair for pair in near if pair[0] < 1)[:_MOST]]


def _spellings(make: Patterns, candidates: Names) -> Sequence[tuple[Spelling, str]]:
    """The local names of candidates, and these."""
    key = ("spellings", candidates)
    spellings: Sequence[tuple[Spelling, str]] | None = make.memo.get(key)
    if spellings is None:
        spellings = make.memo[key] = [(spell(local(candidate)), candidate) for candidate in candidates or ()]
    return spellings


def all_elements(make: Patterns, scope: Scope) -> Sorted:
    """The elements that an element may have, whatever the elements and attributes around it say."""
    return _everywhere(make, scope, "all elements", element_names)


def all_attributes(make: Patterns, scope: Scope) -> Sorted:
    """The attributes that an element may have, whatever the elements and attributes around it say."""
    return _everywhere(make, scope, "all attributes", attribute_names)


def own_contents(make: Patterns, scope: Scope) -> tuple[Pattern, ...]:
    """The contents that an element may have in the content that the one around it is taken to have."""
    if scope.outer is None:
        return (scope.content,)
    return tuple(content for content, _, _ in openings(make, scope.outer.content, scope.node.name))


def all_contents(make: Patterns, scope: Scope) -> tuple[Pattern, ...]:
    """The contents that an element may have, whatever is beside it and whatever the element around it has."""
    parent = scope.outer
    if parent is None:
        return (scope.content,)
    key = ("all contents", (parent.outer or parent).content, parent.node.name, scope.node.name)
    contents: tuple[Pattern, ...] | None = make.memo.get(key)
    if contents is None:
        outer = parent.outer and [content for content, _, _ in openings(make, parent.outer.content, parent.node.name)]
        inner = (openings(make, content, scope.node.name) for content in outer or [parent.content])
        contents = tuple(dict.fromkeys(content for opened in inner for content, _, _ in opened))
        if contents:  # what a document makes up is not kept
            make.memo[key] = contents
    return contents


def _everywhere(make: Patterns, scope: Scope, kind: str, names_of: Any) -> Sorted:
    if scope.outer is None:
        return names_of(make, scope.content)  # type: ignore[no-any-return]
    key = (kind, scope.outer.content, scope.node.name)
    names: Sorted | None = make.memo.get(key)
    if names is None:
        contents = own_contents(make, scope)
        names = dict.fromkeys(name for content in contents for name in names_of(make, content))
        if contents:  # what a document makes up is not kept
            make.memo[key] = names
    return names
