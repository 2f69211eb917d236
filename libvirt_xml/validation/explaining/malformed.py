"""What is said of a file that is no well-formed XML: which tag, which character, and what to write instead."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import Any
from xml.parsers import expat

from libvirt_xml.documents import NAMESPACES
from libvirt_xml.errors import ParseError
from libvirt_xml.markup.located_builder import decode
from libvirt_xml.messages import render
from libvirt_xml.validation.values.wording import quote

_END = re.compile(r"</([^\s>]+)")
_START = re.compile(r"<([^\s/>]+)")
_NAME = re.compile(r"([^\s='\"<>/]+)\s*=\s*$")
_BARE = re.compile(r"<[^<>]*\s([^\s='\"<>/]+)\s*$")
_REFERENCE = re.compile(r"&[\w#.-]*$")
_FILE_NAME = re.compile(r"[^\n<]+\.xml\s*")
_CONFLICT = re.compile(r"(<{7}|={7}|>{7})(\s|$)")


def describe_error(source: str | bytes, error: ParseError) -> str:
    """A sentence for somebody who has to mend the file; the parser's own words where there is nothing to add."""
    reason = error.message.removeprefix("not well-formed: ")
    if reason == error.message and reason not in _REASONS:
        return error.message
    text = source if isinstance(source, str) else decode(source)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    line = lines[error.line - 1] if error.line and error.line <= len(lines) else ""
    at = (error.column or 1) - 1
    if error.line == 1 and not isinstance(source, str) and source.startswith(b"\xef\xbb\xbf"):
        at = max(0, at - 1)  # expat counts the mark at the beginning
    if reason == "not well-formed (invalid token)" and _is_undecodable(source, line, at):
        return _said("it is not UTF-8; save the file as UTF-8, or say in its first line what it is: ", _DECLARATION)
    if _CONFLICT.match(line):
        return _said("the line is the mark of a merge conflict")
    if line.lstrip().startswith("```"):
        return _said("the line is a fence of Markdown: take it out")
    match reason:
        case "mismatched tag":
            return _mismatched(source, line, at)
        case "unbound prefix":
            return _unbound(line, at)
        case "duplicate attribute" if line[at : at + 1] == "<":  # else it is the place of the second
            return _said(render("namespace", "twice"))
        case "duplicate attribute":
            return _said(f"an attribute stands twice in one tag{_before(line, at)}")
        case (
            "the document ends before its elements do"
            | "no element found"
            | "unclosed token"
            | "unclosed CDATA section"
        ):
            return _unfinished(source, text, error.message)
        case "not well-formed (invalid token)":
            return _said(
                _invalid_token(text, sum(map(len, lines[: (error.line or 1) - 1])) + (error.line or 1) - 1 + at)
            )
        case "syntax error":
            if line[at : at + 2] == "<!":
                return _said("'<!' may not stand here")
            hint = "; from_file reads a file" if isinstance(source, str) and _FILE_NAME.fullmatch(source) else ""
            return _said(f"a document begins with '<'; something else stands here{hint}")
        case "undefined entity":
            return _said(_undefined(line, at))
        case "junk after document element":
            return _said("something stands after the end of the root element")
        case "encoding specified in XML declaration is incorrect":
            return _said("the encoding that the first line names is not that of the file")
        case "XML or text declaration not at start of entity":
            return _said("'<?xml' must be the very beginning of the file: take out what stands before it")
        case "reserved prefix (xmlns) must not be declared or undeclared":
            return _said(render("namespace", "xmlns"))
        case "reserved prefix (xml) must not be undeclared or bound to another namespace name":
            return _said(render("namespace", "xml"))
        case "prefix must not be bound to one of the reserved namespace names":
            return _said(render("namespace", "reserved"))
        case "must not undeclare prefix":
            return _said(render("namespace", "empty"))
        case _:
            return (
                error.message if error.message.startswith(reason) else _said(reason.removeprefix("not well-formed: "))
            )


_ENDS = frozenset(
    {"the document ends before its elements do", "no element found", "unclosed token", "unclosed CDATA section"}
)
_REASONS = _ENDS | {"not well-formed (invalid token)"}  # those that are not said to be of a document not well-formed
_DECLARATION = "<?xml version='1.0' encoding='iso-8859-1'?>"


