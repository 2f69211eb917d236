"""YAML text with an object written into it."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from functools import cached_property, partial
from typing import NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.changes import same
from libvirt_xml.editing.texts.encoded_text import EncodedText
from libvirt_xml.editing.texts.not_edited import not_edited
from libvirt_xml.editing.yaml.detached import without_shared
from libvirt_xml.editing.yaml.yaml_edits import NotEditableError, YamlEdits
from libvirt_xml.editing.yaml.yaml_object_edits import edit_yaml_object
from libvirt_xml.editing.yaml.yaml_spans import YamlSpan, scan_yaml
from libvirt_xml.errors import ParseError
from libvirt_xml.markup.encoding import BYTE_ORDER_MARK
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.beside_documents import set_apart
from libvirt_xml.yaml_forms.document import class_of, read_document, write_document
from libvirt_xml.yaml_forms.findings import Findings, SpecError
from libvirt_xml.yaml_forms.layers import VM, DocumentEntry, entries_of, with_defaults
from libvirt_xml.yaml_forms.references import References
from libvirt_xml.yaml_forms.text.variables import substitute
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node


class YamlDocument(NamedTuple):
    """One of the documents of a text: its entry, and the object that it stands for."""

    entry: DocumentEntry
    element: Element


class YamlText:
    """A text, whose documents can be changed one at a time. Raises SpecError."""

    def __init__(self, source: EncodedText, variables: AnyMapping[str, str]) -> None:
        self._source = source
        self._variables = variables
        self._text = source.text.lstrip(BYTE_ORDER_MARK)
        self._mark = source.text.removesuffix(self._text)

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
        """The text, first with its aliases, then without those that would change with what they stand for."""
        entry, old = self.documents[at]
        if entry.kind == VM:
            return self._edited_vm(at, document)
        trees = write_document(old), write_document(document)
        text: str | None = self._text
        while text is not None:
            edits = YamlEdits(text)
            try:
                edit_yaml_object(edits, _place_of(text, at), trees, (old, document))
                result = edits.apply()
                if self._is_asked(result, at, document):
                    return result
                text = without_shared(text, edits)
            except (NotEditableError, ValueError):
                break
        raise not_edited(document)

    def _edited_vm(self, at: int, document: Element) -> str:
        from libvirt_xml.documents.domain import Domain
        from libvirt_xml.editing.yaml.vm_edits import edit_vm

        def read(text: str) -> tuple[Node, Domain] | None:
            try:
                entry, element = _documents_in(text, self._variables)[at]
            except SpecError:
                return None
            assert isinstance(element, Domain)
            return entry.node, element

        assert isinstance(document, Domain)
        result = edit_vm(self._text, partial(_place_of, at=at), read, document)
        if result is None or not self._is_asked(result, at, document):
            raise not_edited(document)
        return result

    def _is_asked(self, text: str, at: int, document: Element) -> bool:
        """Whether one document of a text is as asked, and the others are as they were."""
        try:
            changed = _documents_in(text, self._variables)
        except SpecError:
            return False
        pairs = list(zip(self.documents, changed, strict=False))
        others = [old.element == new.element for index, (old, new) in enumerate(pairs) if index != at]
        return len(changed) == len(self.documents) and all(others) and _says(changed[at], document, self.documents[at])


def _place_of(text: str, at: int) -> tuple[YamlSpan, YamlSpan]:
    """The value of a document, by its number, and the map that it is in."""
    places = [
        (pair.value, outer)
        for outer in scan_yaml(text)
        for pair in outer.pairs
        if pair.key == VM or class_of(pair.key) is not None
    ]
    return places[at]


def document_name(document: Element) -> str:
    """The name of a document; nothing where it has none."""
    name = document.__dict__.get("name")
    return str(getattr(name, "value", name) or "")


def _documents_in(text: str, variables: AnyMapping[str, str]) -> list[YamlDocument]:
    findings = Findings()
    trees = [substitute(tree, variables, findings) for tree in read_yaml(text, findings)]
    entries = with_defaults(entries_of(trees, findings), findings)
    documents = [YamlDocument(entry, _element_of(entry, findings)) for entry in entries]
    if findings.has_errors:
        raise SpecError(findings.problems)
    return documents


def _element_of(entry: DocumentEntry, findings: Findings) -> Element:
    if entry.kind == VM:
        return _machine(entry, findings)
    cls = class_of(entry.kind)
    assert cls is not None
    return read_document(set_apart(entry.kind, entry.node)[0], cls, findings, entry.kind)


def _machine(entry: DocumentEntry, findings: Findings) -> Element:
    """The domain that a ``vm`` means; references are not followed."""
    from libvirt_xml.documents.domain import Domain
    from libvirt_xml.yaml_forms.vm.expand import expand

    machine = expand(entry.node, findings, References(is_reading=False))
    return read_document(Mapping() if machine is None else machine.tree, Domain, findings, "vm.domain")


def _says(changed: YamlDocument, document: Element, old: YamlDocument) -> bool:
    """Whether a document is as asked: equal, or what that is once it is written and read; a ``vm`` means the same."""
    element = changed.element
    if changed.entry.kind == VM:
        from libvirt_xml.editing.yaml.following import with_following

        return same(element, with_following(document, old.element, element))  # type: ignore[arg-type]
    return element == document or element == read_document(write_document(document), type(document), Findings())
