"""The namespaces in force at a place of an XML text."""

from __future__ import annotations

from xml.sax.saxutils import unescape

from libvirt_xml.binding.foreign import declared_by, declares_namespace
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.markup.scopes import Scopes


def scopes_at(element: XmlElement | None) -> Scopes:
    """The namespaces in force inside an element."""
    around: list[XmlElement] = []
    while element is not None:
        around.append(element)
        element = element.parent
    scopes = Scopes()
    for outer in reversed(around):
        if "xmlns" in outer.text[outer.start : outer.tag_end]:
            scopes.open(declared_by(_declarations(outer)))
    return scopes


def _declarations(element: XmlElement) -> dict[str, str]:
    return {
        name: unescape(element.text[span.value : span.end - 1], {"&quot;": '"', "&apos;": "'"})
        for name, span in element.attributes.items()
        if declares_namespace(name)
    }
