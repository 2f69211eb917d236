"""Where the tags and attributes of a well-formed document stand, as offsets in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MARKUP = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|(?P<dtd><!DOCTYPE)"
    r"|</[^>]*>|<(?P<name>[^\s/>!?]+)(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its name, and the spans of name and value (quotes left out)."""

    name: str
    name_span: Span
    value_span: Span

    @property
    def span(self) -> Span:
        return self.name_span[0], self.value_span[1] + 1


@dataclass(slots=True, eq=False)
class Element:
    """An element: the offset of its ``<`` and of what follows its tags; for an empty tag, all ends are the same."""

    index: int
    name: str
    parent: Element | None
    start: int
    start_tag_end: int
    attributes: tuple[Attribute, ...]
    is_empty_tag: bool
    end_tag_start: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)
    has_other_markup: bool = False
    """Whether a comment, a processing instruction or a CDATA section stands directly in it."""

    @property
    def span(self) -> Span:
        return self.start, self.end

    @property
    def content_span(self) -> Span:
        return self.start_tag_end, self.end_tag_start

    @property
    def name_span(self) -> Span:
        return self.start + 1, self.start + 1 + len(self.name)

    @property
    def end_name_span(self) -> Span:
        return self.end_tag_start + 2, self.end_tag_start + 2 + len(self.name)


def root_name(text: str) -> str | None:
    """The name of the root element; ``None`` for a document with a DTD."""
    first = next((match for match in _MARKUP.finditer(text) if match["name"] or match["dtd"]), None)
    return first["name"].rstrip("/") if first and first["name"] else None


def scan(text: str) -> list[Element]:
    """All elements of a document in its order. Raises ``ValueError`` for a document with a DTD."""
    found: list[Element] = []
    open_: list[Element] = []
    for match in _MARKUP.finditer(text):
        if match["dtd"]:
            raise ValueError("the document has a DTD")
        if match["name"]:
            element = _start_tag(match, len(found), open_[-1] if open_ else None)
            found.append(element)
            if not element.is_empty_tag:
                open_.append(element)
        elif match[0].startswith("</"):
            closed = open_.pop()
            closed.end_tag_start, closed.end = match.span()
        elif open_:
            open_[-1].has_other_markup = True
    return found


def _start_tag(match: re.Match[str], index: int, parent: Element | None) -> Element:
    rest = match.start("rest")
    attributes = tuple(
        Attribute(
            each[1], (rest + each.start(1), rest + each.end(1)), (rest + each.start(2) + 1, rest + each.end(2) - 1)
        )
        for each in _ATTRIBUTE.finditer(match["rest"])
    )
    is_empty_tag = match["rest"].endswith("/") or match["name"].endswith("/")
    element = Element(index, match["name"].rstrip("/"), parent, match.start(), match.end(), attributes, is_empty_tag)
    element.end_tag_start = element.end = match.end()
    if parent is not None:
        parent.children.append(element)
    return element


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, from 1; the column counts characters."""
    before = text.rfind("\n", 0, offset)
    return text.count("\n", 0, offset) + 1, offset - before
