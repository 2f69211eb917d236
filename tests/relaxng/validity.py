"""The verdict on an element tree."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from libvirt_xml.markup.characters import is_blank
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.verdict.automaton import Automaton, Content, Mismatch, Table, Tag


def is_valid(automaton: Automaton, start: Pattern, root: etree._Element) -> bool:
    """Whether an element, taken as a document's root, matches a pattern."""
    try:
        return _after(automaton, automaton.first(start), root).accepted != 0
    except Mismatch:
        return False


def _after(automaton: Automaton, content: Content, root: etree._Element) -> Content:
    stack: list[Table] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            tag, after = content.starts[qualified(node.tag)]
            stack.append(after)
            content = _between(_attributes(automaton, tag, node).closed, node)
        else:
            is_leaf = next(node.iterchildren(etree.Element), None) is None
            mask = content.leaf[_joined(node)] if is_leaf else content.accepted
            content = stack.pop()[mask]
            if node is not root and not is_blank(_text_from(node)):
                content = content.mixed
    return content


def _attributes(automaton: Automaton, tag: Tag, node: etree._Element) -> Tag:
    automaton.reading.namespaces = {prefix or "": uri for prefix, uri in node.nsmap.items()}
    for name, value in node.attrib.items():
        step = tag.attributes[qualified(str(name))]
        tag = step if isinstance(step, Tag) else step[str(value)]
    return tag


def _between(content: Content, node: etree._Element) -> Content:
    """The state before a first child."""
    has_children = next(node.iterchildren(etree.Element), None) is not None
    return content.mixed if has_children and not is_blank(_joined(node)) else content


def qualified(tag: str) -> str:
    """lxml's name of an element or attribute as ``tree.qualified`` gives it."""
    return tag[1:] if tag[0] == "{" else tag


def _joined(node: etree._Element) -> str:
    """Text before a node's first child element, comments and processing instructions taken out."""
    return (node.text or "") + _tails(iter(node))


def _text_from(node: etree._Element) -> str:
    """Text between a node and the next element or the end of its parent."""
    return (node.tail or "") + _tails(node.itersiblings())


def _tails(siblings: Iterator[etree._Element]) -> str:
    tails: list[str] = []
    for sibling in siblings:
        if isinstance(sibling.tag, str):
            break
        tails.append(sibling.tail or "")
    return "".join(tails)
