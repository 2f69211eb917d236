"""Elements outside the model: one XML text each."""

from __future__ import annotations

from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.reading.reader import read_foreign
from libvirt_xml.binding.reading.regular import copied
from libvirt_xml.errors import ParseError
from libvirt_xml.markup.characters import has_forbidden
from libvirt_xml.markup.regular.pieces import is_kept
from libvirt_xml.markup.scopes import Scopes
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.text.yaml_tree import Node

_MOST_KEPT = 256
_kept: dict[str, AnyElement] = {}  # what machines of one system have alike, by its text


def read_element(text: str, scopes: Scopes, findings: Findings, node: Node, path: str) -> AnyElement | None:
    """The element in an XML text, read beside the namespaces in force; ``None``, and a problem, where it is none."""
    what = f"an item of {last_key(path)}" if path.endswith("]") else last_key(path)
    if has_forbidden(text):
        findings.add("invalid-value", render("invalid-value", "not-in-xml", key=what), node, path)
        return None
    try:
        return _read_alone(text) if scopes.is_empty else read_foreign(text, scopes)
    except ParseError as error:
        message = (
            render("not-well-formed", "element-text-with-hint", key=what, reason=error.message, hint=error.hint)
            if error.hint
            else render("not-well-formed", "element-text", key=what, reason=error.message)
        )
        findings.add("not-well-formed", message, node, path)
        return None


def _read_alone(text: str) -> AnyElement:
    """The element in an XML text that needs no namespaces from outside. Raises ParseError."""
    known = _kept.get(text)
    if known is not None:
        return copied(known)
    element = read_foreign(text)
    if is_kept(text):
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[text] = copied(element)
    return element
