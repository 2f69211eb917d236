"""Whether two XML trees say the same: names, attributes, texts and order.

White space between elements, comments and processing instructions do not count, nor does white space alone where an
element holds no text. In foreign content (what stands in ``metadata`` and ``cookie``) everything counts, prefixes too.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest

from lxml import etree

from libvirt_xml.markup.characters import is_blank
from tests.schemas import text_names

WILDCARDS = frozenset({"metadata", "cookie"})


def difference(original: etree._Element, written: etree._Element, path: str = "") -> str | None:
    """The first difference in a sentence with its path, or ``None``."""
    path = f"{path}/{original.tag!s}"
    if original.tag != written.tag:
        return f"{path}: <{written.tag!s}> instead"
    if dict(original.attrib) != dict(written.attrib):
        return f"{path}: attributes {dict(original.attrib)} became {dict(written.attrib)}"
    texts, other_texts = _texts(original), _texts(written)
    if texts != other_texts:
        return f"{path}: text {texts} became {other_texts}"
    is_foreign = original.tag in WILDCARDS
    compare = _foreign_difference if is_foreign else difference
    nodes: Callable[[etree._Element], list[etree._Element]] = list if is_foreign else _elements
    for child, other in zip_longest(nodes(original), nodes(written)):
        if child is None or other is None:
            return f"{path}: {_name(child, other)}"
        found = compare(child, other, path)
        if found:
            return found
    return None


def _name(child: etree._Element | None, other: etree._Element | None) -> str:
    node = child if child is not None else other
    assert node is not None
    return f"<{node.tag!s}> was {'lost' if other is None else 'added'}"


def _elements(node: etree._Element) -> list[etree._Element]:
    return list(node.iterchildren(etree.Element))


def _texts(node: etree._Element) -> list[str]:
    """The texts before, between and after the child elements; blank pieces count only where nothing else can stand."""
    pieces = [[node.text or ""]]
    for child in node:
        if isinstance(child.tag, str):
            pieces.append([])
        pieces[-1].append(child.tail or "")
    is_value = len(pieces) == 1 and node.tag in text_names()
    return ["".join(piece for piece in between if is_value or not is_blank(piece)) for between in pieces]


def _foreign_difference(original: etree._Element, written: etree._Element, path: str) -> str | None:
    """The same where nothing is insignificant."""
    path = f"{path}/{original.tag!s}"
    if _foreign_facts(original) != _foreign_facts(written):
        return f"{path}: {_foreign_facts(original)} became {_foreign_facts(written)}"
    for child, other in zip_longest(original, written):
        if child is None or other is None:
            return f"{path}: {_name(child, other)}"
        found = _foreign_difference(child, other, path)
        if found or child.tail != other.tail:
            return found or f"{path}: text {child.tail!r} became {other.tail!r}"
    return None


def _foreign_facts(node: etree._Element) -> tuple[object, ...]:
    return node.tag, getattr(node, "prefix", None), dict(node.attrib), node.text
