"""Documents laid out in another way."""

from __future__ import annotations

from lxml import etree


def indented(text: str) -> str:
    """A document with an element a line."""
    tree = etree.fromstring(text, etree.XMLParser(remove_blank_text=True))
    etree.indent(tree)
    return etree.tostring(tree, encoding="unicode")
