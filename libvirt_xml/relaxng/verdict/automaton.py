"""A validator as an automaton, built as documents ask for it.

A state stands for what may follow at one place of a document. It keeps its transitions, each worked out when it is
first needed, in dictionaries that compute what they lack; so what has been met before costs a look-up. An element may
be several elements of the schema at once: a state holds one pattern for each way in which the rest of the parent
could differ, and those that turn out to match are given by a bit mask.

States are shared by all documents and threads; a transition is worked out under the automaton's lock. A name or text
that is not allowed raises ``Mismatch`` and is not kept, so a hostile document cannot fill the tables.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from libvirt_xml.markup.locks import make_lock
from libvirt_xml.relaxng.datatypes.lexical import Namespaces
from libvirt_xml.relaxng.datatypes.library import Test
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import NOT_ALLOWED, Pattern
from libvirt_xml.relaxng.verdict.texts import make_classifier

Vector = tuple[Pattern, ...]

_LIMIT = 200_000  # patterns, derivatives and states together; about 200 MB
_PIECES = 20_000  # pieces and sections whose states are remembered by their text; some 5 MB, at most 45


class State(Protocol):
    """A place among the elements of a document; ``Content`` says what its members mean.

    ``between`` and ``fresh`` are kept for ``regular``: what it has learnt of the place.
    """

    starts: Any
    accepted: int
    between: Any
    fresh: Any


class Mismatch(Exception):
    """What was read may not stand where it stands."""


class Automaton:
    """The states over one builder's patterns; ``first`` gives that before a document."""

    def __init__(self, patterns: Patterns, *, limit: int = _LIMIT) -> None:
        self.patterns = patterns
        self.lock = make_lock(1)
        self.reading = threading.local()
        """What each thread knows where it reads: ``namespaces``, the prefixes in scope; ``is_padded``, whether it met a
        listed value with white space around it, of which nothing is kept. ``by_events.judge`` returns it."""
        self._limit = limit
        self._states: dict[tuple[type, Vector], Any] = {}
        self._tables: list[Table] = []
        self._with_pieces: list[State] = []
        self._pieces = 0

    def __len__(self) -> int:
        """How much is kept."""
        return len(self.patterns) + len(self._states)

    def namespaces(self) -> Namespaces:
        """The prefixes in scope where this thread reads."""
        return getattr(self.reading, "namespaces", None) or {}

    def notice_padding(self) -> None:
        """Remember that this thread met a listed value with white space around it."""
        self.reading.is_padded = True

    def first(self, start: Pattern) -> Content:
        """The state before a root element that a pattern describes."""
        return Content(self, (start,)) if start is NOT_ALLOWED else self.content((start,))

    def tag(self, vector: Vector) -> Tag:
        """The state inside a start tag."""
        return self._state(Tag, vector)  # type: ignore[no-any-return]

    def content(self, vector: Vector) -> Content:
        """The state between start and end tag."""
        return self._state(Content, vector)  # type: ignore[no-any-return]

    def _state(self, kind: type, vector: Vector) -> Any:
        if not any(pattern is not NOT_ALLOWED for pattern in vector):
            raise Mismatch
        state = self._states.get((kind, vector))
        if state is None:
            with self.lock:
                self.bound()
                state = self._states[kind, vector] = kind(self, vector)
        return state

    def own_table(self, compute: Callable[[Any], Any]) -> Table:
        """A table that leads into the automaton from outside, emptied with all others."""
        table = Table(self, compute)
        self._tables.append(table)
        return table

    def bound(self) -> None:
        """Drop every table if there is too much in them."""
        if len(self) > self._limit:
            self.forget()

    def notice_pieces(self, state: State) -> None:
        """Remember that a state keeps pieces."""
        self._with_pieces.append(state)

    def count_piece(self) -> None:
        """Note that one piece more is kept; past the limit, all are dropped."""
        self._pieces += 1
        if self._pieces > _PIECES:
            self._forget_pieces()

    def _forget_pieces(self) -> None:
        self._pieces = 0
        with suppress(IndexError):  # other threads may add and take away at the same time
            while True:
                state = self._with_pieces.pop()
                state.between = state.fresh = None

    def forget(self) -> None:
        """Drop every table. Readers that are on their way go on from the states that they hold."""
        self._forget_pieces()
        for table in self._tables:
            table.clear()
        for state in self._states.values():
            state.forget()
        self._states.clear()
        self.patterns.forget()


