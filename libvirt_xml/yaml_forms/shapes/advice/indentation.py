"""Keys that are in the wrong map because their lines are indented wrongly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Sequence, is_null


class BlockBefore(NamedTuple):
    """The map, or the last item of the list, that ends above a key with less indentation."""

    key: str
    """The key that has the map or the list."""
    content: Mapping
    number: int | None
    """The number of the item in its list."""

    def place(self) -> dict[str, str | int | None]:
        """Where the keys of the map begin: the first key, its line and column."""
        beside = next(iter(self.content.items))
        place = self.content.place_of(beside)
        return {"beside": beside, "line": place.line, "column": place.column}


def block_before(node: Mapping, name: str, known: Collection[str]) -> BlockBefore | None:
    """What is written in lines of its own above a key: the value of the last one before it that is ``known``."""
    place = node.place_of(name)
    key = _last_above(node, place, (key for key in known if key in node.items))
    if key is None:
        return None
    held = node.items[key]
    number = len(held.items) - 1 if isinstance(held, Sequence) else None
    content = held.items[-1] if isinstance(held, Sequence) and held.items else held
    if not isinstance(content, Mapping) or not content.items or name in content.items:
        return None
    return BlockBefore(key, content, number) if _is_block(node.place_of(key), content) else None


def _is_above(one: Origin, other: Origin) -> bool:
    return one.file == other.file and one.line is not None and other.line is not None and one.line < other.line


def _is_block(header: Origin, content: Mapping) -> bool:
    """Whether the keys of a map are in lines of their own, without braces."""
    place, start = content.place_of(next(iter(content.items))), content.origin
    return _is_above(header, place) and (place.line, place.column) == (start.line, start.column)


def keys_after(node: Mapping, block: BlockBefore) -> Iterator[str]:
    """The keys below a block that are not in it."""
    header = node.place_of(block.key)
    return (key for key in node.items if _is_above(header, node.place_of(key)) and key not in block.content.items)


def header_above(node: Mapping, name: str, headers: Collection[str]) -> str | None:
    """The last key above another one that is one of some ``headers`` and has no value: its own keys follow it."""
    empty = (key for key in headers if key in node.items and is_null(node.items[key]))
    return _last_above(node, node.place_of(name), empty)


def _last_above(node: Mapping, place: Origin, keys: Iterable[str]) -> str | None:
    """The last of some keys in the lines above a place. These are those of a form, which are few."""
    above = (key for key in keys if _is_above(node.place_of(key), place))
    return max(above, key=lambda key: node.place_of(key).line or 0, default=None)


def ends_with_header(item: Node, headers: Collection[str]) -> bool:
    """Whether the last key of a map is one of some ``headers`` and has no value: what follows is below it."""
    if not isinstance(item, Mapping) or not item.items:
        return False
    last = next(reversed(item.items))
    return last in headers and is_null(item.items[last])
