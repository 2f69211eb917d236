"""What somebody asked for, by path: only that is ever taken out again.

A path leads to a value, an item of a list, an element without content, or a device. An item that has no name is
called by its number, and there is a mark with the length of its list (``devices.rngs[#2]``): such an item is only
taken out while the list is as long as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from libvirt_xml.apply.merging.carrying import is_addressed_device, is_whole_list
from libvirt_xml.apply.merging.pairing import pair_items
from libvirt_xml.apply.merging.rule_paths import places_above
from libvirt_xml.apply.merging.unknown_content import unknown_paths
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import content
from libvirt_xml.changes.matching import item_places
from libvirt_xml.changes.walking import ElementPair, FieldPair, field_pairs


class Owned:
    """Owned paths, and what is below what."""

    def __init__(self, paths: frozenset[str]) -> None:
        self._paths = paths
        self._above = {place for path in paths for place in places_above(path)}

    def has(self, path: str) -> bool:
        """Whether a path is owned itself."""
        return path in self._paths

    def has_below(self, pair: ElementPair, name: str) -> bool:
        """Whether a field, or something in it, is owned."""
        path = f"{pair.path}.{name}" if pair.path else name
        return path in self._above

    def has_item(self, path: str, place: str, length: int) -> bool:
        """Whether an item is owned, in a list of so many now."""
        if place.isdecimal():
            return path in self._paths and f"{path.removesuffix(f'[{place}]')}[#{length}]" in self._paths
        return path in self._paths


def owned_paths(asked: Element, held: Element, has_all: Callable[[Any, Any], bool]) -> frozenset[str]:
    """The paths in a document of all that is asked and that it has; ``has_all`` as for ``pair_items``."""
    paths: set[str] = set()
    pending = [ElementPair(held, asked, "")]
    while pending:
        pair = pending.pop()
        for field in field_pairs(pair, [name for name in pair.new.__dict__ if name in pair.old.__dict__]):
            pending += _owned_in(pair, field, paths, has_all)
    return frozenset(paths)


def _owned_in(
    pair: ElementPair, field: FieldPair, paths: set[str], has_all: Callable[[Any, Any], bool]
) -> Iterator[ElementPair]:
    """Note what is owned of a field; the pairs of elements in it that have yet to be looked at."""
    if field.spec.kind == "extra":
        paths.update(unknown_paths(field))
    elif field.is_of_items and is_whole_list(pair.old, field.spec.name):
        if all(field.items):
            paths.add(field.path)
    elif field.is_of_items:
        yield from _owned_items(field, paths, has_all)
    else:
        was, now = field.values
        if was is None or now is None:
            return
        if _is_owned_as_such(now):
            paths.add(field.path)
        if isinstance(now, Element) and type(now) is type(was):
            yield ElementPair(was, now, field.path, field.scopes)


def _is_owned_as_such(asked: Any) -> bool:
    """A value, an element without content, a device: it goes as a whole."""
    if not isinstance(asked, Element):
        return True
    return not content(asked) or is_addressed_device(asked)


def _owned_items(field: FieldPair, paths: set[str], has_all: Callable[[Any, Any], bool]) -> Iterator[ElementPair]:
    held, asked = field.items
    places = item_places(held, field.stages)
    for pairing in pair_items(field, has_all):
        if pairing.old is None or pairing.new is None:
            continue
        item = field.at(places[pairing.old])
        paths.add(item.path)
        if places[pairing.old].isdecimal():
            paths.add(f"{field.path}[#{len(held)}]")
        was, now = held[pairing.old], asked[pairing.new]
        if isinstance(now, Element) and type(now) is type(was):
            yield ElementPair(was, now, item.path, item.scopes)