class Table(dict[Any, Any]):
    """A dictionary that works out what it lacks, under the automaton's lock; Mismatch is not kept."""

    __slots__ = ("_automaton", "_compute")

    def __init__(self, automaton: Automaton, compute: Callable[[Any], Any]) -> None:
        self._automaton = automaton
        self._compute = compute

    def __missing__(self, key: Any) -> Any:
        automaton = self._automaton
        with automaton.lock:
            automaton.bound()
            target = self[key] = self._compute(key)
        return target


class Tag:
    """Inside a start tag. ``attributes`` leads from a name to what decides about its value: the next ``Tag`` where
    any value will do, else a table from values to it."""

    __slots__ = ("_automaton", "_closed", "attributes", "vector")

    def __init__(self, automaton: Automaton, vector: Vector) -> None:
        self._automaton = automaton
        self.vector = vector
        self.attributes = Table(automaton, self._attribute)
        self._closed: Content | None = None

    def forget(self) -> None:
        self.attributes.clear()
        self._closed = None

    @property
    def closed(self) -> Content:
        """The state after the tag's ``>``. Raises Mismatch where an attribute is missing."""
        content = self._closed
        if content is None:
            automaton = self._automaton
            with automaton.lock:
                make = automaton.patterns
                vector = tuple(derivatives.start_tag_close(make, pattern) for pattern in self.vector)
                content = self._closed = automaton.content(vector)
        return content

    def _attribute(self, name: str) -> Tag | Texts:
        make = self._automaton.patterns
        begun, rests = _transposed([derivatives.attribute(make, pattern, name) for pattern in self.vector])
        return Texts.of(self._automaton, begun, partial(_tag_after, self._automaton, rests))


class Content:
    """Between start and end tag.

    ``starts`` leads from the name of a child to its ``Tag`` and to the table that gives, for the mask with which the
    child ends, the state after it; ``leaf`` from the text of an element without children to the mask with which it
    ends; ``accepted`` is the mask with which it may end after children.
    """

    __slots__ = ("_automaton", "_leaf", "_mixed", "accepted", "between", "fresh", "starts", "vector")

    def __init__(self, automaton: Automaton, vector: Vector) -> None:
        self._automaton = automaton
        self.vector = vector
        self.accepted = sum(1 << at for at, pattern in enumerate(vector) if pattern.nullable)
        self.starts = Table(automaton, self._start)
        self._leaf: Texts | None = None
        self._mixed: Content | None = None
        self.between: Any = None
        self.fresh: Any = None

    def forget(self) -> None:
        self.starts.clear()
        self._leaf = self._mixed = None

    def _start(self, name: str) -> tuple[Tag, Table]:
        automaton, make = self._automaton, self._automaton.patterns
        begun, rests = _transposed([derivatives.start_tag(make, pattern, name) for pattern in self.vector])
        contents, rests = _factored(make, [element.content for element in begun], rests)  # type: ignore[union-attr]
        after = Table(automaton, partial(_content_after, automaton, rests))
        return automaton.tag(tuple(contents)), after

    @property
    def leaf(self) -> Texts:
        """What an element that has text alone, or nothing, ends with."""
        texts = self._leaf
        if texts is None:
            with self._automaton.lock:
                texts = self._leaf = Texts(self._automaton, self.vector, _some)
        return texts

    @property
    def mixed(self) -> Content:
        """The state after a text beside children. Raises Mismatch where there may be none."""
        content = self._mixed
        if content is None:
            automaton = self._automaton
            with automaton.lock:
                make = automaton.patterns
                vector = tuple(derivatives.text_between(make, pattern) for pattern in self.vector)
                content = self._mixed = automaton.content(vector)
        return content


