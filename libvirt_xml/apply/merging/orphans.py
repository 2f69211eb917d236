"""Elements of which nothing is asked any more: what is left of them when all that was owned is taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from libvirt_xml.apply.merging.rule_paths import places_above
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import content, required_of
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import plan_of


class _Orphan(NamedTuple):
    """The element around it, its field, its path, and what it was; ``None`` for what was put in just now."""

    holder: Element
    name: str
    path: str
    former: Element | None


class Orphans:
    """The elements of a merge of which nothing is asked."""

    def __init__(self) -> None:
        self._orphans: dict[str, _Orphan] = {}

    def add(self, holder: Element, name: str, path: str, former: Element | None) -> None:
        """Note one, before anything is taken out of it."""
        self._orphans[path] = _Orphan(holder, name, path, former)

    def has(self, path: str) -> bool:
        """Whether nothing is asked of the element at a path."""
        return path in self._orphans

    def settled(self, changes: Iterable[Change]) -> list[Change]:
        """Remove the elements in which nothing is left; the changes then, one for each of these elements.

        An element that others have something in stays, with the attributes that it must have.
        """
        emptied: dict[str, Element] = {}
        restored: set[str] = set()
        for orphan in reversed(self._orphans.values()):
            remainder = orphan.holder.__dict__.get(orphan.name)  # none, if it went with a choice
            if remainder is None:
                continue
            if not content(remainder):
                delattr(orphan.holder, orphan.name)
                if orphan.former is not None:
                    emptied[orphan.path] = orphan.former
            elif orphan.former is not None:
                restored.update(f"{orphan.path}.{name}" for name in _restore_required(remainder, orphan.former))
        return list(_as_wholes((change for change in changes if change.path not in restored), emptied))


def own_names(element: Element) -> list[str]:
    """The attributes of an element, and its text, by their fields."""
    specs = plan_of(type(element)).specs
    return [name for name in element.__dict__ if specs[name].kind in ("attribute", "text")]


def _restore_required(element: Element, former: Element) -> list[str]:
    """Put back the attributes and the text of an element that lacks some of those which it must have; their fields."""
    required = [name for name in required_of(type(element)) if name in former.__dict__]
    if all(name in element.__dict__ for name in required):
        return []
    names = own_names(former)
    for name in names:
        setattr(element, name, former.__dict__[name])
    return names


def _as_wholes(changes: Iterable[Change], emptied: Mapping[str, Element]) -> Iterator[Change]:
    """The changes, one for all of those within an element that is gone as a whole."""
    done: set[str] = set()
    for change in changes:
        whole = next((place for place in places_above(change.path) if place in emptied), None)
        if whole is None:
            yield change
        elif whole not in done:
            done.add(whole)
            yield Change("removed", whole, emptied[whole], None)
