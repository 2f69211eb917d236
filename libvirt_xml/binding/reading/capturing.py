"""Elements outside the model, taken as written: their handlers replace those of the reader until they end."""

from __future__ import annotations

from typing import Any

from libvirt_xml.binding.foreign import AnyElement, Comment, ProcessingInstruction, declared_by
from libvirt_xml.binding.reading.reading_prefixes import ReadPrefixes
from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.markup.malformed.xml_faults import XmlCause
from libvirt_xml.markup.scopes import Scopes, repeated_attribute

_HANDLERS = (
    "StartElementHandler",
    "EndElementHandler",
    "CharacterDataHandler",
    "CommentHandler",
    "ProcessingInstructionHandler",
)


class Capture:
    """One element that is taken, with all in it; ``outer`` is the leaf around it, which ends with it."""

    __slots__ = ("_around", "_depth", "_handlers", "_inside", "_open", "_parser", "_top", "_values")

    def __init__(
        self, parser: Any, around: ReadPrefixes, values: dict[str, Any], depth: int, outer: AnyElement | None
    ) -> None:
        self._parser = parser
        self._around = around
        self._values = values
        """The content of the object that the element is in."""
        self._depth = depth
        self._handlers = [getattr(parser, name) for name in _HANDLERS]
        self._top = outer
        """The element that keeps the namespaces of prefixes that are declared around it."""
        self._open = [outer] if outer else []
        self._inside = Scopes(declared_by(outer.attributes) if outer else None)

    def begin(self, element: AnyElement, attributes: dict[str, str]) -> None:
        """Take the events from the start tag of the element on. Raises Refused."""
        if self._top is None:
            self._top = element
        self._begin(element, attributes)
        parser = self._parser
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction

    def _begin(self, element: AnyElement, attributes: dict[str, str]) -> None:
        around = self._around
        if self._depth + len(self._open) >= MAX_DEPTH:
            around.refuse(XmlCause.DEPTH)
        declared = declared_by(attributes)
        around.check_declarations(declared)
        self._inside.open(declared)
        self._resolve(element.name, is_attribute=False)
        for key in attributes:
            self._resolve(key, is_attribute=True)
        fault = repeated_attribute(attributes, self._uri)
        if fault is not None:
            around.refuse(fault)
        element.attributes = attributes
        self._open.append(element)

    def _uri(self, prefix: str) -> str | None:
        return self._inside.uri(prefix) or self._around.namespace(prefix, {}, self._values)

    def _resolve(self, name: str, *, is_attribute: bool) -> None:
        """Check a name, and note the namespace of its prefix where that is declared around the element."""
        self._around.check_name(name)
        prefix = name.rpartition(":")[0]
        if prefix == "xml" or (is_attribute and prefix in ("", "xmlns")):
            return
        uri = self._inside.uri(prefix)
        if uri is None:
            uri = self._around.namespace(prefix, {}, self._values)
            if uri and self._top is not None:
                self._top.namespaces[prefix] = uri
        if prefix and not uri:
            self._around.refuse(XmlCause.UNDECLARED_PREFIX)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = AnyElement(tag)
        self._open[-1].content.append(element)
        self._begin(element, attributes)

    def _end(self, _: str) -> None:
        self._inside.close(declared_by(self._open.pop().attributes))
        if not self._open:
            for name, handler in zip(_HANDLERS, self._handlers, strict=True):
                setattr(self._parser, name, handler)

    def _text(self, text: str) -> None:
        self._open[-1].content.append(text)

    def _comment(self, text: str) -> None:
        self._open[-1].content.append(Comment(text))

    def _instruction(self, target: str, text: str) -> None:
        if ":" in target:
            self._around.refuse(XmlCause.INVALID_TOKEN)
        self._open[-1].content.append(ProcessingInstruction(target, text))