class Texts(dict[str, Any]):
    """From a text to what follows it. Texts that a schema lists are kept; others are looked at each time."""

    __slots__ = ("_classify", "_sole", "_targets", "_tests", "_waiting", "has_sole_target")

    def __init__(self, automaton: Automaton, vector: Sequence[Pattern], target: Callable[[int], Any]) -> None:
        self._classify = make_classifier(automaton.patterns, vector, automaton.namespaces, automaton.notice_padding)
        self._targets = Table(automaton, target)
        self._tests: tuple[Test, ...] = ()
        self._waiting = self._classify.tests  # to make one costs much, and few texts need all
        self._sole: Any = None
        self.has_sole_target = len(vector) == 1
        """Whether the same follows all texts that are allowed."""

    @classmethod
    def of(cls, automaton: Automaton, vector: Sequence[Pattern], target: Callable[[int], Tag]) -> Tag | Texts:
        """The table of a vector, or its only entry where every text has the same."""
        if not vector:
            raise Mismatch
        texts = cls(automaton, vector, target)
        mask = texts._classify.of_all
        return texts if mask is None else target(mask)

    def is_padded(self, text: str) -> bool:
        """Whether a text is allowed only because white space around it does not count."""
        return self._classify.is_padded(text)

    def sole_test(self) -> tuple[int, Callable[[str], object]]:
        """A test that suffices for texts up to a length, where no other has to be made; for none where there is none.

        It is for those who have looked up one text already.
        """
        if len(self._tests) != 1 or self._waiting:
            return -1, bool
        longest, quick, _ = self._tests[0]
        return longest, quick

    def __missing__(self, text: str) -> Any:
        for longest, quick, slow in self._tests:
            if quick(text) if len(text) <= longest else slow(text):
                if self._sole is None:
                    self._sole = self._targets[1]
                return self._sole
        if self._waiting and self._passes_another(text):
            return self._targets[1]
        mask = self._classify(text)
        if not mask:
            raise Mismatch
        target = self._targets[mask]
        if text in self._classify.listed:
            self[text] = target
        return target

    def _passes_another(self, text: str) -> bool:
        """Whether a text passes a test that was not made yet. Another thread may make the same one."""
        for at, make in enumerate(waiting := self._waiting, 1):
            longest, quick, slow = test = make()
            self._tests, self._waiting = (*self._tests, test), waiting[at:]
            if quick(text) if len(text) <= longest else slow(text):
                return True
        return False


def _some(mask: int) -> int:
    return mask


def _transposed(rows: Sequence[derivatives.Pairs]) -> tuple[list[Pattern], list[Vector]]:
    """What has begun, each once, and what it leaves of each pattern of a vector."""
    columns: dict[Pattern, list[Pattern]] = {}
    for at, pairs in enumerate(rows):
        for begun, left in pairs:
            columns.setdefault(begun, [NOT_ALLOWED] * len(rows))[at] = left
    return list(columns), [tuple(rests) for rests in columns.values()]


def _factored(
    make: Patterns, contents: Sequence[Pattern], rests: Sequence[Vector]
) -> tuple[list[Pattern], list[Vector]]:
    """Contents that leave the same behind them as one choice."""
    by_rest: dict[Vector, list[Pattern]] = {}
    for content, left in zip(contents, rests, strict=True):
        by_rest.setdefault(left, []).append(content)
    return [make.choice(*same) for same in by_rest.values()], list(by_rest)


def _tag_after(automaton: Automaton, rests: Sequence[Vector], mask: int) -> Tag:
    return automaton.tag(_chosen(automaton.patterns, rests, mask))


def _content_after(automaton: Automaton, rests: Sequence[Vector], mask: int) -> Content:
    return automaton.content(_chosen(automaton.patterns, rests, mask))


def _chosen(make: Patterns, rests: Sequence[Vector], mask: int) -> Vector:
    """What the alternatives in a mask leave, pattern by pattern."""
    chosen = [left for at, left in enumerate(rests) if mask >> at & 1]
    return tuple(make.choice(*column) for column in zip(*chosen, strict=True))
