"""Repairs of what breaks rules: the ``fix`` that the catalogue has for a rule, at the element that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from libvirt_xml.editing.xml.xml_edits import XmlEdits
from libvirt_xml.editing.xml.xml_escapes import escaped
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.fixing.element_order import attributes_before, element_before
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.rules.rule_hits import Hit
from libvirt_xml.validation.rules.rulebook import Rulebook
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import read_by_events
from libvirt_xml.validation.rules.triggers.trigger_paths import TriggerPath, trigger_path


class RuleRepairs:
    """The repairs that rules have for the problems of one text."""

    def __init__(
        self, edits: XmlEdits, rulebook: Rulebook | None, problems: Sequence[Problem], *, unsafe: bool
    ) -> None:
        self._edits = edits
        self._elements: dict[int, XmlElement] = {}
        self._new: dict[tuple[XmlElement, tuple[str, ...]], list[str]] = {}
        self._hits: dict[tuple[str, XmlElement], list[Hit]] = {}
        codes = {problem.code for problem in problems}
        rules = [
            rule
            for rule in (() if rulebook is None else rulebook.rules)
            if rule.code in codes and rule.fix is not None and (unsafe or rule.fix.get("safe"))
        ]
        if rulebook is None or not rules:
            return
        self._tree = read_by_events(edits.text)  # which stays, so that no other thing gets the identity of one in it
        self._pair(self._tree)
        for hit in rulebook.hits_of(self._tree, rules):
            self._hits.setdefault((hit.rule.code, self._elements[id(hit.thing)]), []).append(hit)

    def _pair(self, root: Thing) -> None:
        """Remember the place of each element of the tree: both trees have the same children."""
        pairs = [(root, self._edits.root)]
        while pairs:
            thing, element = pairs.pop()
            self._elements[id(thing)] = element
            pairs += zip(thing.children, element.children, strict=True)

    def repair(self, problem: Problem, element: XmlElement) -> bool:
        """Edit what a rule says against its problem at an element; whether it says something."""
        hits = self._hits.get((problem.code, element))
        if not hits:
            return False
        hit = hits.pop(0)
        assert hit.rule.fix is not None
        for step in hit.rule.fix.get("steps", [hit.rule.fix]):
            self._do(step, hit)
        for (parent, missing), fragments in self._new.items():
            name = missing[0] if missing else _name_of(fragments[0])
            self._edits.insert_element(parent, element_before(parent, name), partial(_written, missing, fragments))
        self._new.clear()
        return True

    def _do(self, step: Mapping[str, Any], hit: Hit) -> None:
        scope = hit.thing if step.get("there") else hit.scope
        words = {name: str(value) for name, value in hit.parameters.items()}
        if "remove" in step:
            self._remove(trigger_path(step["remove"]), scope)
        elif "keep" in step:
            self._keep(trigger_path(step["set"]), scope, step["keep"])
        elif "replace" in step:
            self._replace(trigger_path(step["set"]), scope, step["replace"], step["to"])
        elif "set" in step:
            self._set(trigger_path(step["set"]), scope, str(step["to"]).format_map(words))
        else:
            self._add(trigger_path(step["into"]), scope, step["add"].format_map(words))

    def _keep(self, path: TriggerPath, scope: Thing, pattern: str) -> None:
        """Keep the part of a value that fits a pattern."""
        for thing in path.things(scope):
            kept = re.match(pattern, _value_of(thing, path))
            if kept is not None:
                self._set(path, scope, kept[0])

    def _replace(self, path: TriggerPath, scope: Thing, old: str, new: str) -> None:
        """Write another character for one wherever it is in a value."""
        for thing in path.things(scope):
            self._set(path, scope, _value_of(thing, path).replace(old, new))

    def _remove(self, path: TriggerPath, scope: Thing) -> None:
        for thing in path.things(scope):
            if path.attribute is None:
                self._edits.remove_element(self._elements[id(thing)])
            elif path.attribute in thing.attributes:
                self._edits.remove_attribute(self._elements[id(thing)], path.attribute)

    def _set(self, path: TriggerPath, scope: Thing, value: str) -> None:
        things = path.things(scope)
        for thing in things:
            if path.attribute is None:
                self._edits.set_text(self._elements[id(thing)], value, is_token=True)
            else:
                element = self._elements[id(thing)]
                before = attributes_before(element, path.attribute)
                self._edits.set_attribute(element, path.attribute, value, before)
        if not things and path.attribute is not None:
            name = path.steps[-1].name
            tag = f"<{name} {path.attribute}='{escaped(value, chr(39))}'/>"
            self._add_below(path, scope, len(path.steps) - 1, tag)

    def _add(self, path: TriggerPath, scope: Thing, fragment: str) -> None:
        self._add_below(path, scope, len(path.steps), fragment)

    def _add_below(self, path: TriggerPath, scope: Thing, count: int, fragment: str) -> None:
        """Add an element below the first steps of a path, with those of them that are missing."""
        missing: list[str] = []
        things = _reached(path, scope, count)
        while not things:
            count -= 1
            missing.insert(0, path.steps[count].name)
            things = _reached(path, scope, count)
        self._new.setdefault((self._elements[id(things[0])], tuple(missing)), []).append(fragment)


def _value_of(thing: Thing, path: TriggerPath) -> str:
    """The attribute that a path ends with, or the text."""
    return thing.attributes.get(path.attribute, "") if path.attribute else thing.text.strip()


def _name_of(fragment: str) -> str:
    """The name of the element that a text is."""
    return re.split(r"[\s/>]", fragment[1:], maxsplit=1)[0]


def _reached(path: TriggerPath, scope: Thing, count: int) -> list[Thing]:
    """The elements at the first steps of a path."""
    names = "/".join(step.name for step in path.steps[:count])
    return trigger_path(("/" if path.is_absolute else "") + names or ".").things(scope)


def _written(outer: Sequence[str], fragments: Sequence[str], pads: Sequence[str]) -> str:
    """Elements in the new ones around them."""
    starts = "".join(f"<{name}>{pads[depth]}" for depth, name in enumerate(outer, 1))
    ends = "".join(f"{pads[depth]}</{name}>" for depth, name in reversed([*enumerate(outer)]))
    return starts + pads[len(outer)].join(fragments) + ends
