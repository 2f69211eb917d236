"""The words for each cause, chosen by what is written at the place where the reading ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from libvirt_xml.markup import limits
from libvirt_xml.markup.malformed.stops import Stop, Words
from libvirt_xml.markup.malformed.tokens import invalid_token, unclosed_tag
from libvirt_xml.markup.malformed.xml_faults import Cause
from libvirt_xml.markup.prefixes import usual_prefixes
from libvirt_xml.messages import render

_END_TAG = re.compile(r"</([^\s>]+)")
_PREFIXED = re.compile(r"(?:</?|\s)([\w.-]+):[\w.-]+")
_ENTITY = re.compile(r"&([^;\s]*);")
_ATTRIBUTE = re.compile(r"\s*([^\s=]+)\s*=")
_FILE_NAME = re.compile(r"[^\n<]+\.xml\s*")
_CONFLICT = re.compile(r"(<{7}|={7}|>{7})(\s|$)")


def reason(stop: Stop) -> Words:
    """What is wrong with a text, and how it can be fixed."""
    return _foreign_line(stop) or _BY_CAUSE[stop.cause](stop)


def _foreign_line(stop: Stop) -> Words | None:
    """Words for what other tools put into files."""
    if stop.cause not in _OF_MARKUP:
        return None
    if stop.cause is Cause.INVALID_TOKEN and not stop.is_decoded:
        around = stop.line_text[max(0, stop.column - 2) : stop.column + 1]
        if "\N{REPLACEMENT CHARACTER}" in around:
            return Words(render("not-well-formed", "not-utf-8"), render("xml-hint", "encoding"))
    if _CONFLICT.match(stop.line_text):
        return Words(render("not-well-formed", "conflict"), render("xml-hint", "conflict"))
    if stop.line_text.lstrip().startswith("```"):
        return Words(render("not-well-formed", "fence"), render("xml-hint", "remove-line"))
    return None


_OF_MARKUP = frozenset({Cause.INVALID_TOKEN, Cause.SYNTAX, Cause.AFTER_ROOT, Cause.UNCLOSED_TOKEN, Cause.TAG_MISMATCH})


def _doctype(_: Stop) -> Words:
    return Words(render("not-well-formed", "doctype"), render("xml-hint", "doctype"))


def _end_tag(stop: Stop) -> Words:
    end = _END_TAG.search(stop.line_text, max(0, stop.column - 3))
    if end is None or not stop.open_elements:
        return Words(render("not-well-formed", "wrong-end-tag"))
    name, line = stop.open_elements[-1]
    return Words(render("not-well-formed", "end-tag", found=end[1], expected=name, line=line))


def _prefix(stop: Stop) -> Words:
    undeclared = _PREFIXED.search(stop.rest_of_line)
    prefix = undeclared[1] if undeclared else ""
    namespace = next((uri for uri, usual in usual_prefixes().items() if usual == prefix), None)
    hint = render("xml-hint", "declare", prefix=prefix, namespace=namespace) if namespace else None
    return Words(render("not-well-formed", "prefix", prefix=prefix), hint)


def _repeated_attribute(stop: Stop) -> Words:
    if stop.rest_of_line.startswith("<"):  # else it is the place of the second one
        return namespace_fault(Cause.REPEATED_ATTRIBUTE)
    name = _ATTRIBUTE.match(stop.rest_of_line)
    if name is None:
        return Words(render("not-well-formed", "some-attribute-twice"))
    return Words(render("not-well-formed", "attribute-twice", name=name[1]))


def namespace_fault(cause: Cause) -> Words:
    """Words for a declaration of a namespace, or for attributes, that XML does not allow."""
    match cause:
        case Cause.XMLNS_PREFIX:
            return Words(render("namespace", "xmlns"), render("xml-hint", "remove-declaration"))
        case Cause.XML_PREFIX:
            return Words(render("namespace", "xml"), render("xml-hint", "remove-declaration"))
        case Cause.RESERVED_NAMESPACE:
            return Words(render("namespace", "reserved"), render("xml-hint", "remove-declaration"))
        case Cause.EMPTY_NAMESPACE:
            return Words(render("namespace", "empty"), render("xml-hint", "name-namespace"))
        case _:
            return Words(render("namespace", "twice"))


def _unfinished(stop: Stop) -> Words:
    if not stop.text.strip(" \t\n\0"):
        return Words(render("not-well-formed", "empty"))
    comment = stop.text.rfind("<!--")
    if comment >= 0 and "-->" not in stop.text[comment:]:
        return Words(render("not-well-formed", "comment-open", line=stop.line_of(comment)))
    section = stop.text.rfind("<![CDATA[")
    if section >= 0 and "]]>" not in stop.text[section:]:
        return Words(render("not-well-formed", "cdata-open", line=stop.line_of(section)))
    if stop.open_elements:
        name, line = stop.open_elements[-1]
        return Words(render("not-well-formed", "element-open", name=name, line=line))
    end = Stop(stop.cause, stop.text, stop.line, stop.column + len(stop.text) - stop.index, (), stop.is_file, True)
    return unclosed_tag(end, stop.text[stop.index :]) or Words(render("not-well-formed", "ends-early"))


def _syntax(stop: Stop) -> Words:
    if stop.rest_of_line.startswith("<!"):
        return Words(render("not-well-formed", "exclamation"))
    if stop.rest_of_line.startswith("<"):  # of a namespace with the character that parts names from theirs
        return Words(render("not-well-formed", "namespace-with-brace"))
    is_name = not stop.is_file and _FILE_NAME.fullmatch(stop.text)
    return Words(render("not-well-formed", "no-tag"), render("xml-hint", "from-file") if is_name else None)


def _entity(stop: Stop) -> Words:
    entity = _ENTITY.match(stop.rest_of_line)
    if entity is None:
        return Words(render("not-well-formed", "some-entity"))
    from html.entities import name2codepoint

    number = name2codepoint.get(entity[1])
    hint = render("xml-hint", "entity", number=number) if number else None
    return Words(render("not-well-formed", "entity", reference=entity[0]), hint)


def _surrogate(stop: Stop) -> Words:
    return Words(render("not-well-formed", "surrogate", character=f"U+{ord(stop.rest_of_line[:1] or '?'):04X}"))


_BY_CAUSE: Mapping[Cause, Callable[[Stop], Words]] = {
    Cause.DOCTYPE: _doctype,
    Cause.DEPTH: lambda _: Words(render("not-well-formed", "depth", limit=limits.MAX_DEPTH)),
    Cause.NODES: lambda _: Words(render("limit", "nodes", limit=f"{limits.MAX_NODES:,}")),
    Cause.SURROGATE: _surrogate,
    Cause.ENCODING: lambda _: Words(render("not-well-formed", "other-encoding"), render("xml-hint", "encoding")),
    Cause.SYNTAX: _syntax,
    Cause.NO_ELEMENTS: _unfinished,
    Cause.INVALID_TOKEN: invalid_token,
    Cause.UNCLOSED_TOKEN: _unfinished,
    Cause.UNCLOSED_CDATA: _unfinished,
    Cause.TAG_MISMATCH: _end_tag,
    Cause.REPEATED_ATTRIBUTE: _repeated_attribute,
    Cause.AFTER_ROOT: lambda _: Words(render("not-well-formed", "after-root")),
    Cause.UNDEFINED_ENTITY: _entity,
    Cause.CHARACTER_REFERENCE: lambda _: Words(render("not-well-formed", "character-reference")),
    Cause.LATE_DECLARATION: lambda _: Words(
        render("not-well-formed", "late-declaration"), render("xml-hint", "late-declaration")
    ),
    Cause.DECLARATION: lambda _: Words(render("not-well-formed", "declaration"), render("xml-hint", "declaration")),
    Cause.UNDECLARED_PREFIX: _prefix,
    Cause.EMPTY_NAMESPACE: lambda _: namespace_fault(Cause.EMPTY_NAMESPACE),
    Cause.XML_PREFIX: lambda _: namespace_fault(Cause.XML_PREFIX),
    Cause.XMLNS_PREFIX: lambda _: namespace_fault(Cause.XMLNS_PREFIX),
    Cause.RESERVED_NAMESPACE: lambda _: namespace_fault(Cause.RESERVED_NAMESPACE),
    Cause.OTHER: lambda _: Words(render("not-well-formed", "other")),
}
