"""What the model does not know, kept as it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from libvirt_xml.words.guessed_names import GuessedNames

if TYPE_CHECKING:
    from lxml import etree

    from libvirt_xml.binding.reading.parsed_elements import Parsed


_BRACES = re.compile(r"\{[^}]*\}?")

NEXT = -1
"""In ``Extra.order``: the element ends, another of its name begins."""


@dataclass(slots=True)
class Comment:
    """A comment inside a foreign element."""

    text: str


@dataclass(slots=True)
class ProcessingInstruction:
    """A processing instruction inside a foreign element."""

    target: str
    text: str


@dataclass(slots=True, eq=False, repr=False)
class AnyElement(GuessedNames):
    """An element outside the model, whole: a foreign tree in ``metadata``, or what only a newer libvirt knows.

    ``name`` and the keys of ``attributes`` are as written, prefixes and ``xmlns`` declarations included; ``content``
    holds text and elements in their order. ``namespaces`` are the declarations, by prefix, that the tree needs from
    the elements around it; they are written again where they are not in force. For ``==`` it is the same whether they
    are among these or the attributes, and whether a text is in one piece.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list[AnyElement | Comment | ProcessingInstruction | str] = field(default_factory=list)
    namespaces: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_xml(cls, source: str | bytes) -> AnyElement:
        """One element from XML text. Raises ParseError."""
        from libvirt_xml.binding.reading.reader import read_foreign

        return read_foreign(source)

    @classmethod
    def from_element(cls, element: Parsed) -> AnyElement:
        """One element from an element of lxml or ElementTree, its tail left out."""
        from libvirt_xml.binding.reading.parsed_elements import as_source

        return cls.from_xml(as_source(element))

    def to_xml(self) -> str:
        """The element as XML text, exactly as it stands: no indentation is added."""
        from libvirt_xml.binding.writing.writer import write_foreign

        return write_foreign(self)

    def to_element(self) -> etree._Element:
        """The element as an lxml element. Raises WriteError."""
        from libvirt_xml.binding.writing.writer import as_lxml

        return as_lxml(self.to_xml(), f"/{self.name}")

    @property
    def text(self) -> str:
        """All text in the element and below, as one string."""
        texts: list[str] = []
        waiting = [*reversed(self.content)]  # a tree may be too deep for recursion
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                texts.append(part)
            elif isinstance(part, AnyElement):
                waiting += reversed(part.content)
        return "".join(texts)

    @text.setter
    def text(self, value: str) -> None:
        """Put a text in place of the one that is there. Raises ValueError for an element that has elements."""
        if any(isinstance(part, AnyElement) for part in self.content):
            from libvirt_xml.messages import render

            raise ValueError(render("foreign-text", "has-elements", name=self.name))
        self.content = [value] if value else []

    @property
    def namespace(self) -> str:
        """The namespace of the element, if it is the outermost of its tree; empty without one."""
        prefix = self.name.rpartition(":")[0]
        return {**self.namespaces, **declared_by(self.attributes)}.get(prefix, "")

    @property
    def local_name(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    def find(self, path: str) -> AnyElement | None:
        """The first element at a path of names: ``flavor/memory``; ``None`` if there is none. See ``find_all``."""
        return next(self.find_all(path), None)

    def find_text(self, path: str) -> str | None:
        """All text in the first element at a path as ``find`` takes it; ``None`` if there is none."""
        element = self.find(path)
        return None if element is None else element.text

    def find_all(self, path: str) -> Iterator[AnyElement]:
        """All elements at a path of names, in their order. A prefix in a name must be the one that is written.

        Raises ValueError for a path with namespaces in braces, as ElementTree has them.
        """
        if "{" in path:
            raise ValueError(_no_braces(path))
        level = [self]
        for step in path.split("/"):
            level = [part for element in level for part in element if step in (part.local_name, part.name)]
        return iter(level)

    def __repr__(self) -> str:
        from libvirt_xml.binding.deep import show

        return show(self, dict)

    def __deepcopy__(self, memo: dict[int, Any]) -> AnyElement:
        from libvirt_xml.binding.deep import deep_copy

        return deep_copy(self, memo)  # type: ignore[no-any-return]

    def __reduce_ex__(self, protocol: Any) -> Any:
        from libvirt_xml.binding.deep import flat

        return flat(self) or object.__reduce_ex__(self, protocol)

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AnyElement):
            return NotImplemented
        pending: list[tuple[object, object]] = [(self, other)]  # a tree may be too deep for recursion
        while pending:
            one, two = pending.pop()
            if not (isinstance(one, AnyElement) and isinstance(two, AnyElement)):
                if one.__class__ is not two.__class__ or one != two:
                    return False
                continue
            if one.name != two.name or _with_declarations(one) != _with_declarations(two):
                return False
            ours, theirs = _with_whole_texts(one.content), _with_whole_texts(two.content)
            if len(ours) != len(theirs):
                return False
            pending += zip(ours, theirs, strict=True)
        return True

    def __iter__(self) -> Iterator[AnyElement]:
        """The elements directly inside."""
        return (part for part in self.content if isinstance(part, AnyElement))