def _said(*parts: str) -> str:
    return f"not well-formed: {''.join(parts)}"


def _is_undecodable(source: str | bytes, line: str, at: int) -> bool:
    """Whether bytes, not said to be anything else than UTF-8, are not that at a place."""
    if isinstance(source, str) or b"\xef\xbf\xbd" in source or b"encoding" in source[:100]:
        return False
    return "\N{REPLACEMENT CHARACTER}" in line[max(0, at - 1) : at + 2]


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


def _unfinished(source: str | bytes, text: str, message: str) -> str:
    for begin, end, what in (("<!--", "-->", "comment"), ("<![CDATA[", "]]>", "CDATA section")):
        at = text.rfind(begin)
        if at >= 0 and end not in text[at:]:
            return _said(f"the {what} that begins on line {text.count(chr(10), 0, at) + 1} has no '{end}'")
    opened = _open_elements(source)
    if not opened:
        return message
    name, start = opened[-1]
    return _said(f"the document ends, and <{name}> of line {start} is still open")


def _undefined(line: str, at: int) -> str:
    found = re.match(r"&([^;\s]*);", line[at:])
    if found is None:
        return "an entity is not known in XML"
    code = name2codepoint.get(found[1])
    return f"{found[0]} is not known in XML" + (f"; write &#{code}; or the character itself" if code else "")


def _invalid_token(text: str, at: int) -> str:
    """What is wrong at a place in a text where something stands that may not stand there."""
    before, character = text[max(0, at - _LOOKED_BACK) : at], text[at : at + 1]
    name = _NAME.search(before[-_LONGEST_NAME:])
    if not character:
        return "something is missing here"
    if character in _CURLY:
        return f"{character} is no quotation mark of XML: write ' or \""
    if name and character == "=":
        return "there is one '=' too many"
    if name:
        return f"the value of '{name[1]}' needs quotation marks"
    if character == "&" or _REFERENCE.search(before):
        return "'&' is written '&amp;' in XML"
    if character == "<":
        return _unclosed(text, before, at) or "'<' is written '&lt;' in a value"
    if _END.match(text, max(0, at - 1)):
        return "an end tag stands where no element is open"
    if before[-2:] == "</":
        return "nothing may stand between '</' and the name"
    if before[-1:] == "<":
        return "'<' is written '&lt;' in a text; in a tag, the name follows at once"
    if before[-2:] == "]]" and character == ">":
        return "']]>' is written ']]&gt;' in a text"
    is_name = character.isalnum() and before[-1:].isspace()
    bare = _BARE.search(before) if character in "/>" or is_name else None
    if bare:
        return f"the attribute '{bare[1]}' needs a value"
    if before[-1:] in ("'", '"') and character.isalnum():
        return "white space is missing here, or a quotation mark before this"
    if before[-1:] == "/" and not character.strip():
        return "'>' is missing behind '/'"
    if before.rpartition("<")[2].startswith("!--"):
        is_ours = "libvirt-xml:" in before.rpartition("<")[2]
        return render("not-well-formed", "reason") if is_ours else "a comment cannot hold '--'"
    shown = (
        quote(character) if character.strip() and character.isprintable() else f"the character U+{ord(character):04X}"
    )
    return f"{shown} may not stand here"


_CURLY = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_LOOKED_BACK = 10_000
_LONGEST_NAME = 200
_VALUE = re.compile(r"""([^\s='"<>/]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_OPEN_VALUE = re.compile(r"""([^\s='"<>/]+)\s*=\s*(["'])([^"']*(?:["'][^"']*)*)$""")


def _unclosed(text: str, before: str, at: int) -> str | None:
    """What is said where a tag goes on into the next: the mark that ends a value, or the tag, is missing."""
    begin = before.rfind("<")
    if begin < 0:
        return None
    tag = _VALUE.sub(lambda found: " " * len(found[0]), before[begin:])
    found = _OPEN_VALUE.search(tag)
    if found is None:
        name = _START.match(tag)
        return f"the tag <{name[1]}> has no '>'" if name and not re.search("['\"]", tag) else None
    if not (">" in found[3] or "\n" in found[3]):
        return None
    line = text.count("\n", 0, at - len(before) + begin + found.start(2)) + 1
    return f"the quotation mark that opens the value of '{found[1]}' on line {line} is not closed"


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
