"""Regular documents to objects: a look-up a piece (see ``markup.regular.pieces``), and no call from expat.

What a piece makes of an element is remembered with the class of its parent, up to a limit: a field, a class, and what
each new object gets a copy of. Whatever is odd, ``reader`` reads again from the start.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from libvirt_xml.binding.element import _Dataclass
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.reading.reading_tables import Children, Leaf, is_varying, reading_beside
from libvirt_xml.binding.sequence import extra_of, start_order
from libvirt_xml.binding.writing.known import Known
from libvirt_xml.errors import ParseError
from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.regular.pieces import (
    MAX_OPEN,
    Irregular,
    Novel,
    PiecePart,
    PieceShape,
    Walk,
    end_of,
    is_comment,
    is_kept,
    part,
    regular_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from libvirt_xml.binding.element import Element
    from libvirt_xml.binding.specs import Spec

_LIMIT = 20_000  # pieces that all classes together remember; some 10 MB
_new = object.__new__
_set_content: Any = _Dataclass.__dict__["__dict__"].__set__  # past ``__setattr__``
_set_known: Any = _Dataclass.__dict__["known_"].__set__

PieceStep = tuple[str, bool, Any, Any, "ChildPieces | None", Any]
"""Of an element: its field, whether that is a list, its class (without one, a value is held), what the object holds;
where it is only opened, the table of its children and its end tag; where it is whole, what is known of its text.
"""


class _Plan(NamedTuple):
    """What the pieces of one shape make: ``fields`` by the order of the values, those that convert, and the text.

    Without ``fields``, the conversions depend on values.
    """

    name: str
    is_list: bool
    cls: type[Element] | None
    specs: Mapping[str, Spec]
    fields: tuple[str, ...] | None
    conversions: tuple[tuple[str, Mapping[str, Any]], ...]
    inner: ChildPieces | None
    leaf: Leaf | None


class ChildPieces(dict[str, PieceStep]):
    """What the pieces among the children of a class make; ``step`` works it out where it is not known."""

    def __init__(self, children: Children) -> None:
        self.children = children
        self.is_open = children.is_open
        self.plans: dict[PieceShape, _Plan] = {}
        self.foreign: dict[str, AnyElement] = {}

    def step(self, piece: str, values: dict[str, Any], novel: Novel) -> PieceStep:
        """The step of a piece in an object. Raises Irregular, or another KeyError, for an odd one."""
        parts = part(piece)
        step = self._step(parts)
        novel.add(parts[0], piece)
        if is_kept(piece):
            if step[2] is not None and step[4] is None:
                step = (*step[:5], Known(step[3]))
            novel.kept.append((self, piece, step))
        return step

    def foreign_element(self, text: str, read_foreign: Callable[[str], AnyElement]) -> AnyElement:
        """An element outside the model. Raises ParseError."""
        known = self.foreign.get(text)
        if known is not None:
            return copied(known)
        element = read_foreign(text)
        if is_kept(text):
            _count()
            self.foreign[text] = copied(element)
        return element

    def _step(self, parts: PiecePart) -> PieceStep:
        shape, values, text = parts
        name, is_list, cls, specs, fields, conversions, inner, leaf = self.plans.get(shape) or self._plan(shape)
        if cls is None:
            assert leaf is not None
            return name, is_list, None, _value(leaf, text), None, None
        if fields is None:
            content = _content(specs, dict(zip(shape.keys, values, strict=False)))
        else:
            content = dict(zip(fields, values, strict=False))
            for field, reading in conversions:
                content[field] = reading[content[field]]
        if inner is not None:
            return name, is_list, cls, content, inner, end_of(shape.name)
        if leaf is None:
            if text:
                raise Irregular(name)
        elif text or leaf.keeps_empty:
            content[leaf.name] = _convert(leaf.spec, content, text)
        return name, is_list, cls, content, None, None

    def _plan(self, shape: PieceShape) -> _Plan:
        name, is_list, cls, plans, _, grandchildren, leaf, _ = self.children[shape.name]
        if (cls is None and shape.keys) or (not shape.has_text and leaf is not None):
            raise Irregular(shape.name)
        inner = None if cls is None or shape.has_text else pieces_of(grandchildren)
        specs = plans.specs if cls else {}
        used = [specs[key] for key in shape.keys]
        if any(is_varying(spec) for spec in used):
            plan = _Plan(name, is_list, cls, specs, None, (), inner, leaf)
        else:
            fields = tuple(spec.name for spec in used)
            conversions = tuple((spec.name, spec.converter.read) for spec in used if spec.converter.read is not None)
            plan = _Plan(name, is_list, cls, specs, fields, conversions, inner, leaf)
        if shape.is_kept:
            _count()
            self.plans[shape] = plan
        return plan


class _Tracked(ChildPieces):
    """The table of an object whose order has to be written down: it is empty, so ``step`` sees every piece."""

    def step(self, piece: str, values: dict[str, Any], novel: Novel) -> PieceStep:
        real = pieces_of(self.children)
        step = real.get(piece) or real.step(piece, values, novel)
        extra_of(values).order.append(step[0])
        return step


_tables: list[ChildPieces] = []
_kept = 0


def pieces_of(children: Children) -> ChildPieces:
    """The table of a class's children, made when it is first met."""
    table: ChildPieces | None = children.pieces
    if table is None:
        table = children.pieces = ChildPieces(children)
        _tables.append(table)
    return table


