"""The namespaces in force while elements are opened and closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from libvirt_xml.markup.malformed.xml_faults import XmlCause

XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"


class Scopes:
    """Which prefix means which namespace; every question and every declaration takes the same short time."""

    def __init__(self, outer: Mapping[str, str] | None = None) -> None:
        self._declared: dict[str, list[str]] = {}  # of a prefix, the namespaces; the one in force is last
        self._prefixes: dict[str, dict[str, None]] = {}  # of a namespace, the prefixes that mean it now
        self._count = 0
        if outer:
            self.open(outer)

    def open(self, declarations: Mapping[str, str]) -> None:
        """Put the declarations of an element in force, by prefix; the default namespace has none."""
        self._count += len(declarations)
        for prefix, uri in declarations.items():
            stack = self._declared.setdefault(prefix, [])
            if stack:
                self._prefixes[stack[-1]].pop(prefix, None)
            stack.append(uri)
            self._prefixes.setdefault(uri, {})[prefix] = None

    def close(self, declarations: Mapping[str, str]) -> None:
        """Take back what was opened last."""
        self._count -= len(declarations)
        for prefix in declarations:
            stack = self._declared[prefix]
            self._prefixes[stack.pop()].pop(prefix, None)
            if stack:
                self._prefixes[stack[-1]][prefix] = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is declared."""
        return not self._count

    def uri(self, prefix: str) -> str | None:
        """The namespace of a prefix."""
        stack = self._declared.get(prefix)
        return stack[-1] if stack else None

    def prefix(self, uri: str) -> str | None:
        """A prefix of a namespace, the latest declared."""
        prefixes = self._prefixes.get(uri)
        return next(reversed(prefixes)) if prefixes else None


def declaration_fault(prefix: str, uri: str) -> XmlCause | None:
    """Why a prefix (none, for the default namespace) cannot be declared so; ``None`` where it can.

    Source: Namespaces in XML 1.0, sections 2.2 and 3.
    """
    if prefix == "xmlns":
        return XmlCause.XMLNS_PREFIX
    if prefix == "xml":
        return None if uri == XML else XmlCause.XML_PREFIX
    if uri in (XML, XMLNS):
        return XmlCause.RESERVED_NAMESPACE
    return XmlCause.EMPTY_NAMESPACE if prefix and uri == "" else None


def repeated_attribute(names: Iterable[str], uri_of: Callable[[str], str | None]) -> XmlCause | None:
    """The fault of attributes of one element where two have the same name in the same namespace, else ``None``."""
    prefixed = [name.partition(":") for name in names if ":" in name and not name.startswith("xmlns:")]
    if len(prefixed) < 2:
        return None
    expanded = {(XML if prefix == "xml" else uri_of(prefix), local) for prefix, _, local in prefixed}
    return XmlCause.REPEATED_ATTRIBUTE if len(expanded) < len(prefixed) else None
