"""The residue: what merged over one document makes it another."""

from __future__ import annotations

from libvirt_xml.binding.base import Element
from libvirt_xml.changes import compare
from libvirt_xml.spec.merging import DEVICE_KEYS, by_device, counterpart
from libvirt_xml.spec.tree import Mapping, Node, Scalar, Sequence


def patch(got: Element, want: Element, got_tree: Node, want_tree: Node) -> Mapping:
    """The document form that, merged over ``got``, makes it ``want``; empty where comparing them finds no change."""
    found = dict.fromkeys(_first_step(change.path) for change in compare(got, want))
    if "" in found:
        return _whole(got_tree, want_tree)
    order = list(want_tree.items) if isinstance(want_tree, Mapping) else []
    names = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
    items = {name: _field(got, want, got_tree, want_tree, name) for name in names}
    return Mapping(items)


def add_up(first: Node, then: Node) -> Mapping:
    """One patch that does what two do, one after the other."""
    assert isinstance(first, Mapping)
    assert isinstance(then, Mapping)
    items = dict(first.items)
    for name, item in then.items.items():
        items[name] = _added(items[name], item) if name in items else item
    return Mapping(items)


def _added(first: Node, then: Node) -> Node:
    if isinstance(then, Scalar) or isinstance(first, Scalar):
        return then
    ours, theirs = _by_name(first), _by_name(then)
    if ours is None or theirs is None:
        return then
    return add_up(ours, theirs)


def _by_name(node: Node) -> Mapping | None:
    """A patch of a list as a map by name; ``None`` for a list that replaces."""
    if not isinstance(node, Sequence):
        return node if isinstance(node, Mapping) else None
    keys = _keys(node)
    return None if keys is None else Mapping(dict(zip(keys, node.items, strict=True)))


def _first_step(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _whole(got: Node, want: Node) -> Mapping:
    """All of an element, and ``null`` for what it lacks."""
    if not isinstance(want, Mapping):
        return Mapping({"value": want})
    gone = [name for name in got.items if name not in want.items] if isinstance(got, Mapping) else []
    return Mapping({**dict.fromkeys(gone, Scalar(None)), **want.items})


def _field(got: Element, want: Element, got_tree: Node, want_tree: Node, name: str) -> Node:
    here, there = _under(got_tree, name), _under(want_tree, name)
    if there is None:
        return Scalar(None)
    if here is None:
        return there
    one, two = got.__dict__.get(name), want.__dict__.get(name)
    if isinstance(one, Element) and isinstance(two, Element):
        return patch(one, two, here, there)
    if isinstance(one, list) and isinstance(two, list) and isinstance(here, Sequence) and isinstance(there, Sequence):
        return _patch_list(one, two, here, there)
    return there


def _under(tree: Node, name: str) -> Node | None:
    if isinstance(tree, Mapping):
        return tree.items.get(name)
    return tree if name == "value" else None


def _patch_list(got: list[Element], want: list[Element], here: Sequence, there: Sequence) -> Node:
    """A list of named things is patched thing by thing, another is replaced."""
    if not there.items or _keys(here) is None or _keys(there) is None:
        return there
    pairs = [counterpart(here.items, item) for item in there.items]
    taken = [at for at in pairs if at is not None]
    if len(set(taken)) != len(taken):
        return there
    patches: list[tuple[int | None, Node]] = []
    for index, at in enumerate(pairs):
        made = there.items[index] if at is None else patch(got[at], want[index], here.items[at], there.items[index])
        if at is None or (isinstance(made, Mapping) and made.items):
            patches.append((at, made))
    gone = [at for at in range(len(here)) if at not in taken]
    named = [item if at is None else _named(item, here.items[at]) for at, item in patches]
    if not gone and all(counterpart(here.items, item) == at for (at, _), item in zip(patches, named, strict=True)):
        return Sequence(named)
    made_map: dict[str, Node] = {_key(here.items[at]): Scalar(None) for at in gone}
    made_map.update({_key(here.items[at] if at is not None else item): item for at, item in patches})
    return Mapping(made_map)


def _key(item: Node) -> str:
    assert isinstance(item, Mapping)
    return by_device(item) or ""


def _keys(sequence: Sequence) -> list[str] | None:
    """The identities of the items; ``None`` where they do not tell all of them apart."""
    keys = [by_device(item) if isinstance(item, Mapping) else None for item in sequence.items]
    known = [key for key in keys if key is not None]
    return known if len(known) == len(keys) and len(set(known)) == len(known) else None


def _named(item: Node, base: Node | None) -> Node:
    """A patch with the identity of what it is laid over."""
    if not isinstance(item, Mapping) or not isinstance(base, Mapping):
        return item
    for paths in DEVICE_KEYS:
        found = [_leaf(base, path) for path in paths]
        if all(leaf is not None for leaf in found):
            result: Node = item
            for path, leaf in reversed(list(zip(paths, found, strict=True))):
                result = _with(result, path, leaf)
            return result
    return item


def _leaf(node: Node | None, path: tuple[str, ...]) -> Node | None:
    for step in path:
        node = node.get(step) if isinstance(node, Mapping) else None
    return node


def _with(node: Node, path: tuple[str, ...], leaf: Node | None) -> Node:
    assert isinstance(node, Mapping)
    assert leaf is not None
    step, *rest = path
    held = node.items.get(step)
    if not rest:
        inner = held or leaf
    else:
        inner = _with(held if isinstance(held, Mapping) else Mapping(), tuple(rest), leaf)
    return Mapping({step: inner, **{name: item for name, item in node.items.items() if name != step}})
