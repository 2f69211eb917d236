"""What is said of a file that is no well-formed XML: which tag, which character, and what to write instead."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from libvirt_xml.documents import NAMESPACES
from libvirt_xml.errors import ParseError
from libvirt_xml.relaxng.document import decode
from libvirt_xml.validation.wording import quote

_END = re.compile(r"</([^\s>]+)")
_START = re.compile(r"<([^\s/>]+)")
_NAME = re.compile(r"([^\s='\"<>/]+)\s*=\s*$")


def describe_error(source: str | bytes, error: ParseError) -> str:
    """A sentence for somebody who has to mend the file; the parser's own words where there is nothing to add."""
    message = error.message.removeprefix("not well-formed: ")
    lines = (source if isinstance(source, str) else decode(source)).split("\n")
    line = lines[error.line - 1] if error.line and error.line <= len(lines) else ""
    at = (error.column or 1) - 1
    match message:
        case "mismatched tag":
            return _mismatched(source, line, at)
        case "unbound prefix":
            return _unbound(line, at)
        case "duplicate attribute":
            return f"not well-formed: an attribute stands twice in one tag{_before(line, at)}"
        case "the document ends before its elements do" | "no element found" | "unclosed token":
            return _unfinished(source, error.message)
        case "not well-formed (invalid token)":
            return _invalid_token(line, at)
        case "syntax error":
            return "not well-formed: a document begins with '<'; something else stands here"
        case "undefined entity":
            entity = re.match(r"&[^;\s]*;", line[at:])
            return f"not well-formed: {entity[0] if entity else 'an entity'} is not known in XML"
        case "junk after document element":
            return "not well-formed: something stands after the end of the root element"
        case _:
            return error.message


def _mismatched(source: str | bytes, line: str, at: int) -> str:
    found = _END.search(line, max(0, at - 2))
    opened = _open_elements(source)
    if found is None or not opened:
        return "not well-formed: an end tag stands where that of another element is wanted"
    name, start = opened[-1]
    return f"not well-formed: </{found[1]}> stands where </{name}> is wanted: <{name}> of line {start} is still open"


def _unbound(line: str, at: int) -> str:
    prefixes = re.findall(r"(?:</?|\s)([\w.-]+):[\w.-]+", line[at:])
    prefix = prefixes[0] if prefixes else ""
    uri = next((uri for uri, usual in NAMESPACES.items() if usual == prefix), None)
    advice = f"; add xmlns:{prefix}='{uri}' to the root element" if uri else ""
    return f"not well-formed: the prefix '{prefix}' is not declared{advice}"


def _unfinished(source: str | bytes, message: str) -> str:
    opened = _open_elements(source)
    if not opened:
        return message
    name, start = opened[-1]
    return f"not well-formed: the document ends, and <{name}> of line {start} is still open"


def _invalid_token(line: str, at: int) -> str:
    character = line[at : at + 1]
    name = _NAME.search(line[:at])
    if name:
        return f"not well-formed: the value of '{name[1]}' needs quotation marks"
    if character == "&" or line[:at].endswith("&") or "&" in line[max(0, at - 1) : at + 1]:
        return "not well-formed: '&' is written '&amp;' in XML"
    if character == "<":
        return "not well-formed: '<' is written '&lt;' in a value"
    if _END.match(line, max(0, at - 1)):
        return "not well-formed: an end tag stands where no element is open"
    shown = quote(character) if character.strip() and character.isprintable() else "this character"
    return f"not well-formed: {shown} may not stand here"


def _before(line: str, at: int) -> str:
    name = re.match(r"\s*([^\s=]+)\s*=", line[at:])
    return f": '{name[1]}'" if name else ""


def _open_elements(source: str | bytes) -> list[tuple[str, int]]:
    """The elements that are open where the parser gives up, each with the line of its start tag."""
    parser: Any = expat.ParserCreate()
    opened: list[tuple[str, int]] = []
    parser.StartElementHandler = lambda name, _: opened.append((name, parser.CurrentLineNumber))
    parser.EndElementHandler = lambda _: opened.pop()
    try:
        parser.Parse(source, True)
    except (expat.ExpatError, ValueError, LookupError):
        pass
    finally:
        parser.StartElementHandler = parser.EndElementHandler = None
    return opened
