"""A tree with places whose elements know whether they have the contents that they should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.located import Node, split_triplet
from libvirt_xml.markup.located_builder import LocatedBuilder
from libvirt_xml.markup.parsers import feed
from libvirt_xml.relaxng.verdict.automaton import Automaton, Mismatch, State, Table, Tag, Vector
from libvirt_xml.relaxng.verdict.skipping import Skipped, read_by_pieces


class Judge:
    """Knows which contents a root may have."""

    def __init__(self, automaton: Automaton, contents: Callable[[str], Vector]) -> None:
        self.automaton = automaton
        self.contents = contents


class JudgingBuilder(LocatedBuilder):
    """Follows the automaton while it builds; after what does not match, from where it would have led.

    That is good enough: what is remembered of an element holds wherever it stands.
    """

    def __init__(self, data: bytes, judge: Judge, *, keeps_all: bool) -> None:
        super().__init__(data)
        self._judge = judge
        self._patterns = judge.automaton.patterns
        self._keeps_all = keeps_all
        self._content: Any = None
        """The state where the parser is; ``None`` where no state is known."""
        self._open: list[tuple[Any, Table | None, bool]] = []
        """Of each open element: the state before it, what follows it, and whether a part of its parent is faulty."""
        self._is_faulty = False
        self._is_beside = False
        """Whether there was text that is more than white space since the last tag."""
        self._fed = 0
        """How many bytes the parser was given."""

    def parse_by_pieces(self) -> bool:
        """Read the document as ``skipping`` does; ``False`` where that cannot be, and nothing made is of worth."""
        self._make_parser()
        try:
            return read_by_pieces(self._judge.automaton, self, self.places.data)
        finally:
            self._parser = None

    def state(self) -> State | None:
        """The state where the builder is; ``None`` where events have to tell it, or names need a namespace."""
        node = self._node
        return None if node is None or self._is_beside or node.namespaces.default else self._content

    def go_on(self, state: State) -> None:
        """Go on from a state, behind what was skipped."""
        self._content = state

    def feed(self, begin: int, end: int) -> bool:
        """Read some bytes of the document; whether they end with a token."""
        self._begin = begin - self._fed
        self._fed += end - begin
        feed(self._parser, self.places.data[begin:end], is_last=False)
        return self._parser.CurrentByteIndex == self._fed  # type: ignore[no-any-return]

    def finish(self, begin: int) -> None:
        """Read the last bytes of the document."""
        self._begin = begin - self._fed
        feed(self._parser, self.places.data[begin:])

    def skip(self, element: Skipped) -> None:
        """Add an element to the present one."""
        name, start, last, is_empty, size, vector, mask = element
        parent = self._node
        assert parent is not None
        node = Node(name, name, start, parent, None, parent.namespaces, self)
        node.last, node.size, node.vector, node.mask = last, size, vector, mask
        if not is_empty:
            node.items = None
        self._elements += size + 1
        self._is_beside = False
        if items := parent.items:
            items.append(node)
        else:
            parent.items = [node]

    def start(self, name: str, given: list[str]) -> None:
        """A start tag."""
        LocatedBuilder.start(self, name, given)  # super() would take a tenth of all
        node: Any = self._node
        if self._is_beside:
            self._read_beside()
        outer = self._content
        after, inside = None, None
        is_faulty = self._is_faulty
        self._is_faulty = False
        try:
            if outer is not None:
                tag, after = outer.starts[node.name]
                node.vector = tag.vector
                inside = self._opened(tag, node) if given else tag.closed
            elif node.parent is None:
                tag = self._judge.automaton.tag(self._judge.contents(node.name))
                node.vector = tag.vector
                inside = self._opened(tag, node)
        except Mismatch:
            if node.vector:
                self._is_faulty = True
            else:
                is_faulty = True
        self._open.append((outer, after, is_faulty))
        self._content = inside

    def _opened(self, tag: Any, node: Node) -> Any:
        if self._patterns.is_scoped:
            self._judge.automaton.reading.namespaces = node.namespaces
        waiting = iter(node.given)
        for name in waiting:
            step = tag.attributes[name if "}" not in name else split_triplet(name)[0]]
            value = next(waiting)
            tag = step if step.__class__ is Tag else step[value]
        return tag.closed

    def _read_beside(self) -> None:
        self._is_beside = False
        if self._content is not None:
            try:
                self._content = self._content.mixed
            except Mismatch:
                self._is_faulty = True

    def end(self, name: str) -> None:
        """An end tag."""
        node, content = self._node, self._content
        assert node is not None
        LocatedBuilder.end(self, name)
        mask = 0 if content is None or self._is_faulty else self._ended(node, content)
        self._content, after, self._is_faulty = self._open.pop()
        self._is_beside = False
        node.mask = mask
        if after is not None:
            self._content = after.get(mask) or self._after(node, after)
        if mask and node.size and not self._keeps_all and not node.namespaces.declared:
            node.items = None

    def _ended(self, node: Node, content: Any) -> int:
        try:
            if not node.size:
                if self._patterns.is_scoped:
                    self._judge.automaton.reading.namespaces = node.namespaces
                mask: int = content.leaf[node.text if node.items else ""]
                return mask
            if self._is_beside:
                content = content.mixed
            return content.accepted  # type: ignore[no-any-return]
        except Mismatch:
            return 0

    def _after(self, node: Node, after: Table) -> Any:
        mask = node.mask
        if not mask:
            self._is_faulty = True
            mask = (1 << len(node.vector)) - 1
        try:
            return after[mask]
        except Mismatch:
            self._is_faulty = True
            return self._content

    def text(self, text: str) -> None:
        """A text, or a part of one."""
        LocatedBuilder.text(self, text)
        if not self._is_beside and text.strip(WHITE_SPACE):
            self._is_beside = True
