"""What is asked, put into what libvirt has."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from libvirt_xml.apply.merging.carrying import Dropped, drop_uncarried, is_whole_list, stays_unasked
from libvirt_xml.apply.merging.equalities import Equalities
from libvirt_xml.apply.merging.ownership import Owned, owned_paths
from libvirt_xml.apply.merging.pairing import pair_items
from libvirt_xml.apply.merging.remembering import is_refused
from libvirt_xml.apply.merging.rule_paths import places_above
from libvirt_xml.apply.merging.unknown_content import merge_unknown
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import content, required_of
from libvirt_xml.binding.specs import child_class
from libvirt_xml.changes.change import Change, ChangeKind
from libvirt_xml.changes.compare import count_changes
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.matching import item_places
from libvirt_xml.changes.walking import ElementPair, FieldPair, field_pairs

_E = TypeVar("_E", bound=Element)
Steps = Iterator[ElementPair | Change]


@dataclass(frozen=True, slots=True)
class Merged(Generic[_E]):
    """What a merge comes to.

    ``document`` is what to define, ``changes`` is what that changes in libvirt's document, none if it has all that is
    asked. ``dropped`` went with a choice that changed. ``owned`` are the paths of all that is asked, as the merged
    document calls them, never values.
    """

    document: _E
    changes: tuple[Change, ...]
    dropped: tuple[Dropped, ...]
    owned: frozenset[str]


def merge(
    asked: _E,
    actual: _E,
    owned: frozenset[str] = frozenset(),
    refused: Mapping[str, str] | None = None,
    *,
    is_live: bool = False,
    machines: Mapping[str, str] | None = None,
) -> Merged[_E]:
    """Put what is asked into ``actual``, what libvirt has, and take out what is ``owned`` and no longer asked.

    Everything else stays: addresses, MACs, what somebody else added. ``refused`` is what libvirt did not take before
    (see ``refusals_of``); it is not asked for again. ``is_live``: ``actual`` is the document of a running guest.
    ``machines`` are the machine aliases of the host's capabilities. Neither document is changed.
    Raises TypeError for documents of two classes.
    """
    if type(asked) is not type(actual):
        raise TypeError(f"cannot merge {type(asked).__name__} into {type(actual).__name__}: both must be of one class")
    equalities = Equalities(asked, actual, is_live=is_live, machines=machines)
    merging = _Merging(copy.deepcopy(actual), Owned(owned), refused or {}, equalities)
    merging.walk(asked)
    dropped = drop_uncarried(merging.counterparts, merging.pairs, merging.changes)
    merging.remove_emptied()
    paths = owned_paths(asked, merging.document, merging.has_all)
    return Merged(merging.document, tuple(merging.changes), tuple(dropped), paths)


class _Orphan(NamedTuple):
    """An element of which nothing is asked: the element around it, its field, its path, and what it was."""

    holder: Element
    name: str
    path: str
    former: Element | None


class _Merging(Generic[_E]):
    """A merge under way: the walk of ``changes`` over both documents, libvirt's being changed on the way."""

    def __init__(self, document: _E, owned: Owned, refused: Mapping[str, str], equalities: Equalities) -> None:
        self.document = document
        self.changes: list[Change] = []
        self.pairs: list[ElementPair] = []
        self.counterparts: dict[int, Element] = {}  # by the id of an element of the document: what is asked of it
        self._owned = owned
        self._refused = refused
        self._equalities = equalities
        self._orphans: dict[str, _Orphan] = {}  # by path
        self._going: set[str] = set()  # paths of what goes though it is not owned

    def walk(self, asked: _E) -> None:
        """Go through both: a stack of its own, for a document may be deeper than Python's."""
        pending: list[ElementPair | Change] = [ElementPair(self.document, asked, "")]
        while pending:
            step = pending.pop()
            if isinstance(step, Change):
                self.changes.append(step)
                continue
            self.pairs.append(step)
            self.counterparts[id(step.old)] = step.new
            pending += reversed(list(self._merge_elements(step)))

    def remove_emptied(self) -> None:
        """Remove the elements in which nothing is left; that is one change, whatever was in them.

        An element that others have something in stays, with the attributes without which it cannot be.
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
        left = [change for change in self.changes if change.path not in restored]
        self.changes = list(_as_wholes(left, emptied))

    def _merge_elements(self, pair: ElementPair) -> Steps:
        asked = pair.new.__dict__
        names = [name for name in {**pair.old.__dict__, **asked} if name in asked or self._owned.has_below(pair, name)]
        if pair.path in self._orphans:
            names = [*dict.fromkeys((*names, *self._going_along(pair, names)))]
        yield from self._merge_quantity(pair, names)
        for field in field_pairs(pair, names):
            if field.spec.kind == "extra":
                yield from merge_unknown(pair.old, field, self._owned, self._is_refused)
            elif not field.is_of_items:
                yield from self._merge_value(pair, field)
            elif is_whole_list(pair.old, field.spec.name):
                yield from self._merge_whole_list(pair, field)
            else:
                yield from self._merge_items(pair, field)

    def _going_along(self, pair: ElementPair, owned: list[str]) -> list[str]:
        """The attributes and the text of an element of which nothing is asked, if some were: they belong together."""
        names = _own_names(pair.old)
        if set(names).isdisjoint(owned):
            return []
        self._going.update(f"{pair.path}.{name}" for name in names)
        return names

    def _merge_quantity(self, pair: ElementPair, names: list[str]) -> Iterator[Change]:
        """Take from ``names`` a number that is asked, and its unit, and settle them together."""
        amount = plan_of(type(pair.new)).amount
        asked = None if amount is None else amount.values(pair.new.__dict__)
        if amount is None or asked is None:
            return
        names[:] = [name for name in names if name not in amount.fields]
        if amount.values(pair.old.__dict__) == asked:
            return
        name = amount.numbers[0]
        is_whole = name == "value" and pair.path != ""
        path = pair.path if is_whole else f"{pair.path}.{name}".removeprefix(".")
        before, after = pair.old.__dict__.get(name), pair.new.__dict__[name]
        if is_whole:
            before, after = copy.copy(pair.old), pair.new
        elif self._equalities.are_equal(pair, name, before, after):
            return
        if not self._is_refused(path, after):
            for field in amount.fields:
                _put(pair.old, field, pair.new.__dict__.get(field))
            yield Change("added" if before is None else "changed", path, before, after)

    def _merge_value(self, pair: ElementPair, field: FieldPair) -> Steps:
        was, now = field.values
        name = field.spec.name
        if now is None:
            if was is not None:
                yield from self._merge_nothing(pair.old, field, was)
        elif field.spec.is_container and pair.old.__dict__.get(name) is None:
            _put(pair.old, name, object.__new__(child_class(field.spec)))
            self._orphans[field.path] = _Orphan(pair.old, name, field.path, None)
            yield ElementPair(pair.old.__dict__[name], now, field.path, field.scopes)
        elif self._equalities.are_equal(pair, name, was, now):
            return
        elif isinstance(now, Element) and type(now) is type(was):
            yield ElementPair(was, now, field.path, field.scopes)
        elif was is None or not field.is_same(was, now):
            yield from self._put_in(pair.old, field, "changed" if was is not None else "added", was, now)

    def _merge_nothing(self, holder: Element, field: FieldPair, was: Any) -> Steps:
        """A field of which nothing is asked: what is owned of it goes."""
        name = field.spec.name
        if stays_unasked(holder, name):
            return
        if self._owned.has(field.path) or field.path in self._going:
            delattr(holder, name)
            yield Change("removed", field.path, was, None)
        elif isinstance(was, Element):
            former = None if field.spec.is_container else copy.deepcopy(was)
            self._orphans[field.path] = _Orphan(holder, name, field.path, former)
            yield ElementPair(was, object.__new__(type(was)), field.path, field.scopes)

    def _merge_whole_list(self, pair: ElementPair, field: FieldPair) -> Iterator[Change]:
        olds, news = field.items
        if not news and self._owned.has(field.path):
            _put(pair.old, field.spec.name, [])
            yield Change("removed", field.path, olds, None)
        elif news and (len(olds) != len(news) or any(map(partial(count_changes, field), olds, news))):
            yield from self._put_in(pair.old, field, "changed" if olds else "added", olds or None, news)

    def _merge_items(self, pair: ElementPair, field: FieldPair) -> Steps:
        olds, news = field.items
        places = item_places(olds, field.stages)
        kept: list[Any] = list(olds)
        for pairing in pair_items(field, self.has_all):
            if pairing.old is None:
                assert pairing.new is not None
                yield from self._add_item(pair, field.at(pairing.place), news[pairing.new], kept)
                continue
            was, item = olds[pairing.old], field.at(places[pairing.old])
            now = None if pairing.new is None else news[pairing.new]
            if isinstance(now, Element) and type(now) is type(was):
                yield ElementPair(was, now, item.path, item.scopes)
            elif now is None and self._owned.has_item(item.path, places[pairing.old], len(olds)):
                kept[pairing.old] = None
                yield Change("removed", item.path, was, None)
            elif now is not None and not field.is_same(was, now) and not self._is_refused(item.path, now):
                kept[pairing.old] = copy.deepcopy(now)
                yield Change("changed", item.path, was, now)
        kept = [item for item in kept if item is not None]
        if len(kept) != len(olds) or any(item is not was for item, was in zip(kept, olds, strict=True)):
            _put(pair.old, field.spec.name, kept)

    def has_all(self, held: Any, asked: Any) -> bool:
        """Whether an item of libvirt's lacks nothing that is asked of it."""
        if not isinstance(asked, Element) or type(held) is not type(asked):
            return False
        trial = _Merging(copy.deepcopy(held), Owned(frozenset()), {}, self._equalities)
        trial.walk(asked)
        return not trial.changes

    def _add_item(self, pair: ElementPair, item: FieldPair, now: Any, kept: list[Any]) -> Iterator[Change]:
        if self._equalities.are_equal(pair, item.spec.name, None, now) or self._is_refused(item.path, now):
            return
        kept.append(self._copy(now))
        yield Change("added", item.path, None, now)

    def _put_in(self, holder: Element, field: FieldPair, kind: ChangeKind, was: Any, now: Any) -> Iterator[Change]:
        if not self._is_refused(field.path, now):
            _put(holder, field.spec.name, self._copy(now))
            yield Change(kind, field.path, was, now)

    def _copy(self, asked: Any) -> Any:
        """A copy of what is asked, for the document."""
        duplicate = copy.deepcopy(asked)
        for one, original in zip(_elements(duplicate), _elements(asked), strict=True):
            self.counterparts[id(one)] = original
        return duplicate

    def _is_refused(self, path: str, asked: Any) -> bool:
        return is_refused(path, asked, self._refused)


def _restore_required(element: Element, former: Element) -> list[str]:
    """Put back the attributes and the text of an element that lacks some of those which it must have; their names."""
    required = [name for name in required_of(type(element)) if name in former.__dict__]
    if all(name in element.__dict__ for name in required):
        return []
    names = _own_names(former)
    for name in names:
        _put(element, name, former.__dict__[name])
    return names


def _own_names(element: Element) -> list[str]:
    """The attributes of an element, and its text."""
    specs = plan_of(type(element)).specs
    return [name for name in element.__dict__ if specs[name].kind in ("attribute", "text")]


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


def _elements(value: Any) -> Iterator[Element]:
    """The elements in a value, itself first."""
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, Element):
            yield current
            pending += current.__dict__.values()
        elif isinstance(current, list):
            pending += current


def _put(holder: Element, name: str, value: Any) -> None:
    if value is not None:
        setattr(holder, name, value)
    elif name in holder.__dict__:
        delattr(holder, name)
