"""Regular documents to objects: a look-up a piece (see ``markup.pieces``), and no call from expat.

What a piece makes of an element is remembered with the class of its parent, up to a limit: a field, a class, and what
each new object gets a copy of. Whatever is odd, ``reader`` reads again from the start.
"""

from __future__ import annotations

from collections import deque
from itertools import islice
from operator import length_hint
from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.base import _Dataclass
from libvirt_xml.binding.known import Known
from libvirt_xml.binding.sequence import extra_of, start_order
from libvirt_xml.binding.tables import Children, Leaf, reading_beside
from libvirt_xml.errors import ParseError
from libvirt_xml.markup.pieces import (
    MAX_OPEN,
    Cut,
    Irregular,
    Part,
    cut,
    is_comment,
    is_end,
    is_kept,
    is_well_formed,
    part,
    subtree,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from libvirt_xml.binding.base import Element
    from libvirt_xml.binding.foreign import AnyElement
    from libvirt_xml.binding.specs import Spec

_LIMIT = 20_000  # pieces that all classes together remember; some 10 MB
_new = object.__new__
_set_content: Any = _Dataclass.__dict__["__dict__"].__set__  # past ``__setattr__``
_set_known: Any = _Dataclass.__dict__["known_"].__set__

Step = tuple[str, bool, Any, Any, "Pieces | None", Known | None] | None
"""Of an element: its field, whether that is a list, its class, what the object holds, the table of its children where
it is only opened, what is known of its text where it is whole. Without a class, a value is held. Of an end tag: None.
"""


class Pieces(dict[str, Step]):
    """What the pieces among the children of a class make; Irregular, or another KeyError, for an odd one."""

    is_tracked = False

    def __init__(self, children: Children) -> None:
        self.children = children

    def __missing__(self, piece: str) -> Step:
        has_likes = is_kept(piece)
        step = None if is_end(piece) else self._step(part(piece), has_likes=has_likes)
        if has_likes:
            _remember(self, piece, step)
        return step

    def _step(self, found: Part, *, has_likes: bool) -> Step:
        tag, attributes, text = found
        name, is_list, cls, plans, _, grandchildren, leaf, _ = self.children[tag]
        if cls is None:
            assert leaf is not None
            if attributes or text is None:
                raise Irregular(tag)
            return name, is_list, None, _value(leaf, text), None, None
        content = _content(plans.specs, attributes) if attributes else {}
        if text is None:
            if leaf is not None:
                raise Irregular(tag)
            return name, is_list, cls, content, pieces_of(grandchildren), None
        if leaf is None:
            if text:
                raise Irregular(tag)
        elif text or leaf.keeps_empty:
            content[leaf.name] = _convert(leaf.spec, content, text)
        return name, is_list, cls, content, None, Known(content) if has_likes else None


class _Tracked(Pieces):
    """The table of an object whose order has to be written down: it is empty, so ``_tracked_step`` sees every piece."""

    is_tracked = True

    def __missing__(self, piece: str) -> Step:
        raise Irregular(piece)


_tables: list[Pieces] = []
_kept = 0


def pieces_of(children: Children) -> Pieces:
    """The table of a class's children, made when it is first met."""
    found: Pieces | None = children.pieces
    if found is None:
        found = children.pieces = Pieces(children)
        _tables.append(found)
    return found


def _remember(table: Pieces, piece: str, step: Step) -> None:
    global _kept
    if _kept >= _LIMIT:
        forget()
    _kept += 1
    table[piece] = step


def forget() -> None:
    """Drop what is remembered."""
    global _kept
    for each in _tables:
        each.clear()
    _kept = 0


def _content(specs: Mapping[str, Spec], attributes: dict[str, str]) -> dict[str, Any]:
    siblings = {specs[key].name: value for key, value in attributes.items()}
    return {spec.name: _convert(spec, siblings, siblings[spec.name]) for spec in map(specs.__getitem__, attributes)}


def _value(leaf: Leaf, text: str) -> Any:
    if leaf.is_plain or leaf.spec.is_list:
        return text if leaf.read is None else leaf.read[text]
    if leaf.spec.kind != "flag" or (text and not text.isspace()):
        raise Irregular(leaf.name)
    return True


def _convert(spec: Spec, siblings: Mapping[str, Any], text: str) -> Any:
    reading = reading_beside(spec, siblings)
    return text if reading is None else reading[text]


def read_regular(roots: Children, source: str | bytes, read_foreign: Callable[[str], AnyElement]) -> Element | None:
    """The object of a document; ``None`` where the document is not regular or no XML."""
    document = cut(source) if isinstance(source, str | bytes) else None
    if document is None:
        return None
    try:
        result = _assemble(roots, document, read_foreign)
    except (KeyError, IndexError, ParseError):
        return None
    return result if is_well_formed(source) else None


def _assemble(roots: Children, document: Cut, read_foreign: Callable[[str], AnyElement]) -> Element:
    """The object of a document that is taken to be well-formed."""
    root: dict[str, Any] = {}
    own, table = root, pieces_of(roots)
    stack: list[tuple[dict[str, Any], Pieces]] = []
    push, pop = stack.append, stack.pop
    waiting = iter(document.pieces)
    for piece in waiting:
        try:
            step = table[piece]
        except KeyError:
            at = len(document.pieces) - length_hint(waiting) - 1
            passed = _pass_over(own, table, document, at, read_foreign)
            if passed:
                deque(islice(waiting, passed - 1), 0)
                continue
            step = _tracked_step(own, table, piece)
        if step is None:
            own, table = pop()
            continue
        name, is_list, cls, content, inner, known = step
        if cls is None:
            made = content
        else:
            made = _new(cls)
            content = content.copy()
            _set_content(made, content)
        if name not in own:
            own[name] = [made] if is_list else made
        elif is_list:
            if next(reversed(own)) is not name and not table.is_tracked:
                start_order(table.children.owner, own).append(name)
                table = _Tracked(table.children)
            own[name].append(made)
        else:
            raise Irregular(piece)
        if inner is not None:
            push((own, table))
            if len(stack) > MAX_OPEN:
                raise Irregular(piece)
            own, table = content, inner
        elif known is not None:
            _set_known(made, known)
    if stack:
        raise Irregular("")
    return root[""]  # type: ignore[no-any-return]


def _pass_over(
    own: dict[str, Any], table: Pieces, document: Cut, at: int, read_foreign: Callable[[str], AnyElement]
) -> int:
    """Pass over a comment, or keep a foreign element where those are at home; how many pieces that takes."""
    piece = document.pieces[at]
    if not table.children.is_open:
        return 1 if is_comment(piece) else 0
    text, count = subtree(document, at)
    own.setdefault("elements", []).append(read_foreign(text))
    return count


def _tracked_step(own: dict[str, Any], table: Pieces, piece: str) -> Step:
    """The step of a child whose place is written down. Raises Irregular where that is not done."""
    if not table.is_tracked:
        raise Irregular(piece)
    step = pieces_of(table.children)[piece]
    if step is not None:
        extra_of(own).order.append(step[0])
    return step
