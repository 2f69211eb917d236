"""Whether an element of a tree has a content; each element remembers it, so that no part is looked at twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from libvirt_xml.markup.characters import is_blank
from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.verdict.automaton import Automaton, Content, Mismatch, Table, Tag, Texts, Vector

Watch = Callable[[Node, AttributeNode | None, Texts], None]


def fits(automaton: Automaton, node: Node, content: Pattern) -> bool:
    """Whether an element has a content (of attributes, children and text)."""
    known = node.verdict(content)
    if known is None:
        _Walk(automaton).follow(node, content)
        known = node.verdict(content)
    return bool(known)


def watch_texts(automaton: Automaton, node: Node, content: Pattern, watch: Watch) -> None:
    """Tell of each value and each leaf's text in an element that has a content what decides about it."""
    _Walk(automaton, watch).follow(node, content)


class _Step(NamedTuple):
    """An open element: what it may be, its children to come, and the state after it, by the mask of what it is."""

    node: Node
    vector: Vector
    children: Iterator[tuple[str, Node]]
    after: Table | None


class _Walk:
    """Reads an element by the automaton's states."""

    def __init__(self, automaton: Automaton, watch: Watch | None = None) -> None:
        self._automaton = automaton
        self._watch = watch
        self._open: list[_Step] = []

    def follow(self, node: Node, content: Pattern) -> None:
        """Read an element, up to what does not match; the elements then open are judged too."""
        try:
            self._read(node, self._automaton.tag((content,)))
        except Mismatch:
            for step in self._open:
                step.node.judge(step.vector, 0)
            if not self._open:
                node.judge((content,), 0)

    def _read(self, node: Node, tag: Tag) -> None:
        content = self._enter(node, tag, None)
        while self._open:
            step = self._open[-1]
            text, child = next(step.children, (None, None))
            if child is None or text is None:
                mask = self._mask(step.node, content)
                step.node.judge(step.vector, mask)
                self._open.pop()
                if step.after is not None:
                    content = step.after[mask]
                continue
            if not is_blank(text):
                content = content.mixed
            inside, after = content.starts[child.name]
            known = None if self._watch else _known(child, inside.vector)
            content = self._enter(child, inside, after) if known is None else after[known]

    def _enter(self, node: Node, tag: Tag, after: Table | None) -> Content:
        self._open.append(_Step(node, tag.vector, zip(node.texts, node.children, strict=False), after))
        self._automaton.reading.namespaces = node.namespaces
        for attribute in node.attributes:
            step = tag.attributes[attribute.name]
            if self._watch and isinstance(step, Texts):
                self._watch(node, attribute, step)
            tag = step if isinstance(step, Tag) else step[attribute.value]
        return tag.closed

    def _mask(self, node: Node, content: Content) -> int:
        if node.children:
            return (content if is_blank(node.texts[-1]) else content.mixed).accepted
        self._automaton.reading.namespaces = node.namespaces
        mask: int = content.leaf[node.text]
        if self._watch:
            self._watch(node, None, content.leaf)
        return mask


def _known(node: Node, vector: Vector) -> int | None:
    """The mask of the contents that an element has, where that is known of all."""
    mask = 0
    for at, content in enumerate(vector):
        verdict = node.verdict(content)
        if verdict is None:
            return None
        mask |= verdict << at
    return mask
