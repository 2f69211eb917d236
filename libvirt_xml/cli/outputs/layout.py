"""Indenting a document: only white space between tags, and inside them, changes.

The document's own text is cut and put together again, so attributes, quotes, references, comments and processing
instructions do not change. Neither does white space that may be significant: in a leaf, beside text, under
``xml:space="preserve"``, and in a tree of another tool (in ``<metadata>``, or a document of its own) that has text
beside elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from libvirt_xml.cli.inputs.wellformed import ReadDocument
from libvirt_xml.documents import ROOTS
from libvirt_xml.markup.characters import is_blank
from libvirt_xml.markup.encoding import BYTE_ORDER_MARK

_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|</[^>]*>|<(?:[^>'\"]++|'[^']*'|\"[^\"]*\")*+>|[^<]+", re.DOTALL
)
_ATTRIBUTE = re.compile(r"""([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_INDENT = "  "


@dataclass(slots=True)
class _Text:
    raw: str

    def is_blank(self) -> bool:
        """Whether this is only white space; a reference to a space is not."""
        return is_blank(self.raw)


@dataclass(slots=True)
class _Aside:
    """A comment or processing instruction."""

    raw: str


@dataclass(slots=True)
class _Element:
    tag: str
    """The start tag, on one line unless a value has several lines."""
    name: str
    is_empty: bool = False
    is_preserved: bool = False
    start: int = 0
    end: int = 0
    """The content of the element is ``text[start:end]`` of the document."""
    content: list[_Text | _Aside | _Element] = field(default_factory=list)


_Node = _Text | _Aside | _Element


def indent(document: ReadDocument) -> str:
    """The text of the document, indented by two spaces per level."""
    text = document.text
    line_end = _NEWLINE.search(text)
    newline = line_end[0] if line_end else "\n"
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return mark + newline.join(_Layout(text, newline).lines_in(_parse(text), "")) + newline


def _parse(text: str) -> _Element:
    """The whole document, as the content of an element without a tag."""
    outer = _Element("", "")
    open_ones = [outer]
    for token in _TOKEN.finditer(text, 1 if text.startswith(BYTE_ORDER_MARK) else 0):
        raw = token[0]
        if raw.startswith("</"):
            open_ones.pop().end = token.start()
        elif raw.startswith(("<!--", "<?")):
            open_ones[-1].content.append(_Aside(raw))
        elif raw.startswith("<![CDATA[") or not raw.startswith("<"):
            open_ones[-1].content.append(_Text(raw))
        else:
            element = _start(raw, token.end())
            open_ones[-1].content.append(element)
            if not element.is_empty:
                open_ones.append(element)
    return outer


def _start(raw: str, start: int) -> _Element:
    is_empty = raw.endswith("/>")
    inside = raw[1 : -2 if is_empty else -1].strip()
    name = inside.split(maxsplit=1)[0]
    attributes = _ATTRIBUTE.findall(inside, len(name))
    tag = "<" + " ".join([name, *(f"{key}={value}" for key, value in attributes)]) + ("/>" if is_empty else ">")
    is_preserved = any(key == "xml:space" and value[1:-1] == "preserve" for key, value in attributes)
    return _Element(tag, name, is_empty, is_preserved, start)


class _Layout:
    """Places the line breaks of one document."""

    def __init__(self, text: str, newline: str) -> None:
        self._text = text
        self._newline = newline

    def lines_in(self, element: _Element, margin: str) -> list[str]:
        """The start tag, if there is one, and the lines of content without text."""
        lines = [element.tag] if element.tag else []
        content = element.content
        for index, node in enumerate(content):
            if isinstance(node, _Text):
                continue
            if lines and _stands_behind(content, index):
                lines[-1] += f" {node.raw}" if isinstance(node, _Aside) else ""
                continue
            if lines and _newlines(content, index - 1) > 1:
                lines.append("")
            lines.append(margin + self._written(node, element, margin))
        if element.tag and _newlines(content, len(content) - 1) > 1:
            lines.append("")
        return lines

    def _written(self, node: _Aside | _Element, parent: _Element, margin: str) -> str:
        if isinstance(node, _Aside):
            return node.raw
        if node.is_empty:
            return node.tag
        if _is_left_alone(node, parent):
            return f"{node.tag}{self._text[node.start : node.end]}</{node.name}>"
        lines = self.lines_in(node, margin + _INDENT)
        return self._newline.join([*lines, f"{margin}</{node.name}>"])


def _newlines(content: list[_Node], index: int) -> int:
    """The number of line ends in the white space at an index."""
    node = content[index] if 0 <= index < len(content) else None
    return len(_NEWLINE.findall(node.raw)) if isinstance(node, _Text) else 0


def _stands_behind(content: list[_Node], index: int) -> bool:
    """Whether a comment is at the end of a line, and so belongs to the content before it."""
    node = content[index]
    is_comment = isinstance(node, _Aside) and node.raw.startswith("<!--")
    return is_comment and not _newlines(content, index - 1) and _newlines(content, index + 1) > 0


def _is_left_alone(element: _Element, parent: _Element) -> bool:
    """Whether the white space in an element may be significant."""
    if element.is_preserved or all(isinstance(node, _Text) for node in element.content):
        return True
    return _has_words(element) or (_is_foreign(element, parent) and any(map(_is_mixed, _descendants(element))))


def _is_foreign(element: _Element, parent: _Element) -> bool:
    """Whether a tree belongs to another tool, so that its white space may be significant."""
    return parent.name == "metadata" or (not parent.name and element.name not in ROOTS)


def _has_words(element: _Element) -> bool:
    return any(isinstance(node, _Text) and not node.is_blank() for node in element.content)


def _is_mixed(element: _Element) -> bool:
    return _has_words(element) and not all(isinstance(node, _Text) for node in element.content)


def _descendants(element: _Element) -> Iterator[_Element]:
    for node in element.content:
        if isinstance(node, _Element):
            yield node
            yield from _descendants(node)
