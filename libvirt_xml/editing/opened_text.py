"""A text, one document of which is open for changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.reading.reader import read
from libvirt_xml.editing.edited import is_xml_text
from libvirt_xml.editing.texts.encoded_text import decoded_text
from libvirt_xml.editing.xml.edited_xml import edited_xml
from libvirt_xml.errors import ParseError
from libvirt_xml.messages import render
from libvirt_xml.parsing import parse


@dataclass(frozen=True, slots=True)
class OpenedText:
    """The document, and what makes the text in which it is as it is now. That raises WriteError."""

    document: Element
    edited: Callable[[], bytes]


def opened_text(
    source: bytes,
    cls: type[Element] | None,
    name: str | None,
    variables: Mapping[str, str],
    file: str | None = None,
    *,
    likely: type[Element] | None = None,
) -> OpenedText:
    """The document in a text; of several, the one of a class and name. An empty text is XML unless its name is YAML's.

    Where these leave several, it is the only one of the class that is ``likely`` meant.
    Raises ParseError, and SpecError for YAML with problems.
    """
    is_yaml = not is_xml_text(source) if source.strip() else (file or "").lower().endswith((".yaml", ".yml"))
    try:
        if is_yaml:
            return _opened_yaml(source, cls, name, variables, likely)
        document = parse(source) if cls is None else cls.from_xml(source)
    except ParseError as error:
        raise ParseError(error.message, file=file, line=error.line, column=error.column, end=error.end) from None
    old = read(type(document), source)
    return OpenedText(document, lambda: edited_xml(source, old, document))


def _opened_yaml(
    source: bytes,
    cls: type[Element] | None,
    name: str | None,
    variables: Mapping[str, str],
    likely: type[Element] | None,
) -> OpenedText:
    from libvirt_xml.editing.yaml.edited_yaml import YamlText, document_name

    text = YamlText(decoded_text(source), variables)
    elements = [element for _, element in text.documents]
    candidates = [
        at
        for at, element in enumerate(elements)
        if (cls is None or isinstance(element, cls)) and name in (None, document_name(element))
    ]
    if len(candidates) > 1 and likely is not None:
        candidates = [at for at in candidates if isinstance(elements[at], likely)] or candidates
    if len(candidates) != 1:
        if not elements:
            raise ParseError(render("unknown-document", "no-document"))
        names = [f"{element.tag_} {document_name(element)}".strip() for element in elements]
        raise ParseError(render("edit", "several-documents", names=names))
    document = deepcopy(elements[candidates[0]])
    return OpenedText(document, lambda: text.edited(candidates[0], document))  # type: ignore[return-value,arg-type]
