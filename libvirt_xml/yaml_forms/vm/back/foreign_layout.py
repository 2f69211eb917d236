"""The layout of foreign elements in the metadata: as if each stood at the beginning of a line."""

from __future__ import annotations

import re

from libvirt_xml.changes.foreign_trees import is_same_tree
from libvirt_xml.markup.scopes import Scopes
from libvirt_xml.yaml_forms.document.foreign_text import read_element
from libvirt_xml.yaml_forms.findings import Findings
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
    """The text of an element without the indentation of its end; as it is, if that would change what it says."""
    if not isinstance(element, Scalar) or "\n" not in element.text:
        return element
    columns = [_width(space) for space in _spaces(element.text)]
    outer = min(columns, default=0)
    text = _LAYOUT.sub(lambda match: f">\n{' ' * (_width(match[1]) - outer)}<", element.text)
    findings = Findings()
    before, after = (read_element(way, Scopes(), findings, element, "") for way in (element.text, text))
    if before is None or after is None or findings.problems or not is_same_tree(before, after):
        return element
    return Scalar(text, text, element.origin)


def _spaces(text: str) -> list[str]:
    return [match[1] for match in _LAYOUT.finditer(text)]


def _width(space: str) -> int:
    """How far a line is indented by the space before it."""
    return len(space.rpartition("\n")[2].replace("\t", _TAB))
