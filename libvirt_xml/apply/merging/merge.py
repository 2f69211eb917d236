"""What is asked, put into what libvirt has."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from libvirt_xml.apply.merging.carrying import (
    Dropped,
    drop_uncarried,
    is_refilled,
    is_whole_list,
    stays_unasked,
)
from libvirt_xml.apply.merging.equalities import Equalities
from libvirt_xml.apply.merging.given.device_places import buses_in_use
from libvirt_xml.apply.merging.given.given_parts import drop_given_parts
from libvirt_xml.apply.merging.given.refilling import without_refilled
from libvirt_xml.apply.merging.given.requests_as_read import as_libvirt_reads
from libvirt_xml.apply.merging.orphans import Orphans, own_names
from libvirt_xml.apply.merging.ownership import Owned, owned_paths
from libvirt_xml.apply.merging.pairing import pair_items
from libvirt_xml.apply.merging.remembering import is_refused, still_refused
from libvirt_xml.apply.merging.unknown_content import merge_unknown
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.specs import child_class
from libvirt_xml.changes.change import Change, ChangeKind
from libvirt_xml.changes.compare import count_changes
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.matching import item_places
from libvirt_xml.changes.walking import ElementPair, FieldPair, field_pairs
from libvirt_xml.documents import Address

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

    What libvirt would fill in again stays, as do the PCI buses of devices that stay.

    Everything else stays: addresses, MACs, what somebody else added. ``refused`` is what libvirt did not take before
    (see ``refusals_of``); it is no change, but goes along with one. ``is_live``: ``actual`` is the document of a
    running guest. ``machines`` are the machine aliases of the host's capabilities. Neither document is changed.
    Raises TypeError for documents of two classes.
    """
    if type(asked) is not type(actual):
        raise TypeError(f"cannot merge {type(asked).__name__} into {type(actual).__name__}: both must be of one class")
    asked = as_libvirt_reads(asked)
    equalities = Equalities(asked, actual, is_live=is_live, machines=machines)
    not_asked = refused or {}
    while True:
        merged, buses = _merged(asked, actual, owned, not_asked, equalities)
        still_owned = without_refilled(owned, merged.document, merged.changes, buses)
        still_not_asked = still_refused(not_asked, merged.changes)
        if still_owned == owned and still_not_asked == not_asked:
            return merged
        owned, not_asked = still_owned, still_not_asked


def _merged(
    asked: _E, actual: _E, owned: frozenset[str], refused: Mapping[str, str], equalities: Equalities
) -> tuple[Merged[_E], frozenset[int]]:
    """A merge, and the PCI buses on which the devices are that stay."""
    merging = _Merging(copy.deepcopy(actual), Owned(owned), refused, equalities)
    merging.walk(asked)
    dropped = drop_uncarried(merging.counterparts, merging.pairs, merging.changes)
    buses = buses_in_use(merging.document)
    merging.changes += drop_given_parts(merging.document, merging.counterparts, merging.changes)
    changes = merging.orphans.settled(merging.changes)
    paths = owned_paths(asked, merging.document, merging.has_all)
    for holder, name, value in merging.again if changes else ():
        _put(holder, name, copy.deepcopy(value))
    return Merged(merging.document, tuple(changes), tuple(dropped), paths), buses


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
        self.orphans = Orphans()
        # refused values, asked again with the next change; not of an address: libvirt chose another place
        self.again: list[tuple[Element, str, Any]] = []
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

    def _merge_elements(self, pair: ElementPair) -> Steps:
        asked = pair.new.__dict__
        names = [name for name in {**pair.old.__dict__, **asked} if name in asked or self._owned.has_below(pair, name)]
        if self.orphans.has(pair.path):
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
        names = own_names(pair.old)
        if set(names).isdisjoint(owned):
            return []
        paths = {f"{pair.path}.{name}": pair.old.__dict__[name] for name in names}
        self._going.update(path for path, value in paths.items() if not is_refilled(self.document, path, value))
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
            self.orphans.add(pair.old, name, field.path, None)
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
            self.orphans.add(holder, name, field.path, former)
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
        name = field.spec.name
        if not self._is_refused(field.path, now):
            _put(holder, name, self._copy(now))
            yield Change(kind, field.path, was, now)
        elif not isinstance(now, Element | list) and not isinstance(holder, Address):
            self.again.append((holder, name, now))

    def _copy(self, asked: Any) -> Any:
        """A copy of what is asked, for the document."""
        duplicate = copy.deepcopy(asked)
        for one, original in zip(_elements(duplicate), _elements(asked), strict=True):
            self.counterparts[id(one)] = original
        return duplicate

    def _is_refused(self, path: str, asked: Any) -> bool:
        return is_refused(path, asked, self._refused)


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
