"""The one rule by which specs are merged.

Maps merge. Lists of named things merge by identity: same name, same thing; other lists replace. ``null`` removes, and
``!replace`` before a map or a list says that it is not merged.
A list of named things may also be said as a map by name, which is how one of them is removed: ``nics: {lan: null}``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

Identity = Callable[[Mapping], str | None]
Paths = tuple[tuple[str, ...], ...]
"""The parts of a key, each with the steps that lead to it."""


def by_name(item: Mapping) -> str | None:
    """The identity of a thing in a spec: its ``name``."""
    name = item.get("name")
    return name.text if isinstance(name, Scalar) else None


def by_device(item: Mapping) -> str | None:
    """The identity of an item in a document: what libvirt tells its likes apart by; ``pci:1`` for a controller."""
    return next((key for paths in device_keys() if (key := _joined(item, paths)) is not None), None)


@cache
def device_keys() -> tuple[Paths, ...]:
    """What tells devices apart in YAML: the user's alias, else what does so when documents are compared.

    The keys are those of the classes here, one after the other and for items of any sort: a layer does not say of which
    sort it is. Results of generation 1 depend on which they are, and on their order.
    """
    from libvirt_xml.changes.identities import keys_of
    from libvirt_xml.documents import Audio, Channel, Controller, Disk, Filesystem, Interface, Shmem

    keys: list[Paths] = [(("alias", "name"),)]
    for cls in (Disk, Interface, Controller, Channel, Filesystem, Shmem, Audio):
        keys.append(tuple(part.steps for part in keys_of(cls)[0] if part.is_required))
    return tuple(keys)


def _joined(item: Mapping, paths: Paths) -> str | None:
    texts = [_text_at(item, path) for path in paths]
    return None if None in texts else ":".join(text or "" for text in texts)


def _text_at(item: Mapping, path: tuple[str, ...]) -> str | None:
    node: Node | None = item
    for step in path:
        node = node.get(step) if isinstance(node, Mapping) else None
    if isinstance(node, Mapping):
        node = node.get("value")
    return node.text.strip() if isinstance(node, Scalar) and node.value is not None else None


def merge(base: Node, over: Node, identity: Identity = by_name) -> Node:
    """``over`` laid over ``base``. Neither is changed.

    A ``null`` stays, as a map may be laid over another in its turn: ``prune`` takes it away at the end.
    """
    if not isinstance(over, Scalar) and over.replaces:
        return over
    if isinstance(over, Mapping) and isinstance(base, Mapping):
        return _merge_maps(base, over, identity)
    if isinstance(over, Scalar) or not _is_named(base, identity):
        return over
    if isinstance(over, Mapping):
        return _merge_items(_as_list(base), list(over.items.items()), identity)
    if over.items and _is_named(over, identity):
        return _merge_items(_as_list(base), [(None, item) for item in over.items], identity)
    return over


def _is_named(node: Node | None, identity: Identity) -> bool:
    """Whether this is a list of named things, or what may stand for one."""
    if isinstance(node, Mapping):
        return True
    if not isinstance(node, Sequence) or not node.items:
        return False
    keys = [identity(item) if isinstance(item, Mapping) else None for item in node.items]
    return None not in keys and len(set(keys)) == len(keys)


def _as_list(node: Node | None) -> Sequence:
    if isinstance(node, Sequence):
        return node
    assert isinstance(node, Mapping)
    return Sequence(listed(node), node.origin, replaces=node.replaces)


def _merge_maps(base: Mapping, over: Mapping, identity: Identity) -> Mapping:
    items = dict(base.items)
    for name, item in over.items.items():
        items[name] = merge(items[name], item, identity) if name in items else item
    return Mapping(items, over.origin, {**base.keys, **over.keys}, replaces=base.replaces)


def _merge_items(base: Sequence, over: list[tuple[str | None, Node]], identity: Identity) -> Sequence:
    items: list[Node | None] = list(base.items)
    places = _Places(base.items, identity)
    for key, item in over:
        at = places.of_key(key) if key is not None else places.of_item(item)
        if at is None:
            if not is_null(item):
                named = _named(item, key, identity)
                places.note(len(items), named)
                items.append(named)
        elif is_null(item):
            items[at] = None
            places.forget(at)
        else:
            merged = merge(items[at] or item, item, identity)
            items[at] = merged
            places.note(at, merged)
    return Sequence([item for item in items if item is not None], base.origin, replaces=base.replaces)


class _Places:
    """Where in a list the thing with an identity is; devices go by their alias and by their target alike."""

    def __init__(self, items: list[Node], identity: Identity) -> None:
        self._identity = identity
        self._paths = device_keys() if identity is by_device else ((),)
        self._places: dict[tuple[int, str], list[int]] = {}
        self._gone: set[int] = set()
        for at, item in enumerate(items):
            self.note(at, item)

    def note(self, at: int, item: Node) -> None:
        """An item is at a place."""
        for key in self._keys(item):
            self._places.setdefault(key, []).append(at)

    def forget(self, at: int) -> None:
        """The item at a place is there no longer."""
        self._gone.add(at)

    def of_item(self, item: Node) -> int | None:
        """The place of what an item is laid over: devices are the same by their alias, or else by their target."""
        return next((at for key in self._keys(item) if (at := self._first(key)) is not None), None)

    def of_key(self, key: str) -> int | None:
        """The first place of what goes by a name."""
        places = (self._first((number, key)) for number in range(len(self._paths)))
        return min((at for at in places if at is not None), default=None)

    def _first(self, key: tuple[int, str]) -> int | None:
        return next((at for at in self._places.get(key, ()) if at not in self._gone), None)

    def _keys(self, item: Node) -> list[tuple[int, str]]:
        if not isinstance(item, Mapping):
            return []
        if self._identity is not by_device:
            name = self._identity(item)
            return [] if name is None else [(0, name)]
        joined = ((number, _joined(item, paths)) for number, paths in enumerate(self._paths))
        return [(number, key) for number, key in joined if key is not None]


def _named(item: Node, key: str | None, identity: Identity) -> Node:
    """An item of a list that was said as a map, with its name."""
    if isinstance(item, Mapping) and key is not None and identity is by_name and by_name(item) is None:
        return Mapping({"name": Scalar(key, None, item.origin), **item.items}, item.origin, item.keys)
    return item


def listed(mapping: Mapping) -> list[Node]:
    """The items of a list of named things that is said as a map by name."""
    items: list[Node] = []
    for name, item in mapping.items.items():
        if is_null(item):
            continue
        if isinstance(item, Mapping) and "name" not in item:
            origin = mapping.place_of(name)
            items.append(Mapping({"name": Scalar(name, name, origin), **item.items}, item.origin, item.keys))
        else:
            items.append(item)
    return items


def prune(node: Node) -> Node:
    """A tree without what ``null`` takes away."""
    match node:
        case Mapping(items=items):
            kept = {name: prune(item) for name, item in items.items() if not is_null(item)}
            return Mapping(kept, node.origin, node.keys)
        case Sequence(items=items):
            return Sequence([prune(item) for item in items], node.origin)
        case _:
            return node
