"""The one rule by which specs are merged.

Maps merge. Lists of named things merge by identity: same name, same thing; other lists replace. ``null`` removes, and
``!replace`` before a map or a list says that it is not merged.
A list of named things may also be said as a map by name, which is how one of them is removed: ``nics: {lan: null}``.
"""

from __future__ import annotations

from collections.abc import Callable

from libvirt_xml.spec.tree import Mapping, Node, Scalar, Sequence, is_null

Identity = Callable[[Mapping], str | None]


def by_name(item: Mapping) -> str | None:
    """The identity of a thing in a spec: its ``name``."""
    name = item.get("name")
    return name.text if isinstance(name, Scalar) else None


def by_device(item: Mapping) -> str | None:
    """The identity of an item in a document: what libvirt tells its likes apart by; ``pci:1`` for a controller."""
    return next((key for paths in DEVICE_KEYS if (key := _joined(item, paths)) is not None), None)


def _joined(item: Mapping, paths: tuple[tuple[str, ...], ...]) -> str | None:
    texts = [_text_at(item, path) for path in paths]
    return None if None in texts else ":".join(text or "" for text in texts)


DEVICE_KEYS = (
    (("alias", "name"),),
    (("target", "dev"),),
    (("mac", "address"),),
    (("type",), ("index",)),
    (("target", "name"),),
    (("target", "dir"),),
    (("name",),),
    (("id",),),
)


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
    items = list(base.items)
    for key, item in over:
        at = _by_key(items, key, identity) if key is not None else counterpart(items, item, identity)
        if at is None:
            if not is_null(item):
                items.append(_named(item, key, identity))
        elif is_null(item):
            del items[at]
        else:
            items[at] = merge(items[at], item, identity)
    return Sequence(items, base.origin, replaces=base.replaces)


def counterpart(items: list[Node], item: Node, identity: Identity = by_device) -> int | None:
    """The index of the item that another is laid over; devices are the same by their alias, or else by their target."""
    if not isinstance(item, Mapping):
        return None
    if identity is not by_device:
        return _by_key(items, identity(item), identity)
    for paths in DEVICE_KEYS:
        key = _joined(item, paths)
        for at, other in enumerate(items if key is not None else ()):
            if isinstance(other, Mapping) and _joined(other, paths) == key:
                return at
    return None


def _by_key(items: list[Node], key: str | None, identity: Identity) -> int | None:
    """The index of the item that goes by a name; a device goes by its alias and by its target alike."""
    for at, item in enumerate(items):
        if isinstance(item, Mapping) and (
            identity(item) == key
            or (identity is by_device and any(_joined(item, paths) == key for paths in DEVICE_KEYS))
        ):
            return at
    return None


def _named(item: Node, key: str | None, identity: Identity) -> Node:
    """An item of a list that was said as a map, with its name."""
    if isinstance(item, Mapping) and key is not None and identity is by_name and by_name(item) is None:
        return Mapping({"name": Scalar(key, None, item.origin), **item.items}, item.origin, item.keys)
    return item


def listed(mapping: Mapping) -> list[Node]:
    """The items of a list of named things that is said as a map by name."""
    made: list[Node] = []
    for name, item in mapping.items.items():
        if is_null(item):
            continue
        if isinstance(item, Mapping) and "name" not in item:
            origin = mapping.place_of(name)
            made.append(Mapping({"name": Scalar(name, name, origin), **item.items}, item.origin, item.keys))
        else:
            made.append(item)
    return made


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
