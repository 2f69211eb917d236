"""The walk that comparing and merging share: which parts of two elements belong together, and what each holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import counts
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.changes.comparison_plans import Stage, plan_of
from libvirt_xml.changes.foreign_trees import is_same_tree
from libvirt_xml.changes.normal import is_same_value
from libvirt_xml.changes.unknown import ComparedScopes, scopes_within
from libvirt_xml.markup.characters import is_blank

NO_SCOPES: ComparedScopes = ({}, {})


class ElementPair(NamedTuple):
    """Two elements of one class, where they stand, and the prefixes in force around them."""

    old: Element
    new: Element
    path: str
    scopes: ComparedScopes = NO_SCOPES


class FieldPair(NamedTuple):
    """A field of both elements: what is said of it, what is beside it, where it is."""

    spec: Spec
    stages: Sequence[Stage]
    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]
    path: str
    scopes: ComparedScopes

    @property
    def is_of_items(self) -> bool:
        """Whether one side or both have a list there."""
        if self.spec.is_list:
            return True
        name = self.spec.name
        return isinstance(self.mine.get(name), list | tuple) or isinstance(self.theirs.get(name), list | tuple)

    @property
    def values(self) -> tuple[Any, Any]:
        """The old value and the new one as they count, ``None`` for what is absent."""
        name = self.spec.name
        return _present(self.mine.get(name), self.spec), _present(self.theirs.get(name), self.spec)

    @property
    def items(self) -> tuple[list[Any], list[Any]]:
        """The old items and the new ones."""
        name = self.spec.name
        return _items(self.mine.get(name)), _items(self.theirs.get(name))

    def is_same(self, was: Any, now: Any) -> bool:
        """Whether two single values of the field, or foreign trees in it, mean the same."""
        if isinstance(was, AnyElement) and isinstance(now, AnyElement):
            return is_same_tree(was, now)
        if isinstance(was, Element | AnyElement) or isinstance(now, Element | AnyElement):
            return False
        return is_same_value(was, now, self.spec, self.mine, self.theirs)

    def at(self, place: str) -> FieldPair:
        """The same for one item of the list."""
        return self._replace(path=f"{self.path}[{place}]")


def field_pairs(pair: ElementPair, names: list[str]) -> Iterator[FieldPair]:
    """Some fields of two elements, in the order in which libvirt writes them."""
    plan = plan_of(pair.old.__class__)
    mine, theirs = pair.old.__dict__, pair.new.__dict__
    scopes = pair.scopes
    if "extra_" in mine or "extra_" in theirs:
        scopes = scopes_within(mine.get("extra_"), theirs.get("extra_"), scopes)
    base = f"{pair.path}." if pair.path else ""
    for name in sorted(names, key=plan.rank) if len(names) > 1 else names:
        path = base + name
        yield FieldPair(plan.specs[name], plan.stages.get(name, ()), mine, theirs, path, scopes)


def _items(value: Any) -> list[Any]:
    """The items of a list field; a document that was built wrongly may hold a single value there."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _present(value: Any, spec: Spec) -> Any:
    """A value as it counts: ``None`` for a flag that is not raised and a blank text, an empty container for none."""
    if value is None:
        return _empty_container(spec) if spec.is_container else None
    if spec.kind == "flag":
        return value or None
    if spec.kind == "text" and isinstance(value, str) and is_blank(value) and not counts("", spec):
        return None
    return value


@cache
def _empty_container(spec: Spec) -> Element:
    cls: type[Element] = child_class(spec)
    return object.__new__(cls)  # the constructor would ask for what is required
