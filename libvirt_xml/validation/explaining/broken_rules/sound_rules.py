"""What rules can say of a document with faults: only what no fault touches.

A rule that looks at one element alone is asked of those that contain no fault. One that looks further needs whole what
it reads: the parts below the root that its paths name. A rule with a function may read everything. What a rule misses
may be there, misspelt or elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from libvirt_xml.markup.located import Node
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.triggers.trigger_paths import TriggerPath, trigger_path

_FACTS_OF_MACHINE = ("arch", "machine", "family", "virt")
_TELLING_MACHINE = frozenset({"type", "emulator"})
"""The elements that tell them, beside the root."""


class Soundness:
    """Where the faults of a document are; ``astray`` are names of elements that may be meant to be elsewhere."""

    def __init__(self, faults: Iterable[Node], astray: Collection[str] = ()) -> None:
        faults = list(faults)
        self._astray = frozenset(astray)
        self._faulty = {id(fault) for fault in faults}
        self._inside: dict[int, list[Node]] = {}
        """The faults by the elements that they are in."""
        for fault in faults:
            for node in _with_parents(fault.parent):
                self._inside.setdefault(id(node), []).append(fault)
        self._parts = Counter(map(_part, faults))
        self._is_machine_known = not any(map(_is_of_machine, faults))

    def holds(self, rule: Rule, scope: Node) -> bool:
        """Whether what a rule says of an element can be relied on."""
        return self._is_untouched(rule, scope, parts_read(rule))

    def holds_as_meant(self, rule: Rule, scope: Node, place: Node) -> bool:
        """The same, of a rule that is broken in the document as it is meant too: these are the faults of which nothing
        is known; ``place`` is where the rule is broken. A function looks at the device there, and at the machine. What
        a document lacks is not said of a faulty one: it may be a part of another."""
        if not rule.of and names_missed(rule):
            return False
        if not self._faulty:
            return True
        if rule.check is not None:
            is_known = self._is_machine_known and not self._astray
            return is_known and self._is_untouched(rule, _device(place), frozenset())
        names = names_read(rule)
        inside = self._inside.get(id(scope), [])
        is_inside_known = names is not None and not any(
            fault.name in names or fault.name in self._astray for fault in inside
        )
        return self._is_untouched(rule, scope, parts_read(rule), inside if is_inside_known else ())

    def _is_untouched(self, rule: Rule, scope: Node, reads: frozenset[str], known: Collection[Node] = ()) -> bool:
        """Whether no fault touches what a rule reads; ``known`` are faults inside its element that it does not read."""
        if any(id(node) in self._faulty for node in _with_parents(scope)):
            return False
        if len(self._inside.get(id(scope), ())) > len(known):
            return False
        if not self._astray.isdisjoint(names_missed(rule)):
            return False
        parts = (self._parts - Counter(map(_part, known))).keys() if reads else frozenset()
        return not reads or not ("*" in reads or "" in parts or parts & reads)


def parts_read(rule: Rule) -> frozenset[str]:
    """The parts of a document that a rule reads beside its element; ``*`` stands for all."""
    if rule.check is not None:
        return frozenset({"*"})
    tables = rule.when if isinstance(rule.when, list) else [rule.when]
    reads = {part for table in tables for text, condition in table.items() for part in _parts_of(text, condition)}
    if rule.repeated:
        reads.add(rule.of.partition("/")[0] or "*")
    return frozenset(reads)


def names_missed(rule: Rule) -> frozenset[str]:
    """The names of elements that must be absent for a rule to be broken."""
    tables = rule.when if isinstance(rule.when, list) else [rule.when]
    paths = [trigger_path(text) for table in tables for text, condition in table.items() if _is_of_absence(condition)]
    return frozenset(name for path in paths for step in path.steps for name in step.names)


def names_read(rule: Rule) -> frozenset[str] | None:
    """The names of the elements below its own that a rule reads; ``None`` if that is not known."""
    tables = rule.when if isinstance(rule.when, list) else [rule.when]
    paths = [trigger_path(text) for table in tables for text in table]
    names = {name for path in paths for step in path.steps for name in step.names}
    if "*" in names or any(path.is_anywhere or (path.fact and not _is_fact_of_machine(path)) for path in paths):
        return None
    return frozenset(names | _TELLING_MACHINE) if any(path.fact for path in paths) else frozenset(names)


def _is_fact_of_machine(path: TriggerPath) -> bool:
    """Whether a path is a fact that the type of the machine and its emulator tell."""
    return path.is_absolute and not path.steps and path.fact in _FACTS_OF_MACHINE


def is_broken_by_presence(rule: Rule, scope: Thing | None, subject: Subject) -> bool:
    """Whether a rule is broken by what is there alone, so that nothing that is added mends it."""
    if rule.check is not None or scope is None or "not(" in rule.of:
        return False
    tables = rule.when if isinstance(rule.when, list) else [rule.when]
    tests = zip(tables, rule.trigger.tables, strict=True)
    return any(
        _is_of_presence(table) and of_root(subject.root, subject) and of_element(scope, subject)
        for table, (of_root, of_element) in tests
    )


def _is_of_presence(table: Mapping[str, Any]) -> bool:
    return not any(_is_of_absence(one) or trigger_path(path).fact or "not(" in path for path, one in table.items())


def _is_of_absence(condition: Any) -> bool:
    return condition is False or (isinstance(condition, Mapping) and bool(condition.get("or_absent")))


def _parts_of(text: str, condition: Any) -> Iterable[str]:
    texts = [text]
    if isinstance(condition, Mapping):
        texts += [operand for name, operand in condition.items() if name in {"differs", "equals"}]
    for one in texts:
        path = trigger_path(one)
        if path.is_absolute:
            yield path.steps[0].name if path.steps else "os" if path.fact else "*"
        elif any(step.name == ".." for step in path.steps):
            yield "*"


def _with_parents(node: Node | None) -> Iterable[Node]:
    while node is not None:
        yield node
        node = node.parent


def _is_of_machine(fault: Node) -> bool:
    """Whether a fault leaves open what machine a domain is."""
    parent = fault.parent
    return parent is None or (fault.name, parent.name) == ("type", "os")


def _device(place: Node) -> Node:
    """The device that an element is or is in; elsewhere the part below the root."""
    nodes = [*_with_parents(place)][::-1]
    depth = 2 if len(nodes) > 2 and nodes[1].name == "devices" else 1
    return nodes[min(depth, len(nodes) - 1)]


def _part(fault: Node) -> str:
    """The part below the root that a fault is in; the empty text for one of the root."""
    nodes = [*_with_parents(fault)]
    return nodes[-2].name if len(nodes) > 1 else ""
