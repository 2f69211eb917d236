"""The verdict of a pattern on a document."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from libvirt_xml.relaxng import derivatives, tree
from libvirt_xml.relaxng.patterns import NOT_ALLOWED, Pattern, Patterns
from libvirt_xml.relaxng.xmlnames import is_blank


def is_valid(patterns: Patterns, pattern: Pattern, root: etree._Element) -> bool:
    """Whether an element, taken as a document's root, matches a pattern that ``patterns`` made."""
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            pattern = _after_start_tag(patterns, pattern, node)
        else:
            pattern = derivatives.end_tag(patterns, pattern)
            if node is not root:
                pattern = _after_text_between(patterns, pattern, _text_from(node), node)
        if pattern is NOT_ALLOWED:
            return False
    return pattern.nullable


def _after_start_tag(patterns: Patterns, pattern: Pattern, node: etree._Element) -> Pattern:
    pattern = derivatives.start_tag_open(patterns, pattern, _name(str(node.tag)))
    namespaces = _namespaces(node)
    for name, value in node.attrib.items():
        pattern = derivatives.attribute(patterns, pattern, _name(str(name)), str(value), namespaces)
    pattern = derivatives.start_tag_close(patterns, pattern)
    leading = _joined(node.text, node)
    if next(node.iterchildren(etree.Element), None) is not None:
        return _after_text_between(patterns, pattern, leading, node)
    return _after_only_text(patterns, pattern, leading, node)


def _after_only_text(patterns: Patterns, pattern: Pattern, string: str, node: etree._Element) -> Pattern:
    """The text of an element without children; blank text may also be passed over (specification, 9.3.7)."""
    read = derivatives.text(patterns, pattern, string, _namespaces(node))
    return patterns.choice(pattern, read) if is_blank(string) else read


def _after_text_between(patterns: Patterns, pattern: Pattern, string: str, node: etree._Element) -> Pattern:
    return pattern if is_blank(string) else derivatives.text(patterns, pattern, string, _namespaces(node))


def _joined(text: str | None, node: etree._Element) -> str:
    """Text before a node's first child element, comments and processing instructions taken out."""
    return (text or "") + _tails(iter(node))


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


def _name(tag: str) -> tree.Name:
    namespace, brace, local = tag.rpartition("}")
    return tree.Name(namespace[1:] if brace else "", local)


def _namespaces(node: etree._Element) -> dict[str, str]:
    return {prefix or "": uri for prefix, uri in node.nsmap.items()}
