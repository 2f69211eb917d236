"""Documents that a grammar allows, drawn from its located tree; every construct of RELAX NG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, assert_never

from hypothesis import strategies as st
from lxml import etree

from libvirt_xml.relaxng.schema import tree
from tests.strategies.sizes import NEVER, Sizes
from tests.strategies.texts import data_texts, names, padding, texts

MOST_ELEMENTS = 100
MOST_DEPTH = 16
_PREFIXES = {"urn:one": "one", "urn:two": "two"}
_FOREIGN = tuple(_PREFIXES)
_XML = "http://www.w3.org/XML/1998/namespace"

Attribute = tuple[str, str]
Item = Attribute | str | etree._Element
"""What a pattern stands for: attributes, texts and elements in their order."""


@st.composite
def documents(draw: st.DrawFn, grammar: tree.Grammar) -> etree._Element:
    """The root elements of documents that a grammar allows, indented or on one line."""
    budget = draw(st.integers(0, MOST_ELEMENTS))
    (root,) = _Drawing(draw, _sizes(grammar), budget).items(grammar.start)
    assert isinstance(root, etree._Element)
    if draw(st.booleans()):
        etree.indent(root)
    return root


@cache
def _sizes(grammar: tree.Grammar) -> Sizes:
    return Sizes(grammar.start)


class _Drawing:
    """The making of one document: so many elements as the budget has, then only what must be."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], sizes: Sizes, budget: int) -> None:
        self._draw = draw
        self._sizes = sizes
        self._budget = budget
        self._depth = 0

    @property
    def _is_spent(self) -> bool:
        return self._budget <= 0 or self._depth > MOST_DEPTH

    def items(self, pattern: tree.Pattern) -> list[Item]:
        """What a pattern that was chosen to be there stands for."""
        match pattern:
            case tree.Empty() | tree.NotAllowed():
                return []
            case tree.Text():
                return [self._draw(texts)]
            case tree.Value() | tree.Data() | tree.List():
                return [self._text(pattern)]
            case tree.Attribute():
                return [self._attribute(pattern)]
            case tree.Element():
                return [self._element(pattern)]
            case tree.Group(children):
                return [item for part in self._parts(children) for item in part]
            case tree.Interleave(children):
                return self._mingled(self._parts(children))
            case tree.Choice(children):
                return self.items(self._branch(children))
            case tree.Optional(content):
                return self._repeated(content, 0, 1)
            case tree.ZeroOrMore(content):
                return self._repeated(content, 0, 3)
            case tree.OneOrMore(content):
                return self._repeated(content, 1, 3)
            case tree.Mixed(content):
                return self._mingled([self.items(content), [self._draw(texts)], [self._draw(texts)]])
            case tree.Ref() | tree.Nested():
                return self.items(pattern.target)
            case _:
                assert_never(pattern)

    def _parts(self, children: Sequence[tree.Pattern]) -> list[list[Item]]:
        """What stands of some patterns: all that must be, and some of those that may."""
        free = [at for at, child in enumerate(children) if self._sizes.can_be_nothing(child)]
        chosen: set[int] = set()
        if free and not self._is_spent:
            count = self._draw(st.integers(0, min(len(free), 3 + len(free) // 2)))
            chosen = {self._draw(st.sampled_from(free)) for _ in range(count)}
        return [
            self.items(child)
            for at, child in enumerate(children)
            if at in chosen or not self._sizes.can_be_nothing(child)
        ]

    def _mingled(self, parts: list[list[Item]]) -> list[Item]:
        """Some parts in any order, also between each other; each keeps its own order."""
        labels = [at for at, part in enumerate(parts) for _ in part]
        if len([part for part in parts if part]) > 1 and self._draw(st.booleans()):
            labels = self._draw(st.permutations(labels))
        sources = [iter(part) for part in parts]
        return [next(sources[label]) for label in labels]

    def _branch(self, children: Sequence[tree.Pattern]) -> tree.Pattern:
        least = min(children, key=self._sizes.least)
        if self._is_spent:
            return least
        possible = [child for child in children if self._sizes.least(child) != NEVER]
        chosen: tree.Pattern = self._draw(st.sampled_from(possible or [least]))
        return chosen

    def _repeated(self, content: tree.Pattern, least: int, most: int) -> list[Item]:
        if self._sizes.least(content) == NEVER:
            return []
        count = least if self._is_spent else self._draw(st.integers(max(least, 1), most))
        return [item for _ in range(count) for item in self.items(content)]

    # Elements and attributes

    def _element(self, element: tree.Element) -> etree._Element:
        self._budget -= 1
        self._depth += 1
        name = self._name(element.name, is_attribute=False)
        content = self.items(element.content)
        self._depth -= 1
        made = etree.Element(_tag(name), nsmap={_prefix(name.namespace): name.namespace} if name.namespace else None)
        for item in content:
            match item:
                case (str(key), str(value)):
                    made.set(key, value)
                case str():
                    _append_text(made, item)
                case _:
                    made.append(item)
        return made

    def _attribute(self, attribute: tree.Attribute) -> Attribute:
        name = self._name(attribute.name, is_attribute=True)
        return _tag(name), self._text(attribute.content)

    def _name(self, name_class: tree.NameClass, *, is_attribute: bool) -> tree.Name:
        """A name of a name class. Raises Unsatisfied (by hypothesis) where an exception leaves none of ours."""
        match name_class:
            case tree.Name():
                return name_class
            case tree.NameChoice(choices):
                return self._name(self._draw(st.sampled_from(choices)), is_attribute=is_attribute)
            case tree.NsName(namespace):
                spaces: tuple[str, ...] = (namespace,)
            case tree.AnyName():
                spaces = ("", *_FOREIGN, *((_XML,) if is_attribute else ()))
        drawn = st.builds(tree.Name, st.sampled_from(spaces), names)
        name: tree.Name = self._draw(drawn.filter(lambda name: tree.contains(name_class, name.namespace, name.local)))
        return name

    # Texts

    def _text(self, pattern: tree.Pattern) -> str:
        """A text that matches the content of an attribute, or a value."""
        match pattern:
            case tree.Value(text, type, library):
                is_loose = (library, type) == ("", "token")
                return self._padded(text) if is_loose else text
            case tree.Data():
                return str(self._draw(data_texts(pattern)))
            case tree.List(content):
                return " ".join(part for part in self._tokens(content) if part)
            case _:
                return "".join(item for item in self.items(pattern) if isinstance(item, str))

    def _tokens(self, pattern: tree.Pattern) -> list[str]:
        return [item for item in self.items(pattern) if isinstance(item, str)]

    def _padded(self, text: str) -> str:
        return f"{self._draw(padding)}{text}{self._draw(padding)}"


def _tag(name: tree.Name) -> str:
    return f"{{{name.namespace}}}{name.local}" if name.namespace else name.local


def _prefix(namespace: str) -> str:
    from libvirt_xml.markup.prefixes import usual_prefixes

    return _PREFIXES.get(namespace) or usual_prefixes().get(namespace, "other")


def _append_text(element: etree._Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
