"""A faulty document as it is probably meant: what rules find in it too does not come from the faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from libvirt_xml.markup.located import Node
from libvirt_xml.validation.explaining.broken_rules.told_changes import ToldChange, apply_change, told_change, told_fix
from libvirt_xml.validation.explaining.explain import Finding
from libvirt_xml.validation.explaining.landing import home_said
from libvirt_xml.validation.rules.thing import Thing

_AS_TEXT = ("write-text", "is-text")
_NO_MATTER = ("elements-only", "white-space", "empty", "flag-on")  # text that no rule looks at
_AS_VALUE = "is-value"
_LEFT_OUT = ("of-empty-element",)  # what is left out, and nothing else is meant
_WRONG = ("unknown-element", "misplaced-element", "invalid-value")


def is_sure(finding: Finding) -> bool:
    """Whether it is known what is meant."""
    problem = finding.problem
    if problem.code == "unexpected-text":
        return problem.variant == _AS_VALUE or problem.variant in _NO_MATTER
    is_told = problem.variant in (*_AS_TEXT, *_LEFT_OUT)
    is_told = is_told or told_change(finding) is not None or told_fix(finding) is not None
    return problem.suggestion is not None or is_told or _home(finding) is not None


class MeantTree:
    """A tree with what is suggested, and without what is faulty and nothing is suggested for; ``node`` is the root with
    its places, ``findings`` are of the schema."""

    def __init__(self, root: Thing, node: Node, findings: Iterable[Finding]) -> None:
        self._of_nodes: dict[int, list[Finding]] = {}
        for finding in findings:
            self._of_nodes.setdefault(id(finding.node), []).append(finding)
        self.things: dict[int, Thing] = {}
        """The elements by those of the tree as written; those that are left out are not among them."""
        self._texts: dict[int, str] = {}
        """The texts between the elements of those that have some."""
        self._written: dict[int, Thing] = {}
        self._moved: list[tuple[Thing, Finding]] = []
        self._told: list[tuple[Thing, ToldChange]] = []
        self.root = self._copy(root, node, None)
        waiting = [(root, node, self.root)]
        while waiting:
            thing, located, parent = waiting.pop()
            for child, inner in zip(thing.children, located.children, strict=True):
                if changes := self._told_instead(inner):
                    self._told += ((parent, change) for change in changes)
                elif self._is_wanted(inner):
                    waiting.append((child, inner, self._copy(child, inner, parent)))
            if thing.children:
                self._texts[id(parent)] = located.text
            if thing.children and not parent.children:
                parent.text = located.text
        present = {one.name: one for one in reversed(list(_all_of(self.root)))} if self._moved else {}
        homes = [(thing, _home_in(present, finding)) for thing, finding in self._moved]
        moved = {id(thing) for thing, home in homes if home is not None and home is not thing}
        for around in {id(thing.parent): thing.parent for thing, _ in homes}.values():
            if around is not None:
                around.children = [child for child in around.children if id(child) not in moved]
                around.text = around.text if around.children else self._texts[id(around)]
        for thing, home in homes:
            if home is not None and id(thing) in moved:
                home.children.append(thing)
                thing.parent = home
        for thing, change in self._told:
            apply_change(change, thing)

    def written(self, meant: Thing) -> Thing | None:
        """The element of the tree as written for one that is meant; ``None`` for one that is not there."""
        return self._written.get(id(meant))

    def _is_wanted(self, node: Node) -> bool:
        """Whether an element is allowed where it is and has a text that is allowed, or it is known what is meant."""
        wrong = [one for one in self._of(node) if one.attribute is None and one.problem.code in _WRONG]
        return all(is_sure(finding) for finding in wrong)

    def _told_instead(self, node: Node) -> list[ToldChange]:
        """What is to be written into other elements instead of one."""
        changes = (told_change(finding) for finding in self._of(node) if finding.attribute is None)
        return [change for change in changes if change is not None]

    def _of(self, node: Node) -> list[Finding]:
        return self._of_nodes.get(id(node), [])

    def _copy(self, thing: Thing, node: Node, parent: Thing | None) -> Thing:
        """An element without its children, in its new parent."""
        meant = self.things[id(thing)] = Thing(thing.name, dict(thing.attributes), parent, thing.text)
        self._written[id(meant)] = thing
        if parent is not None:
            parent.children.append(meant)
        for finding in self._of(node):
            fix = told_fix(finding)
            if fix is not None:
                meant.attributes = {**meant.attributes, **fix.attrib}
                meant.text = meant.text if fix.text is None else fix.text
            elif finding.attribute is not None:
                _mend_attribute(meant, finding.attribute.name, finding)
                change = told_change(finding)
                self._told += [] if change is None else [(meant, change)]
            elif finding.problem.variant == _AS_VALUE:
                attribute, text = map(finding.problem.parameters.get, ("attribute", "text"))
                meant.attributes = {**meant.attributes, str(attribute): str(text)}
            elif _home(finding) is not None:
                self._moved.append((meant, finding))
            elif finding.problem.suggestion is not None and finding.problem.code == "unknown-element":
                meant.name = finding.problem.suggestion
            elif finding.problem.suggestion is not None and finding.problem.code == "invalid-value":
                meant.text = finding.problem.suggestion
        return meant


def _home_in(present: dict[str, Thing], finding: Finding) -> Thing | None:
    """The element in which another belongs, which is made if it is not there; ``present`` has the first of each
    name."""
    home, around = _home(finding) or "", finding.problem.parameters.get("around")
    if home not in present and isinstance(around, str) and around in present:
        present[home] = Thing(home, {}, present[around])
        present[around].children.append(present[home])
    return present.get(home)


def _home(finding: Finding) -> str | None:
    return home_said(finding.problem.variant, finding.problem.parameters)


def _mend_attribute(meant: Thing, name: str, finding: Finding) -> None:
    attributes = dict(meant.attributes)
    value = attributes.pop(name, "")
    problem = finding.problem
    if problem.variant in _AS_TEXT:
        meant.text = value
    elif problem.suggestion is not None:
        is_name = problem.code == "unknown-attribute"
        attributes[problem.suggestion if is_name else name] = value if is_name else problem.suggestion
    meant.attributes = attributes


def _all_of(root: Thing) -> Iterator[Thing]:
    waiting = [root]
    while waiting:
        thing = waiting.pop()
        yield thing
        waiting.extend(reversed(thing.children))
