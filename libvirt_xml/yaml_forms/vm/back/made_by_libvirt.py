"""What libvirt makes: a residue that changes it says all of it, as the expansion, which that is laid over, has none."""

from __future__ import annotations

from collections.abc import Sequence as AnySequence

from libvirt_xml.binding.element import Element
from libvirt_xml.yaml_forms.document.form_tables import CHILD, CHILDREN, FormField, table_of
from libvirt_xml.yaml_forms.layering.items import ListItems
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Sequence, is_null

Wants = AnySequence[Node | None]
"""Trees of what is wanted: what has to be said at least, then all of it."""


def with_whole_parts(residue: Node, expansion: Node | None, wants: Wants, cls: type[Element]) -> Node:
    """A residue in which everything that the expansion does not have is whole; nothing of that is to be removed.

    The whole is that of the first tree that has it.
    """
    wanted = [want.items for want in wants if isinstance(want, Mapping)]
    if not isinstance(residue, Mapping) or residue.replaces or not wanted:
        return residue
    held = expansion.items if isinstance(expansion, Mapping) else {}
    fields = table_of(cls).fields
    items: dict[str, Node] = {}
    for name, item in residue.items.items():
        inner = [tree[name] for tree in wanted if name in tree]
        if name in held:
            items[name] = _in_field(item, held[name], inner, fields[name], cls)
        elif not is_null(item):
            items[name] = inner[0] if inner else item
    return Mapping(items)


def _in_field(item: Node, held: Node, wants: Wants, field: FormField, owner: type[Element]) -> Node:
    if field.kind == CHILD:
        return with_whole_parts(item, held, wants, field.cls)
    if field.kind != CHILDREN or not isinstance(item, Mapping) or item.replaces:
        return item
    lists = [ListItems(_items(want), field, owner) for want in wants]
    return _in_list(item, ListItems(_items(held), field, owner), lists, field.cls)


def _in_list(change: Mapping, held: ListItems, lists: AnySequence[ListItems], cls: type[Element]) -> Node:
    items: dict[str, Node] = {}
    for key, item in change.items.items():
        wants = [wanted.nodes[wanted.places[key]] for wanted in lists if key in wanted.places]
        if key in held.places:
            items[key] = with_whole_parts(item, held.nodes[held.places[key]], wants, cls)
        elif not is_null(item):
            items[key] = wants[0] if wants else item
    return Mapping(items)


def _items(node: Node | None) -> list[Node]:
    return node.items if isinstance(node, Sequence) else []
