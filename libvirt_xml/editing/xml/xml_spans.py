"""Where everything of an XML text is, by characters: elements, their tags and attributes, comments, texts.

The text is well-formed: it has been read before. Nothing is decoded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_TOKEN = re.compile(
    r"<(?:!--.*?--|\?.*?\?|!\[CDATA\[.*?\]\]|/[^>]*|([^\s/>!?]+)((?:[^>'\"]++|'[^']*'|\"[^\"]*\")*+))>", re.DOTALL
)
_ATTRIBUTE = re.compile(r"""(\s+)([^\s=>/]+)\s*=\s*("[^"]*"|'[^']*')""")
_STEP = re.compile(r"/([^/\[\]@]+)(?:\[([0-9]+)\])?")


class AttributeSpan(NamedTuple):
    """An attribute: the white space before it, itself, and its value without the quotes."""

    name: str
    gap: int
    start: int
    end: int
    value: int
    """Where the value begins; it ends one character before ``end``."""


class Aside(NamedTuple):
    """A comment, processing instruction or CDATA section."""

    kind: Literal["comment", "instruction", "cdata"]
    start: int
    end: int


class XmlElement:
    """An element; ``content_end`` is where its end tag begins."""

    __slots__ = (
        "_attributes",
        "_named",
        "content_end",
        "end",
        "items",
        "name",
        "parent",
        "place",
        "start",
        "tag_end",
        "text",
    )

    def __init__(self, text: str, name: str, start: int, tag_end: int, parent: XmlElement | None) -> None:
        self.text = text
        self.name = name
        """As written."""
        self.start = start
        self.tag_end = self.content_end = self.end = tag_end
        self.parent = parent
        self.items: list[XmlElement | Aside] = []
        """Elements, comments, processing instructions and CDATA sections directly inside, in their order."""
        self.place = 0 if parent is None else len(parent.items)
        """Which of the items of its parent it is."""
        self._attributes: dict[str, AttributeSpan] | None = None
        self._named: dict[str, list[XmlElement]] | None = None

    @property
    def children(self) -> list[XmlElement]:
        """The elements directly inside."""
        return self.named("*")

    @property
    def names(self) -> list[str]:
        """The names of the elements directly inside."""
        return [name for name in self._children_by_name() if name != "*"]

    @property
    def previous(self) -> XmlElement | None:
        """The element before it in its parent."""
        items = () if self.parent is None else self.parent.items
        places = reversed(range(self.place))
        return next((item for at in places if isinstance(item := items[at], XmlElement)), None)

    def nearest(self, name: str) -> XmlElement | None:
        """The nearest element of a name around it; it itself if it has that name."""
        element: XmlElement | None = self
        while element is not None and element.name != name:
            element = element.parent
        return element

    @property
    def is_self_closing(self) -> bool:
        """Whether it is one tag, ``<a/>``."""
        return self.end == self.tag_end

    @property
    def has_text_alone(self) -> bool:
        """Whether nothing is inside but text and CDATA sections."""
        return all(isinstance(item, Aside) and item.kind == "cdata" for item in self.items)

    @property
    def name_end(self) -> int:
        """Where the name in the start tag ends."""
        return self.start + 1 + len(self.name)

    @property
    def slash(self) -> int:
        """Where the end of a start tag begins that is one tag: ``/>``, and the white space before it."""
        return self.start + len(self.text[self.start : self.tag_end - 2].rstrip())

    @property
    def attributes(self) -> dict[str, AttributeSpan]:
        """The attributes by name as written, namespace declarations among them."""
        if self._attributes is None:
            self._attributes = {}
            at = self.name_end
            while match := _ATTRIBUTE.match(self.text, at, self.tag_end):
                at = match.end()
                self._attributes[match[2]] = AttributeSpan(
                    match[2], match.start(), match.start(2), at, match.start(3) + 1
                )
        return self._attributes

    def text_runs(self) -> Iterator[tuple[int, int]]:
        """The spans of text directly inside; CDATA sections are part of them, comments and elements end them."""
        at = self.tag_end
        for item in self.items:
            if isinstance(item, Aside) and item.kind == "cdata":
                continue
            if at < item.start:
                yield at, item.start
            at = item.end
        if at < self.content_end:
            yield at, self.content_end

    def at(self, path: str) -> XmlElement | None:
        """The element in this one at an XPath as problems and ``walk`` have it; ``None`` where there is none.

        The last step may be an attribute or text: it leads to its element.
        """
        steps = [(name, int(index or 1)) for name, index in _STEP.findall(path)]
        if not steps or steps[0] not in ((self.name, 1), ("*", 1)):
            return None
        node = self
        for name, index in steps[1:]:
            if name == "text()":
                break
            named = node.named(name)
            if not 0 < index <= len(named):
                return None
            node = named[index - 1]
        return node

    def named(self, name: str) -> list[XmlElement]:
        """The elements of a name directly inside; all for ``*``."""
        return self._children_by_name().get(name, [])

    def _children_by_name(self) -> dict[str, list[XmlElement]]:
        if self._named is None:
            self._named = {}
            for item in self.items:
                if isinstance(item, XmlElement):
                    self._named.setdefault("*", []).append(item)
                    self._named.setdefault(item.name, []).append(item)
        return self._named

    def walk(self) -> Iterator[XmlElement]:
        """The element and all elements in it, in the order of the document."""
        waiting: list[XmlElement] = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


def scan_xml(text: str) -> XmlElement:
    """The document element of a well-formed text."""
    outer = XmlElement(text, "", 0, 0, None)
    current = outer
    for token in _TOKEN.finditer(text):
        name, rest = token.groups()
        start, end = token.span()
        if name is not None:
            element = XmlElement(text, name, start, end, current)
            current.items.append(element)
            if rest[-1:] != "/":
                current = element
        elif text[start + 1] == "/":
            current.content_end, current.end = start, end
            assert current.parent is not None
            current = current.parent
        else:
            current.items.append(Aside(_kind_of(text[start + 1 : start + 3]), start, end))
    root = outer.children[0]
    root.parent = None
    return root


def _kind_of(start: str) -> Literal["comment", "instruction", "cdata"]:
    if start == "!-":
        return "comment"
    return "instruction" if start[0] == "?" else "cdata"