def _count() -> None:
    """Note that one thing more is remembered; past the limit, all are dropped."""
    global _kept
    if _kept >= _LIMIT:
        forget_pieces()
    _kept += 1


def forget_pieces() -> None:
    """Drop what is remembered."""
    global _kept
    for table in _tables:
        table.clear()
        table.plans.clear()
        table.foreign.clear()
    _kept = 0


def _content(specs: Mapping[str, Spec], attributes: dict[str, str]) -> dict[str, Any]:
    siblings = {specs[key].name: value for key, value in attributes.items()}
    return {spec.name: _convert(spec, siblings, siblings[spec.name]) for spec in map(specs.__getitem__, attributes)}


def copied(element: AnyElement) -> AnyElement:
    """An element that shares nothing with another that holds the same."""
    content = [
        part if isinstance(part, str) else copied(part) if isinstance(part, AnyElement) else copy(part)
        for part in element.content
    ]
    return AnyElement(element.name, element.attributes.copy(), content, element.namespaces.copy())


def _value(leaf: Leaf, text: str) -> Any:
    if leaf.is_plain or leaf.spec.is_list:
        return text if leaf.read is None else leaf.read[text]
    if leaf.spec.kind != "flag" or text.strip(WHITE_SPACE):
        raise Irregular(leaf.name)
    return True


def _convert(spec: Spec, siblings: Mapping[str, Any], text: str) -> Any:
    reading = reading_beside(spec, siblings)
    return text if reading is None else reading[text]


def read_regular(roots: Children, source: str | bytes, read_foreign: Callable[[str], AnyElement]) -> Element | None:
    """The object of a document; ``None`` where the document is not regular or no XML."""
    text = regular_text(source) if isinstance(source, str | bytes) else None
    if text is None:
        return None
    try:
        return _assemble(roots, text, read_foreign)
    except (KeyError, IndexError, ParseError):
        return None


def _assemble(roots: Children, text: str, read_foreign: Callable[[str], AnyElement]) -> Element:
    """The object of a document. Raises KeyError, IndexError or ParseError where it is not regular or no XML."""
    root: dict[str, Any] = {}
    values, table, end = root, pieces_of(roots), ""
    stack: list[tuple[dict[str, Any], ChildPieces, str]] = []
    push, pop = stack.append, stack.pop
    walk = Walk(text, _count)
    novel = walk.novel
    for pieces in walk:
        for piece in pieces:
            step = table.get(piece)
            if step is None:
                if piece == end:
                    values, table, end = pop()
                    continue
                if table.is_open:
                    element = table.foreign_element(walk.subtree(), read_foreign)
                    values.setdefault("elements", []).append(element)
                    continue
                if is_comment(piece):
                    novel.elements.append(f"<{piece}>")
                    continue
                step = table.step(piece, values, novel)
            name, is_list, cls, content, inner, known = step
            if cls is None:
                value = content
            else:
                value = _new(cls)
                content = content.copy()
                _set_content(value, content)
            if name not in values:
                values[name] = [value] if is_list else value
            elif is_list:
                if next(reversed(values)) is not name and table.__class__ is ChildPieces:
                    start_order(table.children.owner, values).append(name)
                    table = _Tracked(table.children)
                values[name].append(value)
            else:
                raise Irregular(piece)
            if inner is not None:
                push((values, table, end))
                if len(stack) > MAX_OPEN:
                    raise Irregular(piece)
                values, table, end = content, inner, known
            elif known is not None:
                _set_known(value, known)
    if stack:
        raise Irregular("")
    return root[""]  # type: ignore[no-any-return]
