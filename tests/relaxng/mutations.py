"""Random changes of libvirt's own documents, one to five at a time, each mutant from a seed and its number.

About half of the changes keep to what a person could write (an order, a value or a subtree seen elsewhere), so that
some mutants stay valid; the rest break documents in ways that nobody would.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from tests.validation.documents import KINDS, Document, Documents

Node = etree._Element
_LONGEST = 20_000  # characters of a document
_JUNK = ("", " ", "\n", "x", "1", "-1", "+1", "007", "0x1F", "yes", "on", " 1 ", " yes ", "a b", "a\tb", "é", "\u2003")
_JUNK += ("1.5", "1e3", "$VAR", "default", "9" * 25, "a" * 300, "52:54:00:00:00:01", "/dev/x", "::1", "10.0.0.1")
_NAMES = ("type", "name", "index", "unknown", "mode", "value", "id", "unit", "{urn:other}name")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed document: its number, where it comes from, and the changes made."""

    number: int
    kind: str
    source: str
    changes: tuple[str, ...]
    text: bytes


class Pool:
    """The documents that are changed, and what is seen elsewhere in them."""

    def __init__(self, corpus: Path) -> None:
        self.by_kind: dict[str, list[Document]] = {}
        self.values: dict[str, list[str]] = {}
        documents = Documents(corpus)
        for kind in documents.kinds:
            short = [document for document in documents.all(kind) if len(document.text) <= _LONGEST]
            self.by_kind[kind] = short or documents.all(kind)[:1]
        self._collect()

    def parse(self, chance: random.Random, kind: str | None = None) -> tuple[Document, Node]:
        """A document, each kind as likely as another, and its root."""
        document = chance.choice(self.by_kind[kind or chance.choice(sorted(self.by_kind))])
        return document, etree.fromstring(document.text.encode())

    def subtree(self, chance: random.Random, name: str | None = None, kind: str | None = None) -> Node | None:
        """A subtree of some document, one of a name if told."""
        _, root = self.parse(chance, kind)
        found = list(root.iter(name or etree.Element))
        return deepcopy(chance.choice(found)) if found else None

    def value(self, owner: str, chance: random.Random) -> str:
        """A value seen in an attribute (``@name``) or element elsewhere, or junk."""
        seen = self.values.get(owner)
        return chance.choice(seen) if seen and chance.random() < 0.6 else chance.choice(_JUNK)

    def _collect(self) -> None:
        found: dict[str, dict[str, None]] = {}
        for documents in self.by_kind.values():
            for document in documents[:200]:
                for owner, value in _values(etree.fromstring(document.text.encode())):
                    found.setdefault(owner, {})[value] = None
        self.values = {owner: list(values) for owner, values in found.items()}


def make_mutant(pool: Pool, seed: int, number: int) -> Mutant:
    """The mutant of a number; the same for the same pool and seed."""
    chance = random.Random(f"{seed} {number}")
    document, root = pool.parse(chance)
    changes = []
    for _ in range(chance.choice((1, 1, 1, 1, 2, 2, 3, 5))):
        change = chance.choice(_CHANGES)
        inner = list(root.iterdescendants(etree.Element))
        if inner:
            change(chance.choice(inner), pool, chance)
            changes.append(change.__name__.strip("_"))
    return Mutant(number, document.kind, document.source, tuple(changes), etree.tostring(root, encoding="utf-8"))


def shrink(text: bytes, is_interesting: Callable[[bytes], bool]) -> bytes:
    """A document from which nothing can be taken without its becoming uninteresting."""
    while (smaller := next(filter(is_interesting, _smaller(text)), None)) is not None:
        text = smaller
    return text


def _smaller(text: bytes) -> Iterator[bytes]:
    """A document without one child, attribute or text, in every way."""
    total = sum(1 for _ in etree.fromstring(text).iter())
    for index in range(total):
        names = list(list(etree.fromstring(text).iter())[index].attrib)
        for cut in (_cut, _cut_text, _cut_tail, *(_cutter(name) for name in names)):
            root = etree.fromstring(text)
            if cut(list(root.iter())[index]):
                yield etree.tostring(root, encoding="utf-8")


def _cut(node: Node) -> bool:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
    return parent is not None


def _cut_text(node: Node) -> bool:
    had, node.text = node.text, None
    return bool(had) and isinstance(node.tag, str)


def _cut_tail(node: Node) -> bool:
    had, node.tail = node.tail, None
    return bool(had)


def _cutter(name: str) -> Callable[[Node], bool]:
    def cut(node: Node) -> bool:
        return node.attrib.pop(name, None) is not None

    return cut


Change = Callable[[Node, Pool, random.Random], None]


def _values(root: Node) -> Iterator[tuple[str, str]]:
    for node in root.iter(etree.Element):
        yield from ((f"@{name}", value) for name, value in node.attrib.items())
        if node.text and not len(node):
            yield str(node.tag), node.text


def _parent(node: Node) -> Node:
    parent = node.getparent()
    assert parent is not None
    return parent


def _root(node: Node) -> Node:
    return node.getroottree().getroot()


def _drop(node: Node, _: Pool, __: random.Random) -> None:
    _parent(node).remove(node)


def _duplicate(node: Node, _: Pool, chance: random.Random) -> None:
    _parent(node).insert(chance.randrange(len(_parent(node)) + 1), deepcopy(node))


def _rename(node: Node, _: Pool, chance: random.Random) -> None:
    others = [str(each.tag) for each in _root(node).iter(etree.Element)]
    node.tag = chance.choice([f"{node.tag}x", chance.choice(others), f"{{urn:other}}{etree.QName(node).localname}"])


