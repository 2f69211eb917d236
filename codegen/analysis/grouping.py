"""Which element patterns make one class.

Two patterns belong together when one parent can hold both under one name: in branches of a choice, in several
grammars, in several versions. Patterns that stand at one place of one version's schemas are one from the start. The
classes are the connected components, found by union and congruence: joining two parents joins their children.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codegen.analysis.summary import Summaries, Summary
from codegen.schemas.vendored import Version
from libvirt_xml.relaxng.schema import tree


@dataclass(frozen=True, slots=True)
class Key:
    """Where an element pattern stands; the grammars that include its file share it."""

    version: str
    place: tree.SchemaPlace


@dataclass(frozen=True, slots=True)
class Root:
    """The start of a grammar, as the parent of its document elements."""

    grammar: str
    branch: int


@dataclass(frozen=True, slots=True)
class Member:
    """One element pattern of a class, in one grammar of one version, with what it holds."""

    version: str
    grammar: str
    element: tree.Element
    summary: Summary


@dataclass(eq=False, slots=True)
class Group:
    """One class to be: its element patterns and, by name, the groups of its children."""

    name: tree.Name
    members: list[Member]
    children: dict[tree.Name, Group]

    @property
    def is_class(self) -> bool:
        """Whether any pattern has attributes or children; otherwise it is a scalar or a flag."""
        return any(
            member.summary.attributes or member.summary.children or member.summary.any_element
            for member in self.members
        )

    @property
    def has_text(self) -> bool:
        """Whether any pattern has text."""
        return any(member.summary.text for member in self.members)

    def newest(self) -> list[Member]:
        """The members of the newest version that has any."""
        last = self.members[-1].version
        return [member for member in self.members if member.version == last]


class Grouping:
    """The union-find over element patterns."""

    def __init__(self, summaries: Summaries) -> None:
        self._summaries = summaries
        self._parent: dict[object, object] = {}
        self._children: dict[object, dict[tree.Name, object]] = defaultdict(dict)
        self._members: dict[object, list[Member]] = defaultdict(list)

    def _find(self, node: object) -> object:
        parent = self._parent
        root = node
        while parent.setdefault(root, root) is not root:
            root = parent[root]
        while parent[node] is not root:
            parent[node], node = root, parent[node]
        return root

    def _union(self, first: object, second: object) -> None:
        pending = deque([(first, second)])
        while pending:
            a, b = (self._find(node) for node in pending.popleft())
            if a is b:
                continue
            self._parent[b] = a
            self._members[a] += self._members.pop(b, [])
            children = self._children[a]
            for name, child in self._children.pop(b, {}).items():
                if name in children:
                    pending.append((children[name], child))
                else:
                    children[name] = child

    def _hold(self, parent: object, name: tree.Name, key: Key) -> None:
        children = self._children[self._find(parent)]
        if name in children:
            self._union(children[name], key)
        else:
            children[name] = key
            self._find(key)

    def add(self, version: Version, split: Iterable[str]) -> None:
        """Add every grammar of a version. The branches of a start in ``split`` stay apart."""
        for grammar_name, grammar in version.grammars.items():
            start = self._summaries.of(grammar.start) or Summary()
            done: set[tree.Element] = set()
            for name, use in start.children.items():
                for branch, element in enumerate(use.patterns):
                    assert isinstance(element, tree.Element)
                    root = Root(grammar_name, branch if grammar_name in split else 0)
                    self._hold(root, name, Key(version.name, element.place))
                    self._add_element(version.name, grammar_name, element, done)

    def _add_element(self, version: str, grammar: str, start: tree.Element, done: set[tree.Element]) -> None:
        pending = [start]
        while pending:
            element = pending.pop()
            if element in done:
                continue
            done.add(element)
            summary = self._summaries.of_element(element)
            key = Key(version, element.place)
            self._members[self._find(key)].append(Member(version, grammar, element, summary))
            for name, use in summary.children.items():
                for child in use.patterns:
                    assert isinstance(child, tree.Element)
                    self._hold(key, name, Key(version, child.place))
                    pending.append(child)

    def roots(self, versions: Iterable[str]) -> Iterator[tuple[Root, tree.Name, Group]]:
        """The document elements with their groups; all groups hang below them."""
        groups: dict[object, Group] = {}
        order = {name: rank for rank, name in enumerate(versions)}
        starts = [node for node in self._parent if isinstance(node, Root)]
        for root in sorted(starts, key=lambda root: (root.grammar, root.branch)):
            for name, key in self._children[self._find(root)].items():
                yield root, name, self._group(name, key, groups, order)

    def _group(self, name: tree.Name, key: object, groups: dict[object, Group], order: dict[str, int]) -> Group:
        representative = self._find(key)
        if representative not in groups:
            members = sorted(self._members[representative], key=lambda member: order[member.version])
            groups[representative] = group = Group(name, members, {})
            for child_name in _child_names(members):
                child = self._children[representative][child_name]
                group.children[child_name] = self._group(child_name, child, groups, order)
        return groups[representative]


def _child_names(members: list[Member]) -> Iterable[tree.Name]:
    """Names in the order of the newest version that has them."""
    names: dict[tree.Name, None] = {}
    for member in reversed(members):
        names.update(dict.fromkeys(member.summary.children))
    return names
