"""YAML text with an object written into it."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from functools import cached_property
from typing import NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.editing.texts.encoded_text import EncodedText
from libvirt_xml.editing.texts.not_edited import not_edited
from libvirt_xml.editing.yaml.yaml_edits import NotEditableError, YamlEdits
from libvirt_xml.editing.yaml.yaml_object_edits import edit_yaml_object
from libvirt_xml.editing.yaml.yaml_spans import YamlSpan, scan_yaml
from libvirt_xml.errors import ParseError
from libvirt_xml.markup.encoding import BYTE_ORDER_MARK
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.document import class_of, read_document, write_document
from libvirt_xml.yaml_forms.findings import Findings, SpecError
from libvirt_xml.yaml_forms.layers import DEFAULTS, DocumentEntry, entries_of
from libvirt_xml.yaml_forms.secret_values import KIND, without_value
from libvirt_xml.yaml_forms.text.variables import substitute
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml


class YamlDocument(NamedTuple):
    """One of the documents of a text: its entry, and the object that it stands for."""

    entry: DocumentEntry
    element: Element


class YamlText:
    """A text, whose documents can be changed one at a time. Raises SpecError."""

    def __init__(self, source: EncodedText, variables: AnyMapping[str, str]) -> None:
        self._source = source
        self._variables = variables
        self._mark = BYTE_ORDER_MARK if source.text.startswith(BYTE_ORDER_MARK) else ""
        self._text = source.text.removeprefix(BYTE_ORDER_MARK)

    @cached_property
    def documents(self) -> list[YamlDocument]:
        """All documents, in the order of the text."""
        return _documents_in(self._text, self._variables)

    def number_of(self, document: Element) -> int:
        """Which of the documents an object is: by its name, or as the only one of its class. Raises ParseError."""
        same_kind = [at for at, (_, element) in enumerate(self.documents) if type(element) is type(document)]
        same_name = [at for at in same_kind if document_name(self.documents[at].element) == document_name(document)]
        candidates = same_name if len(same_kind) > 1 else same_kind
        if len(candidates) != 1:
            raise ParseError(render("edit", "no-document", kind=document.tag_, name=document_name(document)))
        return candidates[0]

    def edited(self, at: int, document: Element) -> str | bytes:
        """The text with another document in place of one, in its own encoding. Raises WriteError."""
        if self.documents[at].element == document:
            return self._source.encoded(self._source.text)
        text = self._edited(at, document)
        return self._source.encoded(self._mark + text)

    def _edited(self, at: int, document: Element) -> str:
        entry, old = self.documents[at]
        edits = YamlEdits(self._text)
        trees = write_document(old), write_document(document)
        try:
            edit_yaml_object(edits, self._place_of(entry), trees, (old, document))
            result = edits.apply()
            changed = _documents_in(result, self._variables)
        except (NotEditableError, SpecError, ValueError):
            raise not_edited(document) from None
        self._check(changed, at, document)
        return result

    def _place_of(self, entry: DocumentEntry) -> tuple[YamlSpan, YamlSpan]:
        """The value of a document, and the map that it is in."""
        span = entry.key.span
        for outer in scan_yaml(self._text):
            for pair in outer.pairs:
                if span is not None and pair.start == span.start:
                    return pair.value, outer
        raise NotEditableError

    def _check(self, changed: list[YamlDocument], at: int, document: Element) -> None:
        """Raise WriteError if one document is not as asked, or another is not as it was."""
        if len(changed) != len(self.documents):
            raise not_edited(document)
        pairs = zip(self.documents, changed, strict=True)
        others = [old.element == new.element for index, (old, new) in enumerate(pairs) if index != at]
        if not all(others) or not _is_asked(changed[at].element, document):
            raise not_edited(document)


def document_name(document: Element) -> str:
    """The name of a document; nothing where it has none."""
    name = document.__dict__.get("name")
    return str(getattr(name, "value", name) or "")


def _documents_in(text: str, variables: AnyMapping[str, str]) -> list[YamlDocument]:
    findings = Findings()
    trees = [substitute(tree, variables, findings) for tree in read_yaml(text, findings)]
    entries = [entry for entry in entries_of(trees, findings) if entry.kind != DEFAULTS]
    documents = [YamlDocument(entry, _element_of(entry, findings)) for entry in entries]
    if findings.has_errors:
        raise SpecError(findings.problems)
    return documents


def _element_of(entry: DocumentEntry, findings: Findings) -> Element:
    cls = class_of(entry.kind)
    assert cls is not None
    node = without_value(entry.node)[0] if entry.kind == KIND else entry.node
    return read_document(node, cls, findings, entry.kind)


def _is_asked(element: Element, document: Element) -> bool:
    """Whether an object says what another does, or what that says once it is written and read."""
    return element == document or element == read_document(write_document(document), type(document), Findings())
