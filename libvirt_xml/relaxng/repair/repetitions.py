"""Elements that repeat an earlier sibling: the same in all but white space, comments and the order of attributes."""

from __future__ import annotations

from libvirt_xml.markup.characters import trim
from libvirt_xml.markup.located import Node

_Alike = dict[int, list[Node]]
_FEW = 8  # so many children of a parent are looked for in the text before all are made out


class Repetitions:
    """Compares elements of one document; what is learnt of an element is kept."""

    def __init__(self) -> None:
        self._sizes: dict[Node, dict[tuple[str, int], Node]] = {}
        self._asked: dict[Node, int] = {}
        self._alike: dict[Node, _Alike] = {}
        self._firsts: dict[tuple[Node, int], Node] = {}
        self._numbers: dict[Node, int] = {}
        self._known: dict[object, int] = {}

    def has(self, child: Node) -> bool:
        """Whether an earlier sibling is the same as an element."""
        parent = child.parent
        if parent is None:
            return False
        if self._is_first_of_its_size(child, parent):
            return False
        alike = self._alike.get(parent)
        if alike is None:
            asked = self._asked[parent] = self._asked.get(parent, 0) + 1
            if asked <= _FEW and _has_new_word(child, parent):
                return False
            alike = self._alike[parent] = _alike_in_words(parent)
        group = alike[_look(child)]
        if group[0] is child:
            return False
        first = self._firsts.get((parent, self._number(child)))
        if first is None:
            for sibling in group:
                self._firsts.setdefault((parent, self._number(sibling)), sibling)
            first = self._firsts[parent, self._number(child)]
        return first is not child

    def _is_first_of_its_size(self, child: Node, parent: Node) -> bool:
        sizes = self._sizes.get(parent)
        if sizes is None:
            sizes = self._sizes[parent] = {}
            for sibling in parent.children:
                sizes.setdefault((sibling.name, sibling.size), sibling)
        return sizes[child.name, child.size] is child

    def _number(self, node: Node) -> int:
        """The same for elements that are the same."""
        if node not in self._numbers:
            for element in reversed(list(node.walk())):
                self._numbers[element] = self._known.setdefault(self._signature(element), len(self._known))
        return self._numbers[node]

    def _signature(self, node: Node) -> object:
        return (
            node.name,
            frozenset((attribute.name, attribute.value) for attribute in node.attributes),
            tuple(trim(text) for text in node.texts),
            tuple(self._numbers[child] for child in node.children),
        )


def _has_new_word(child: Node, parent: Node) -> bool:
    """Whether a word of an element is in none of its earlier siblings."""
    data = child.source.places.data
    words = sorted(child.source.places.words(child.start, child.end), key=len, reverse=True)
    return any(data.find(word, parent.start, child.start) < 0 for word in words)


def _alike_in_words(parent: Node) -> _Alike:
    """The children that may be the same: a look at the text tells most apart."""
    alike: _Alike = {}
    for child in parent.children:
        alike.setdefault(_look(child), []).append(child)
    return alike


def _look(node: Node) -> int:
    """A number that is the same for elements that are the same, and hardly for others."""
    return hash((node.name, node.size, node.source.places.words(node.start, node.end)))
