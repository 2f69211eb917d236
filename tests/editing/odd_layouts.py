"""Documents in layouts that nobody expects: white space, quotation marks, comments, references, encodings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import strategies as st
from lxml import etree

_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "ascii", "")
_GAPS = ("", "\n", "\n  ", "\n\n\t", " ", "\n    \n  ")
_ASIDES = ("", "", "", "<!-- a note -->", "<!--<disk>-->", "<?tool x='1'?>")


@dataclass(frozen=True)
class Layout:
    """How one document is written."""

    gaps: tuple[str, ...]
    asides: tuple[str, ...]
    quotes: str
    spaces: tuple[str, ...]
    newlines: tuple[str, ...]
    is_section: bool
    is_reference: bool
    has_end_tags: bool
    encoding: str


layouts = st.builds(
    Layout,
    gaps=st.lists(st.sampled_from(_GAPS), min_size=1, max_size=7).map(tuple),
    asides=st.lists(st.sampled_from(_ASIDES), min_size=1, max_size=5).map(tuple),
    quotes=st.text("'\"", min_size=1, max_size=3),
    spaces=st.lists(st.sampled_from((" ", "  ", "\n   ", " \t")), min_size=1, max_size=3).map(tuple),
    newlines=st.sampled_from((("\n",), ("\r\n",), ("\r",), ("\n", "\r\n"), ("\r\n", "\n", "\n"))),
    is_section=st.booleans(),
    is_reference=st.booleans(),
    has_end_tags=st.booleans(),
    encoding=st.sampled_from(_ENCODINGS),
)


def laid_out(root: etree._Element, layout: Layout) -> bytes:
    """A document in a layout; white space changes between elements only, and where there is no foreign content."""
    declared = layout.encoding.removesuffix("-sig")
    head = f"<?xml version='1.0' encoding='{declared}'?>\n" if declared else ""
    lines = (head + _Writing(layout).element(root)).split("\n")
    text = "".join(part for line in zip(lines, cycle(layout.newlines), strict=False) for part in line)
    return text.encode(layout.encoding or "utf-8", "xmlcharrefreplace")


class _Writing:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._turns: dict[str, int] = {}

    def _next(self, name: str) -> Any:
        """The next of some choices, one after the other."""
        choices = getattr(self._layout, name)
        turn = self._turns.get(name, -1) + 1
        self._turns[name] = turn
        return choices[turn % len(choices)]

    def element(self, node: etree._Element) -> str:
        """A start tag, content, an end tag."""
        tag = etree.QName(node).localname
        tag = f"{node.prefix}:{tag}" if node.prefix else tag
        outer = parent.nsmap if (parent := node.getparent()) is not None else {}
        declared = {f"xmlns:{prefix}": uri for prefix, uri in node.nsmap.items() if prefix and prefix not in outer}
        pairs = [*declared.items(), *((str(name), str(value)) for name, value in node.items())]
        attributes = "".join(self._next("spaces") + self._attribute(*pair) for pair in pairs)
        if not len(node) and not node.text:
            return f"<{tag}{attributes}></{tag}>" if self._layout.has_end_tags else f"<{tag}{attributes}/>"
        inside = self._children(node) if len(node) else self._text(node.text or "")
        return f"<{tag}{attributes}>{inside}</{tag}>"

    def _children(self, node: etree._Element) -> str:
        parts = [self._next("gaps") + self._next("asides") + self._next("gaps") + self.element(child) for child in node]
        return "".join([*parts, self._next("gaps")])

    def _attribute(self, name: str, value: str) -> str:
        quote = self._next("quotes")
        written = escape(value, {quote: "&quot;" if quote == '"' else "&#39;"})
        if self._layout.is_reference and value.isalnum():
            written = f"&#{ord(value[0])};{value[1:]}"
        return f"{name}={quote}{written}{quote}"

    def _text(self, text: str) -> str:
        if self._layout.is_section and not text.isspace():
            return f"<![CDATA[{text}]]>"
        return escape(text)
