"""What libvirt makes: a residue that changes it says all of it, as the expansion, which that is laid over, has none."""

from __future__ import annotations

from libvirt_xml.binding.element import Element
from libvirt_xml.yaml_forms.document.form_tables import CHILD, CHILDREN, FormField, table_of
from libvirt_xml.yaml_forms.layering.items import ListItems
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Sequence, is_null


def with_whole_parts(residue: Node, expansion: Node | None, want: Node | None, cls: type[Element]) -> Node:
    """A residue in which everything that the expansion does not have is whole; nothing of that is to be removed."""
    if not isinstance(residue, Mapping) or residue.replaces or not isinstance(want, Mapping):
        return residue
    held = expansion.items if isinstance(expansion, Mapping) else {}
    fields = table_of(cls).fields
    items: dict[str, Node] = {}
    for name, item in residue.items.items():
        if name in held:
            items[name] = _in_field(item, held[name], want.get(name), fields[name], cls)
        elif not is_null(item):
            items[name] = want.items.get(name, item)
    return Mapping(items)


def _in_field(item: Node, held: Node, want: Node | None, field: FormField, owner: type[Element]) -> Node:
    if field.kind == CHILD:
        return with_whole_parts(item, held, want, field.cls)
    if field.kind != CHILDREN or not isinstance(item, Mapping) or item.replaces:
        return item
    return _in_list(item, ListItems(_items(held), field, owner), ListItems(_items(want), field, owner), field.cls)


def _in_list(change: Mapping, held: ListItems, wanted: ListItems, cls: type[Element]) -> Node:
    items: dict[str, Node] = {}
    for key, item in change.items.items():
        want = wanted.nodes[wanted.places[key]] if key in wanted.places else None
        if key in held.places:
            items[key] = with_whole_parts(item, held.nodes[held.places[key]], want, cls)
        elif not is_null(item):
            items[key] = item if want is None else want
    return Mapping(items)


def _items(node: Node | None) -> list[Node]:
    return node.items if isinstance(node, Sequence) else []
