"""An element beside an unknown one that says the same already: ``<vcpu>`` beside ``<cpus>4</cpus>``."""

from __future__ import annotations

from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.repair.faults import Fault, Scope
from libvirt_xml.relaxng.schema.nameclasses import local
from libvirt_xml.words.vocabulary import of_documents


def twin_of(fault: Fault) -> Node | None:
    """The element with a text of its own for which the name of another, with a text too, is only another word; none
    where the other may have its name, or no other name is near."""
    child = fault.node
    meant = of_documents().meaning(local(child.name))
    may_be_meant = any(local(name) == meant for name in fault.names)
    if meant is None or not fault.names or may_be_meant or child is fault.scope.node or not _is_text(child):
        return None
    return _texts_in(fault.scope).get(meant)


def _texts_in(scope: Scope) -> dict[str, Node]:
    """The first child of each name that has a text alone."""
    texts: dict[str, Node] | None = scope.known.get("texts")
    if texts is None:
        texts = scope.known["texts"] = {}
        for child in filter(_is_text, scope.node.children):
            texts.setdefault(local(child.name), child)
    return texts


def _is_text(node: Node) -> bool:
    return bool(node.text.strip()) and not node.children
