"""The residue: what merged over one document makes it another."""

from __future__ import annotations

from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.changes.compare import changed_fields
from libvirt_xml.changes.foreign_trees import is_same_tree
from libvirt_xml.yaml_forms.document.form_tables import CHILDREN, FormField, table_of
from libvirt_xml.yaml_forms.layering.items import ListItems
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.draft import text_at


def patch(got: Element, want: Element, got_tree: Node, want_tree: Node, kept: Node | None = None) -> Mapping:
    """The document form that, merged over ``got``, makes it ``want``; empty where comparing them finds no change.

    What only ``got`` has is removed, unless it is in ``kept``, a tree of what may stay.
    """
    changed_names = changed_fields(got, want)
    if "" in changed_names:
        return _whole(got_tree, want_tree)
    order = list(want_tree.items) if isinstance(want_tree, Mapping) else []
    names = sorted(changed_names, key=lambda name: order.index(name) if name in order else len(order))
    fields = {name: _field(got, want, got_tree, want_tree, name, kept) for name in names}
    return Mapping({name: node for name, node in fields.items() if node is not None})


def add_up(first: Node, then: Node, want_tree: Node | None) -> Mapping:
    """One patch that does what two do, one after the other; lists for which there is none are said as wanted."""
    assert isinstance(first, Mapping)
    assert isinstance(then, Mapping)
    items = dict(first.items)
    for name, item in then.items.items():
        want = None if want_tree is None else _under(want_tree, name)
        items[name] = _added(items[name], item, want) if name in items else item
    return Mapping(items)


def _added(first: Node, then: Node, want: Node | None) -> Node:
    if isinstance(then, Scalar) or isinstance(first, Scalar):
        return then
    if not isinstance(want, Sequence):
        are_maps = isinstance(first, Mapping) and isinstance(then, Mapping) and not first.replaces and not then.replaces
        return add_up(first, then, want) if are_maps else then
    names = [_by_name(part) for part in (first, then)]
    if first.replaces or then.replaces or None in names:
        return _replacing(want)
    return add_up(names[0] or Mapping(), _as_named_before(names[1] or Mapping(), names[0] or Mapping()), None)


def _as_named_before(then: Mapping, first: Mapping) -> Mapping:
    """A patch of a list by the names that items had before another patch gave them an alias."""
    before = {text_at(item, "alias", "name"): name for name, item in first.items.items() if isinstance(item, Mapping)}
    return Mapping({before.get(name, name): item for name, item in then.items.items()})


def _by_name(node: Node) -> Mapping | None:
    """A patch of a list as a map by name; ``None`` where numbers, or nothing, name what it changes."""
    if isinstance(node, Sequence):
        return None if node.items else Mapping()
    assert isinstance(node, Mapping)
    return None if any(name.isdecimal() for name in node.items) else node


def _replacing(want: Sequence) -> Sequence:
    return Sequence(want.items, want.origin, replaces=True)


def _whole(got: Node, want: Node) -> Mapping:
    """All of an element, and ``null`` for what it lacks."""
    items = want.items if isinstance(want, Mapping) else {"value": want}
    gone = [name for name in got.items if name not in items] if isinstance(got, Mapping) else []
    return Mapping({**dict.fromkeys(gone, Scalar(None)), **items})


def _field(got: Element, want: Element, got_tree: Node, want_tree: Node, name: str, kept: Node | None) -> Node | None:
    here, there = _under(got_tree, name), _under(want_tree, name)
    stays = None if kept is None else _under(kept, name)
    if there is None:
        return Scalar(None) if stays is None else None
    if here is None:
        return there
    if kept is not None and stays is None:
        stays = here
    one, two = got.__dict__.get(name), want.__dict__.get(name)
    if isinstance(one, Element) and isinstance(two, Element):
        inner = patch(one, two, here, there, stays)
        return inner if kept is None or inner.items else None
    if isinstance(here, Sequence) and isinstance(there, Sequence) and isinstance(one, list) and isinstance(two, list):
        field = table_of(type(got)).fields[name]
        change = _patch_list(one, two, ListItems(here.items, field, type(got), one), there, field, stays)
        is_empty = not change.items and not change.replaces
        return None if is_empty and kept is not None else change
    return there


def _under(tree: Node, name: str) -> Node | None:
    if isinstance(tree, Mapping):
        return tree.items.get(name)
    return tree if name == "value" else None


def _patch_list(
    got: list[Any], want: list[Any], held: ListItems, there: Sequence, field: FormField, kept: Node | None
) -> Sequence | Mapping:
    """What is laid over a list, item by item, as a map by name if that is more than new ones; else the whole list."""
    numbers = _pairs(held, there)
    names = {number: name for name, number in reversed(held.places.items())}
    added: list[Node] = []
    gone = [at for at in range(len(held.nodes)) if at not in numbers] if kept is None else []
    stays = ListItems(kept.items if isinstance(kept, Sequence) else [], field, held.owner) if kept is not None else None
    changes: dict[str, Node] = {names[at]: Scalar(None) for at in gone}
    for node, number, wanted in zip(there.items, numbers, want, strict=True):
        if number is None:
            added.append(node)
        elif field.kind == CHILDREN:
            difference = patch(got[number], wanted, held.nodes[number], node, _kept_of(node, held.nodes[number], stays))
            changes.update({names[number]: difference} if difference.items else {})
        elif isinstance(node, Scalar) and not _is_same_text(node, held.nodes[number], got[number], wanted):
            changes[names[number]] = node
    new = ListItems(added, field, held.owner)
    if not changes:
        return _replacing(there) if any(held.find(node).numbers for node in added) else Sequence(added)
    called = {number: name for name, number in reversed(new.places.items())}
    if any(name.isdecimal() for name in called.values()) or not changes.keys().isdisjoint(called.values()):
        return _replacing(there)
    return Mapping(changes | {called[number]: node for number, node in enumerate(added)})


def _is_same_text(node: Scalar, other: Node, got: object, wanted: object) -> bool:
    """Whether two texts are the same; of elements of other tools' metadata, whether their trees are."""
    if isinstance(got, AnyElement) and isinstance(wanted, AnyElement):
        return is_same_tree(got, wanted)
    return isinstance(other, Scalar) and node.text == other.text


def _kept_of(node: Node, here: Node, stays: ListItems | None) -> Node | None:
    """What may stay of an item: all of it, where it is not known which one it is."""
    if stays is None:
        return None
    meant = stays.find(node)
    return stays.nodes[meant.numbers[0]] if meant.is_sure else here


def _pairs(held: ListItems, there: Sequence) -> list[int | None]:
    """The item that each wanted one is made of: the one with its name, else the next that may be it."""
    meant = [held.find(node) for node in there.items]
    taken = {meaning.numbers[0] for meaning in meant if meaning.is_sure}
    numbers: list[int | None] = []
    for meaning in meant:
        left = [number for number in meaning.numbers if number not in taken]
        number = meaning.numbers[0] if meaning.is_sure else left[0] if left else None
        numbers.append(None if number in numbers else number)
        taken.update(left[:1] if not meaning.is_sure else ())
    return numbers