@dataclass(slots=True, eq=False)
class Extra:
    """What an object holds beside its fields.

    Unknown content, which counts in ``==``: ``attributes``, by name as written; ``content``, unknown elements and
    stray text; ``surplus``, what the element of a scalar or flag field has beyond its value, by field and index.
    Written forms, which do not count: ``namespaces`` declared here, by prefix; ``forms`` of booleans, by field;
    ``order``, the fields in the order of their elements, with an index into ``content`` for what is unknown - kept
    only where the fields' own order does not tell; ``texts``, the pieces of the object's own text before, between and
    after unknown content, where that divides or precedes it. ``parts``, where the object was read from several
    elements: the attributes of the second and all further ones, as written; ``NEXT`` in ``order`` is where one of them
    begins.
    """

    attributes: dict[str, str] = field(default_factory=dict)
    content: list[AnyElement | Comment | ProcessingInstruction | str] = field(default_factory=list)
    surplus: dict[tuple[str, int], AnyElement] = field(default_factory=dict)
    namespaces: dict[str, str] = field(default_factory=dict)
    forms: dict[str, tuple[bool, str]] = field(default_factory=dict)
    order: list[str | int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    parts: list[dict[str, str]] = field(default_factory=list)

    __hash__ = None  # type: ignore[assignment]

    def join_texts(self) -> None:
        """Make one text of those that stand side by side: a comment between them was dropped."""
        content: list[AnyElement | Comment | ProcessingInstruction | str] = []
        order: list[str | int] = []
        run: list[str] = []
        for step in [*self.order, ""]:
            part = self.content[step] if isinstance(step, int) and step != NEXT else None
            if isinstance(part, str):
                run.append(part)
                continue
            if run:
                order.append(len(content))
                content.append("".join(run))
                run = []
            if part is not None:
                order.append(len(content))
                content.append(part)
            elif step:
                order.append(step)
        self.content, self.order = content, order

    @property
    def is_unknown(self) -> bool:
        """Whether there is anything that the model does not know."""
        return bool(self.attributes or self.unknown_content or self.unknown_surplus)

    @property
    def unknown_content(self) -> list[AnyElement | str]:
        """The content without comments and processing instructions, which stand beside foreign trees."""
        return [part for part in self.content if isinstance(part, AnyElement | str)]

    @property
    def unknown_surplus(self) -> dict[tuple[str, int], AnyElement]:
        """The surplus without what is nothing but namespace declarations."""
        return {key: part for key, part in self.surplus.items() if part.content or not _declares_only(part)}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Extra):
            return NotImplemented
        return (self.attributes, self.unknown_content, self.unknown_surplus) == (
            other.attributes,
            other.unknown_content,
            other.unknown_surplus,
        )


def _no_braces(path: str) -> str:
    from libvirt_xml.messages import render

    return render("foreign-path", "braces", path=path, instead=_BRACES.sub("", path))


def _with_declarations(element: AnyElement) -> dict[str, str]:
    """The attributes, with the declarations that the element needs from those around it where it is read alone."""
    if not element.namespaces:
        return element.attributes
    needed = {f"xmlns:{prefix}" if prefix else "xmlns": name for prefix, name in element.namespaces.items()}
    return {**needed, **element.attributes}


def _with_whole_texts(content: list[AnyElement | Comment | ProcessingInstruction | str]) -> list[object]:
    """The content with texts that stand side by side as one, as they are read; without empty ones."""
    parts: list[object] = []
    for part in content:
        before = parts[-1] if parts else None
        if isinstance(part, str) and isinstance(before, str):
            parts[-1] = before + part
        elif part != "":
            parts.append(part)
    return parts


def _declares_only(element: AnyElement) -> bool:
    return all(map(declares_namespace, element.attributes))


def declares_namespace(name: str) -> bool:
    """Whether an attribute of this name is a namespace declaration."""
    return name == "xmlns" or name.startswith("xmlns:")


def declared_by(attributes: Mapping[str, str]) -> dict[str, str]:
    """The namespaces that attributes declare, by prefix."""
    return {key.partition(":")[2]: value for key, value in attributes.items() if declares_namespace(key)}
