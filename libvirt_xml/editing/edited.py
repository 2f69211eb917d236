"""A document's text with an object written into it: only what the object changes is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import AnyStr

from libvirt_xml.binding.element import Element
from libvirt_xml.editing.texts.encoded_text import decoded_text
from libvirt_xml.editing.xml.edited_xml import edited_xml
from libvirt_xml.markup.given_sources import wrong_source


def edited(source: AnyStr, document: Element, *, variables: Mapping[str, str] | None = None) -> AnyStr:
    """The text of a document, with what an object of its class has otherwise; everything else stays as it is.

    Comments, order, quotation marks, indentation, encoding and line ends are kept. What is new is indented as the text
    is. In YAML the document is the one of the object's kind and name, or the only one of its kind; ``variables`` are
    those that the text uses. Raises ParseError or SpecError for a text that has no such document, WriteError for an
    object that cannot be written, or that does not come back when the result is read.
    """
    if not isinstance(source, str | bytes):
        raise wrong_source(source)
    if is_xml_text(source):
        return edited_xml(source, type(document).from_xml(source), document)
    from libvirt_xml.editing.yaml.edited_yaml import YamlText

    text = YamlText(decoded_text(source), variables or {})
    return text.edited(text.number_of(document), document)  # type: ignore[return-value]


def is_xml_text(source: str | bytes) -> bool:
    """Whether a text begins as XML does; ``<<:`` is YAML."""
    start = source[:1000] if isinstance(source, str) else source[:1000].decode("utf-8", "ignore").replace("\0", "")
    start = start.lstrip("\ufeff\ufffe \t\r\n")
    return start.startswith("<") and not start.startswith("<<")
