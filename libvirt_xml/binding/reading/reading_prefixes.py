"""The namespaces in force while a document is read, and what XML demands of names, declarations and attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from libvirt_xml.binding.foreign import declared_by
from libvirt_xml.binding.qualified_names import is_qualified
from libvirt_xml.binding.reading.reading_tables import Children, Leaf
from libvirt_xml.binding.sequence import extra_of
from libvirt_xml.errors import ParseError
from libvirt_xml.markup.malformed.xml_faults import XmlCause
from libvirt_xml.markup.parsers import refused_at
from libvirt_xml.markup.scopes import XML, Scopes, declaration_fault, repeated_attribute

Frame = tuple[Children, dict[str, Any], Leaf | None, int]


class ReadPrefixes:
    """Which prefix stands for what at the element where a parser is; ``stack`` are the elements open around it."""

    __slots__ = ("_declaring", "_parser", "_scopes", "_stack")

    def __init__(self, parser: Any, stack: list[Frame]) -> None:
        self._parser: Any = parser
        self._stack = stack
        self._scopes = Scopes()
        self._declaring: list[tuple[dict[str, Any], int, dict[str, str]]] = []  # elements: content, depth, declarations

    def fail(self, message: str) -> NoReturn:
        """Raise ParseError at the place where the parser is."""
        raise ParseError(message, line=self._parser.CurrentLineNumber, column=self._parser.CurrentColumnNumber + 1)

    def refuse(self, cause: XmlCause) -> NoReturn:
        """Raise Refused at the place where the parser is."""
        raise refused_at(self._parser, cause)

    def _refuse_fault(self, cause: XmlCause | None) -> None:
        if cause is not None:
            self.refuse(cause)

    def release(self) -> None:
        """Let go of the parser, whose handlers hold this: what was read would wait for the garbage collector."""
        del self._parser

    def namespace(self, prefix: str, attributes: Mapping[str, str], values: dict[str, Any]) -> str | None:
        """The namespace of a prefix at an element with some attributes; ``None`` where it is not declared."""
        key = f"xmlns:{prefix}" if prefix else "xmlns"
        uri = attributes.get(key)
        if uri is None and prefix == "xml":
            return XML
        if uri is None:
            self._close_ended(values)
            uri = self._scopes.uri(prefix)
        if prefix:
            return uri or None
        return uri or ""

    def _close_ended(self, *open_now: dict[str, Any]) -> None:
        """Take back what elements declared that have ended since; each is inside the one before it."""
        declaring, stack = self._declaring, self._stack
        while declaring:
            holder, depth, declared = declaring[-1]
            if any(holder is values for values in open_now) or (depth < len(stack) and stack[depth][1] is holder):
                return
            self._scopes.close(declared)
            declaring.pop()

    def check_name(self, name: str) -> None:
        """Fail for what is not a name, with or without a prefix."""
        if not is_qualified(name):
            self.refuse(XmlCause.INVALID_TOKEN)

    def _check_prefix(self, key: str, attributes: dict[str, str], around: dict[str, Any]) -> None:
        self.check_name(key)
        prefix = key.rpartition(":")[0]
        if prefix not in ("", "xmlns") and self.namespace(prefix, attributes, around) is None:
            self.refuse(XmlCause.UNDECLARED_PREFIX)

    def _check_all(self, attributes: dict[str, str], around: dict[str, Any]) -> None:
        """Fail for a name, a prefix or a declaration that cannot be."""
        for key in attributes:
            self._check_prefix(key, attributes, around)
        self.check_declarations(declared_by(attributes))
        self._check_repeated(attributes, around)

    def check_declarations(self, declared: Mapping[str, str]) -> None:
        """Fail for a declaration that XML does not have."""
        for prefix, uri in declared.items():
            self._refuse_fault(declaration_fault(prefix, uri))

    def _check_repeated(self, attributes: dict[str, Any], around: dict[str, Any]) -> None:
        self._refuse_fault(repeated_attribute(attributes, lambda prefix: self.namespace(prefix, attributes, around)))

    def _declare(self, values: dict[str, Any], declared: dict[str, str], around: dict[str, Any]) -> None:
        """Put in force what an element declares that is about to be opened."""
        if declared:
            self.check_declarations(declared)
            extra_of(values).namespaces = declared
            self._open(values, len(self._stack) + 1, declared, around)

    def _resume(self, values: dict[str, Any], declared: dict[str, str], around: dict[str, Any]) -> None:
        """Put in force what another element of the same object declares. It is open already."""
        if declared:
            self._open(values, len(self._stack), declared, around)

    def _open(self, values: dict[str, Any], depth: int, declared: dict[str, str], around: dict[str, Any]) -> None:
        self._close_ended(around)
        self._declaring.append((values, depth, declared))
        self._scopes.open(declared)
