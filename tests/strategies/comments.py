"""Comments and processing instructions, put into a document where they say nothing."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from hypothesis import strategies as st
from lxml import etree

from tests.comparison import WILDCARDS

Place = tuple[int, int, bool]
"""An element by its number, where in its content, and whether a comment stands there."""

_places = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8), st.booleans()), min_size=1, max_size=5)


def _commenter(places: list[Place]) -> Callable[[etree._Element], etree._Element]:
    return lambda root: _commented(root, places)


with_comments = _places.map(_commenter)
"""Functions that copy a document and put comments into the copy, none of them into foreign content."""


def _commented(root: etree._Element, places: list[Place]) -> etree._Element:
    copy = deepcopy(root)
    for number, at, is_comment in places:
        nodes = [node for node in copy.iter(etree.Element) if not _is_foreign(node)]
        made = etree.Comment(" - ") if is_comment else etree.ProcessingInstruction("target", "text")
        _put(nodes[number % len(nodes)], at, made)
    return copy


def _is_foreign(node: etree._Element) -> bool:
    return any(each.tag in WILDCARDS for each in (node, *node.iterancestors()))


def _put(node: etree._Element, at: int, made: etree._Element) -> None:
    """Into the text before the first child, or after a child."""
    if at <= len(node.text or "") or not len(node):
        text = node.text or ""
        node.text, made.tail = text[:at], text[at:]
        node.insert(0, made)
    else:
        node.insert(at % len(node) + 1, made)
