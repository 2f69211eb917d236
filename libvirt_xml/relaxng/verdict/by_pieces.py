"""The verdict on regular documents: a look-up a piece (see ``markup.regular.pieces``), and no call from expat.

What a piece leads to is remembered with the state before it, up to a limit: for a whole element that is the state
after it. An element that is not regular is followed by its events, and the document goes on after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from libvirt_xml.markup.regular.pieces import (
    MAX_OPEN,
    Irregular,
    Novel,
    PieceShape,
    Walk,
    end_of,
    is_comment,
    is_kept,
    part,
)
from libvirt_xml.markup.regular.section_texts import SectionTexts
from libvirt_xml.relaxng.verdict.automaton import Automaton, Mismatch, State, Table, Tag, Texts

Follow = Callable[[State, str], State]
"""The state after the element in a text, from that before it; Mismatch, or Irregular where it has no sense alone."""


class Onlooker(Protocol):
    """Told what a regular document is made of, when that has been followed."""

    def see(self, pieces: Sequence[str]) -> None:
        """Look at some pieces of the document; those of elements that are not regular are among them."""

    def see_sections(self, sections: SectionTexts) -> None:
        """Look at the document, cut into sections."""


_Looked = tuple[int, int, Callable[[str], object], Texts]
"""A text of a piece to look at: its number, the quick test for texts up to a length, and the table for all others."""


_NO_SECTIONS: dict[str, Any] = {}
"""What most places know of sections; it stays empty."""


class Pieces(dict[str, Any]):
    """What follows the pieces at one place; ``step`` works it out where it is not known.

    Of a whole element: the pieces after it. Of a start tag: the table that gives, for the mask with which the element
    ends, the state after it, the pieces inside, and the end tag. ``ends_with`` is that mask where this is the last
    place; none behind a start tag, where an end tag ends an element whose white space may be its text.
    """

    __slots__ = ("_automaton", "_irregular", "_plans", "ends_with", "sections", "state")

    def __init__(self, automaton: Automaton, state: State, *, is_fresh: bool) -> None:
        self._automaton = automaton
        self.state = state
        self.ends_with = None if is_fresh else state.accepted
        self._irregular: dict[str, Pieces] | None = None  # few places have any
        self.sections: dict[str, Pieces] = _NO_SECTIONS
        """What follows sections that come again, by their text."""
        self._plans: dict[PieceShape, tuple[list[_Looked], Any]] = {}

    def step(self, piece: str, novel: Novel) -> Any:
        """What follows a piece. Raises Irregular, and Mismatch."""
        shape, values, text = part(piece)
        plan = self._plans.get(shape)
        if plan is None:
            follows = self._follow(shape, values, text)
        else:
            texts, follows = plan
            values.append(text)
            for at, longest, passes, table in texts:
                value = values[at]
                if len(value) > longest or not passes(value):
                    table[value]
        novel.add(shape, piece)
        if is_kept(piece) and not self._automaton.reading.is_padded:
            novel.kept.append((self, piece, follows))
        return follows

    def _follow(self, shape: PieceShape, values: list[str], text: str) -> Any:
        """What follows a piece; where that is the same for all of its shape, it is kept with the texts to look at."""
        tag, after = self.state.starts[shape.name]
        texts: list[tuple[int, Texts]] = []
        for at, attribute in enumerate(shape.keys):
            step = tag.attributes[attribute]
            if step.__class__ is Tag:
                tag = step
            else:
                tag = step[values[at]]
                texts.append((at, step))
        content = tag.closed
        follows: Any
        if shape.has_text:
            follows = between(self._automaton, after[content.leaf[text]])
            if not shape.is_empty:
                texts.append((len(shape.keys), content.leaf))
        else:
            follows = after, fresh(self._automaton, content), end_of(shape.name)
        if shape.is_kept and all(table.has_sole_target for _, table in texts):
            self._automaton.count_piece()
            self._plans[shape] = [(at, *table.sole_test(), table) for at, table in texts], follows
        return follows

    def after_irregular(self, text: str, follow: Follow) -> Pieces:
        """What follows an element that is not regular. Raises Irregular, and Mismatch."""
        if self._irregular is None:
            self._irregular = {}
        pieces = self._irregular.get(text)
        if pieces is None:
            pieces = between(self._automaton, follow(self.state, text))
            if not self._automaton.reading.is_padded and is_kept(text):
                self._automaton.count_piece()
                self._irregular[text] = pieces
        return pieces

    def end(self, walk: Walk | None = None) -> int:
        """The mask with which an element ends here, at the end tag where a walk is. Raises Irregular, and Mismatch."""
        if self.ends_with is None:
            if walk is None:
                raise Irregular("")
            content: Any = self.state  # behind a start tag there is one
            mask: int = content.leaf[walk.blanks()]
            return mask
        if not self.ends_with:
            raise Mismatch
        return self.ends_with


def between(automaton: Automaton, state: State) -> Pieces:
    """The pieces at a place that is not that behind a start tag."""
    pieces: Pieces | None = state.between
    if pieces is None:
        pieces = state.between = Pieces(automaton, state, is_fresh=False)
        automaton.notice_pieces(state)
    return pieces


def fresh(automaton: Automaton, state: State) -> Pieces:
    """The pieces behind a start tag."""
    pieces: Pieces | None = state.fresh
    if pieces is None:
        pieces = state.fresh = Pieces(automaton, state, is_fresh=True)
        automaton.notice_pieces(state)
    return pieces


def follow_pieces(
    automaton: Automaton, table: Pieces, walk: Walk, follow: Follow, onlooker: Onlooker | None = None
) -> Pieces | None:
    """What follows elements, by their pieces; ``None`` where one has no end. Raises Irregular, and Mismatch."""
    end = ""
    stack: list[tuple[Table, str]] = []
    push, pop = stack.append, stack.pop
    novel = walk.novel
    for pieces in walk:
        for piece in pieces:
            step = table.get(piece)
            if step is None:
                if piece == end:
                    after, end = pop()
                    state = after[table.ends_with or table.end(walk)]
                    table = state.between
                    if table is None:
                        table = between(automaton, state)
                    continue
                try:
                    step = table.step(piece, novel)
                except Irregular:
                    if is_comment(piece):
                        novel.elements.append(f"<{piece}>")
                    else:
                        table = table.after_irregular(walk.subtree(), follow)
                    continue
            if type(step) is Pieces:
                table = step
            else:
                push((step[0], end))
                _, table, end = step
                if len(stack) > MAX_OPEN:
                    raise Irregular(piece)
        if onlooker is not None:
            onlooker.see(walk.pieces)
    return None if stack else table
