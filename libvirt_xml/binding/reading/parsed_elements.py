"""Elements of lxml and of Python's ElementTree, as XML text: what follows them in their document is left out."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, TypeAlias
from xml.etree import ElementTree

if TYPE_CHECKING:
    from lxml import etree

    Parsed: TypeAlias = etree._Element | ElementTree.Element


def as_source(element: Parsed) -> bytes:
    """The XML text of an element. Raises TypeError for what is neither library's."""
    if isinstance(element, ElementTree.Element):
        alone = copy.copy(element)
        alone.tail = None
        return bytes(ElementTree.tostring(alone, encoding="utf-8"))
    from lxml import etree

    return etree.tostring(element, encoding="utf-8", with_tail=False)
