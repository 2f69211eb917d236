"""The verdict on regular documents: a look-up a piece (see ``markup.pieces``), and no call from expat.

What a piece leads to is remembered with the state before it, up to a limit: for a whole element that is the state
after it. An element that is not regular is followed by its events, and the document goes on after it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice
from operator import length_hint
from typing import Any

from libvirt_xml.markup.pieces import (
    MAX_OPEN,
    Cut,
    Irregular,
    cut,
    is_comment,
    is_end,
    is_kept,
    is_well_formed,
    part,
    subtree,
)
from libvirt_xml.relaxng.automaton import Automaton, Mismatch, State, Table, Tag

Follow = Callable[[State, str], State]
"""The state after the element in a text, from that before it; Mismatch, or Irregular where it has no sense alone."""


class Pieces(dict[str, Any]):
    """What follows the pieces at one place.

    Of a whole element: the pieces after it. Of a start tag: the table that gives, for the mask with which the element
    ends, the state after it, and the pieces inside. Of an end tag: that mask. ``is_fresh``: the place is that behind a
    start tag, so an end tag would end an element whose white space may be its text.
    """

    __slots__ = ("_automaton", "_is_fresh", "state")

    def __init__(self, automaton: Automaton, state: State, *, is_fresh: bool) -> None:
        self._automaton = automaton
        self._is_fresh = is_fresh
        self.state = state

    def __missing__(self, piece: str) -> Any:
        found = self._end(piece) if is_end(piece) else self._step(piece)
        if is_kept(piece) and not self._automaton.scopes.is_padded:
            self._automaton.count_piece()
            self[piece] = found
        return found

    def _end(self, piece: str) -> int:
        if self._is_fresh:
            raise Irregular(piece)
        if not self.state.accepted:
            raise Mismatch
        return self.state.accepted

    def _step(self, piece: str) -> Any:
        name, attributes, text = part(piece)
        tag, after = self.state.starts[name]
        for attribute, value in attributes.items():
            step = tag.attributes[attribute]
            tag = step if step.__class__ is Tag else step[value]
        content = tag.closed
        if text is None:
            return after, fresh(self._automaton, content)
        return between(self._automaton, after[content.leaf[text]])


def between(automaton: Automaton, state: State) -> Pieces:
    """The pieces at a place that is not that behind a start tag."""
    found: Pieces | None = state.between
    if found is None:
        found = state.between = Pieces(automaton, state, is_fresh=False)
        automaton.notice_pieces(state)
    return found


def fresh(automaton: Automaton, state: State) -> Pieces:
    """The pieces behind a start tag."""
    found: Pieces | None = state.fresh
    if found is None:
        found = state.fresh = Pieces(automaton, state, is_fresh=True)
        automaton.notice_pieces(state)
    return found


def accepts_regular(automaton: Automaton, first: State, source: str | bytes, follow: Follow) -> bool | None:
    """Whether XML text is a document, from a first state to an end; ``None`` where it is not regular."""
    document = None if automaton.patterns.is_scoped else cut(source)
    if document is None:
        return None
    try:
        is_accepted = _accepts(automaton, first, document, follow)
    except (Irregular, IndexError):
        return None
    except Mismatch:
        is_accepted = False
    if automaton.patterns.is_scoped:  # only now is it known that prefixes matter
        return None
    return is_accepted and is_well_formed(source)


def _accepts(automaton: Automaton, first: State, document: Cut, follow: Follow) -> bool:
    table = between(automaton, first)
    stack: list[Table] = []
    push, pop = stack.append, stack.pop
    waiting = iter(document.pieces)
    for piece in waiting:
        try:
            step = table[piece]
        except Irregular:
            if is_comment(piece):
                continue
            text, count = subtree(document, len(document.pieces) - length_hint(waiting) - 1)
            deque(islice(waiting, count - 1), 0)
            table = between(automaton, follow(table.state, text))
            continue
        if step.__class__ is Pieces:
            table = step
        elif step.__class__ is tuple:
            push(step[0])
            table = step[1]
            if len(stack) > MAX_OPEN:
                raise Irregular(piece)
        else:
            state = pop()[step]
            table = state.between
            if table is None:
                table = between(automaton, state)
    return not stack and bool(table.state.accepted)
