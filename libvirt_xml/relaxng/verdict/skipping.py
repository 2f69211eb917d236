"""A document with faults, read quickly: what is valid is followed by its pieces, and only the rest by expat's events.

The pieces lead from state to state, as they do for the verdict (see ``regular``). At the first that leads nowhere, the
builder of the tree is told all that it has to know: the start tags of the elements then open, and, as elements that it
need not look into, the children in them that have ended. The piece itself goes to expat; from the state in which that
leaves the builder, the pieces are followed again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.markup.regular.pieces import Irregular, Novel, name_of, part, regular_text
from libvirt_xml.relaxng.verdict.automaton import Automaton, Mismatch, State, Table, Tag, Vector
from libvirt_xml.relaxng.verdict.by_pieces import Pieces, between

_LONGEST = 4_000_000  # characters: all pieces are held, about ten times the size of the document
_cut = re.compile(f"(>[{WHITE_SPACE}]*<)").split

_Child = tuple[Pieces, int, int, int, int]
"""A valid element: the place before it, its first and last piece, how many elements are in it, what it ends with."""
_Open = tuple[Table, str | None, Pieces, int, int, int]
"""An open element: what follows it, the end tag of that around it, the place before it, its first piece; how many
children, and how many end tags, were found before it."""


class Skipped(NamedTuple):
    """A valid element: its name, the byte where it begins and the one where the parser would be at its end."""

    name: str
    start: int
    last: int
    is_empty: bool
    """Whether there is nothing in it, nor an end tag."""
    size: int
    vector: Vector
    mask: int


class SkippingBuilder(Protocol):
    """Makes the tree."""

    depth: int
    """How many elements are open."""

    def state(self) -> State | None:
        """The state where the builder is; ``None`` where events have to tell it, or names need a namespace."""
        ...

    def go_on(self, state: State) -> None:
        """Go on from a state, behind what was skipped."""
        ...

    def feed(self, begin: int, end: int) -> bool:
        """Read some bytes of the document; whether they end with a token."""
        ...

    def finish(self, begin: int) -> None:
        """Read the last bytes of the document."""
        ...

    def skip(self, element: Skipped) -> None:
        """Add an element to the present one."""
        ...


def read_by_pieces(automaton: Automaton, builder: SkippingBuilder, data: bytes) -> bool:
    """Read a document in UTF-8; ``False`` where it cannot be read so, and what the builder has made is worth nothing.

    That it is too after what expat raises.
    """
    if automaton.patterns.is_scoped or len(data) > _LONGEST:
        return False
    text = data.decode()
    body = regular_text(text)
    if body is None:
        return False
    begin = len(text[: text.rindex(body)].encode())
    automaton.reading.is_padded = False
    try:
        _Reader(automaton, builder, body, begin).read()
    except Irregular:
        return False
    builder.finish(begin + len(body.encode()))
    return not automaton.patterns.is_scoped  # only now is it known whether prefixes matter


class _Reader:
    def __init__(self, automaton: Automaton, builder: SkippingBuilder, body: str, begin: int) -> None:
        self._automaton = automaton
        self._builder = builder
        parts = _cut(body[1:-1])
        self._pieces = parts[::2]
        lengths = map(len, parts if body.isascii() else map(str.encode, parts))
        self._starts = list(accumulate(lengths, initial=begin))[::2]
        """The byte of the ``<`` before each piece, and that behind all."""
        self._starts.append(begin + len(body.encode()))
        self._novel = Novel()

    def read(self) -> None:
        """Read all pieces."""
        builder, at = self._builder, 0
        builder.feed(0, self._starts[0])
        while at < len(self._pieces):
            state = builder.state()
            if state is not None and builder.depth < MAX_DEPTH:
                at = self._follow(between(self._automaton, state), at)
            is_whole = False
            while not is_whole and at < len(self._pieces):
                is_whole = builder.feed(self._starts[at], self._starts[at + 1])
                at += 1
        self._novel.settle(self._automaton.count_piece)

    def _follow(self, table: Pieces, begin: int) -> int:
        """Follow the pieces from one on; the first that leads nowhere, and is not read yet."""
        automaton, novel, pieces = self._automaton, self._novel, self._pieces
        end: str | None = None
        stack: list[_Open] = []
        children: list[_Child] = []
        most, ends, at = MAX_DEPTH - self._builder.depth - 1, 0, begin
        try:
            for at in range(begin, len(pieces)):
                piece = pieces[at]
                if piece == end:
                    after, outer, before, first, mark, ended = stack[-1]
                    mask = table.ends_with or table.end()
                    table = between(automaton, after[mask])
                    del stack[-1], children[mark:]
                    children.append((before, first, at, at - first - 1 - ends + ended, mask))
                    end = outer
                    ends += 1
                    continue
                step = table.get(piece)
                if step is None:
                    step = table.step(piece, novel)
                if step.__class__ is Pieces:
                    children.append((table, at, at, 0, 0))
                    table = step
                elif len(stack) == most:
                    break
                else:
                    stack.append((step[0], end, table, at, len(children), ends))
                    _, table, end = step
        except (Mismatch, Irregular):
            pass
        self._tell(stack, children, table.state)
        return at

    def _tell(self, stack: Sequence[_Open], children: Sequence[_Child], state: State) -> None:
        """Tell the builder what has ended, and what is open."""
        builder, told = self._builder, 0
        for _, _, before, first, mark, _ in stack:
            self._skip(children[told:mark])
            told = mark
            builder.go_on(before.state)
            builder.feed(self._starts[first], self._starts[first + 1])
        self._skip(children[told:])
        builder.go_on(state)

    def _skip(self, children: Sequence[_Child]) -> None:
        for before, first, last, size, mask in children:
            if first == last:
                self._builder.skip(self._leaf(before, first))
                continue
            name = self._pieces[last][1:]
            vector = before.state.starts[name][0].vector
            self._builder.skip(Skipped(name, self._starts[first], self._starts[last], False, size, vector, mask))

    def _leaf(self, before: Pieces, at: int) -> Skipped:
        piece, start = self._pieces[at], self._starts[at]
        name = name_of(piece)
        tag = before.state.starts[name][0]
        mask = 1 if len(tag.vector) == 1 else _mask(tag, piece)
        to_end_tag, end_tag, _ = piece.rpartition("</")
        if not end_tag:
            return Skipped(name, start, start + len(piece.encode()) + 2, True, 0, tag.vector, mask)
        return Skipped(name, start, start + len(to_end_tag.encode()) + 1, False, 0, tag.vector, mask)


def _mask(tag: Any, piece: str) -> int:
    """Which of the contents that an element may have it has."""
    shape, values, text = part(piece)
    for name, value in zip(shape.keys, values, strict=False):
        step = tag.attributes[name]
        tag = step if step.__class__ is Tag else step[value]
    mask: int = tag.closed.leaf[text]
    return mask
