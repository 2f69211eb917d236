"""The layout of foreign elements in the metadata: as if each stood at the beginning of a line."""

from __future__ import annotations

import re

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

_LAYOUT = re.compile(r">([ \t\r]*\n[ \t\r\n]*)<")  # the space between two tags, with the end of a line
_TAB = "  "


def with_dedented_metadata(domain: Mapping) -> Mapping:
    """A domain in the document form whose metadata is not indented as in the XML around it."""
    metadata = domain.get("metadata")
    elements = metadata.get("elements") if isinstance(metadata, Mapping) else None
    if not isinstance(metadata, Mapping) or not isinstance(elements, Sequence):
        return domain
    texts = Sequence([_dedented(element) for element in elements], elements.origin)
    moved = Mapping({**metadata.items, "elements": texts}, metadata.origin, metadata.keys)
    return Mapping({**domain.items, "metadata": moved}, domain.origin, domain.keys)


def _dedented(element: Node) -> Node:
    """The text of an element without the indentation of its end. Only the space between two tags changes."""
    if not isinstance(element, Scalar) or "\n" not in element.text:
        return element
    outer = min((_width(match[1]) for match in _LAYOUT.finditer(element.text)), default=0)
    text = _LAYOUT.sub(lambda match: f">\n{' ' * (_width(match[1]) - outer)}<", element.text)
    return Scalar(text, text, element.origin)


def _width(space: str) -> int:
    """How far a line is indented by the space before it."""
    return len(space.rpartition("\n")[2].replace("\t", _TAB))