def _rename_as_elsewhere(node: Node, pool: Pool, chance: random.Random) -> None:
    other = pool.subtree(chance)
    assert other is not None
    node.tag = other.tag


def _move_near(node: Node, _: Pool, chance: random.Random) -> None:
    parent = _parent(node)
    parent.insert(chance.randrange(len(parent)), node)


def _move_far(node: Node, _: Pool, chance: random.Random) -> None:
    inside = set(node.iter())
    parents = [each for each in _root(node).iter(etree.Element) if each not in inside]
    parent = chance.choice(parents)
    parent.insert(chance.randrange(len(parent) + 1), node)


def _shuffle(node: Node, _: Pool, chance: random.Random) -> None:
    parent = _parent(node)
    children = list(parent)
    chance.shuffle(children)
    parent[:] = children


def _replace_alike(node: Node, pool: Pool, chance: random.Random) -> None:
    """The element of that name in another document, mostly of the same kind."""
    kind = KINDS.get(str(_root(node).tag)) if chance.random() < 0.8 else None
    other = pool.subtree(chance, str(node.tag), kind)
    if other is not None:
        _parent(node).replace(node, other)


def _replace(node: Node, pool: Pool, chance: random.Random) -> None:
    other = pool.subtree(chance)
    assert other is not None
    _parent(node).replace(node, other)


def _insert(node: Node, pool: Pool, chance: random.Random) -> None:
    """A subtree from another document of the same kind, where some document has one like it if chance has it."""
    other = pool.subtree(chance, None, KINDS.get(str(_root(node).tag)))
    if other is not None:
        parent = next((each for each in _root(node).iter(etree.Element) if each.find(other.tag) is not None), node)
        parent.insert(chance.randrange(len(parent) + 1), other)


def _unwrap(node: Node, _: Pool, __: random.Random) -> None:
    parent = _parent(node)
    index = parent.index(node)
    parent[index : index + 1] = list(node)


def _wrap(node: Node, _: Pool, chance: random.Random) -> None:
    wrapper = etree.Element(chance.choice([str(node.tag), str(_parent(node).tag), "wrapper"]))
    _parent(node).replace(node, wrapper)
    wrapper.append(node)


def _empty(node: Node, _: Pool, __: random.Random) -> None:
    del node[:]
    node.text = None


def _drop_attribute(node: Node, _: Pool, chance: random.Random) -> None:
    if node.attrib:
        del node.attrib[chance.choice(list(node.attrib))]


def _add_attribute(node: Node, pool: Pool, chance: random.Random) -> None:
    names = [name for each in _root(node).iter(etree.Element) for name in each.attrib] + list(_NAMES)
    name = str(chance.choice(names))
    node.set(name, pool.value(f"@{name}", chance))


def _rename_attribute(node: Node, _: Pool, chance: random.Random) -> None:
    if node.attrib:
        name = str(chance.choice(list(node.attrib)))
        value = node.attrib.pop(name)
        node.set(chance.choice([f"{name}x", name.upper(), *_NAMES]), value)


def _set_attribute(node: Node, pool: Pool, chance: random.Random) -> None:
    if node.attrib:
        name = str(chance.choice(list(node.attrib)))
        node.set(name, pool.value(f"@{name}", chance))


def _edit_attribute(node: Node, _: Pool, chance: random.Random) -> None:
    if node.attrib:
        name = str(chance.choice(list(node.attrib)))
        node.set(name, _edited(str(node.get(name)), chance))


def _leaves(node: Node) -> list[Node]:
    return [each for each in _root(node).iter(etree.Element) if next(each.iterchildren(etree.Element), None) is None]


def _set_text(node: Node, pool: Pool, chance: random.Random) -> None:
    leaf = chance.choice(_leaves(node))
    leaf.text = pool.value(str(leaf.tag), chance)


def _edit_text(node: Node, _: Pool, chance: random.Random) -> None:
    leaves = [each for each in _leaves(node) if each.text]
    if leaves:
        leaf = chance.choice(leaves)
        leaf.text = _edited(leaf.text or "", chance)


def _edited(value: str, chance: random.Random) -> str:
    at = chance.randrange(len(value) + 1)
    return chance.choice(
        [f" {value}", f"{value}\n", value[:at] + value[at + 1 :], value[:at] + chance.choice("0ax.:-$ ") + value[at:]]
    )


def _add_text(node: Node, _: Pool, chance: random.Random) -> None:
    if chance.random() < 0.5:
        node.tail = (node.tail or "") + chance.choice(["stray", "1", " \t", "&"])
    else:
        node.text = (node.text or "") + chance.choice(["stray", "1", " \t", "&"])


def _add_comment(node: Node, _: Pool, chance: random.Random) -> None:
    """A comment or an instruction, which a text may be split by."""
    other = chance.choice([etree.Comment(" c "), etree.ProcessingInstruction("p", "i")])
    text = node.text or ""
    at = chance.randrange(len(text) + 1)
    node.text, other.tail = text[:at], text[at:]
    node.insert(0, other)


_CHANGES: tuple[Change, ...] = (
    *(_drop, _duplicate, _rename, _rename_as_elsewhere, _move_near, _move_far, _shuffle, _shuffle),
    *(_replace_alike, _replace_alike, _replace_alike, _replace, _insert, _insert, _unwrap, _wrap, _empty),
    *(_drop_attribute, _add_attribute, _rename_attribute, _set_attribute, _set_attribute, _edit_attribute),
    *(_set_text, _edit_text, _add_text, _add_comment),
)
