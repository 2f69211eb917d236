"""The edits that make the YAML of one object that of another.

Both objects are trees in the document form; where these differ, the text is edited at the same place. What the text
has in another form (a value alone for a map with nothing but its text) is that of the tree.
"""

from __future__ import annotations

from collections.abc import Sequence as AnySequence
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.reading.reading_tables import is_varying
from libvirt_xml.binding.specs import Spec
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.normal import equals
from libvirt_xml.changes.walking import NO_SCOPES, FieldPair
from libvirt_xml.editing.objects.child_pairs import IndexPair, out_of_order, same_items
from libvirt_xml.editing.objects.same_objects import SameObjects
from libvirt_xml.editing.yaml.yaml_edits import YamlEdits
from libvirt_xml.editing.yaml.yaml_spans import YamlPair, YamlSpan
from libvirt_xml.yaml_forms.shapes.sizes import spell_alike
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

_MERGE = "<<"
_VALUE = "value"


class _Place(NamedTuple):
    """A value of the text, the map or list that it is in, both trees there, and the objects that these stand for."""

    span: YamlSpan
    owner: YamlSpan
    was: Node
    now: Node
    old: Any = None
    new: Any = None
    field: FieldPair | None = None


def edit_yaml(edits: YamlEdits, span: YamlSpan, owner: YamlSpan, was: Node, now: Node) -> None:
    """Edit a value in a map from one tree to another. Raises NotEditableError."""
    _edit(_TreeEdits(edits, None), _Place(span, owner, was, now))


def edit_yaml_object(
    edits: YamlEdits, place: tuple[YamlSpan, YamlSpan], trees: tuple[Mapping, Mapping], objects: tuple[Element, Element]
) -> None:
    """The same for trees of objects, whose lists are matched as those of the objects are."""
    _edit(_TreeEdits(edits, SameObjects(*objects)), _Place(*place, *trees, *objects))


def _edit(trees: _TreeEdits, first: _Place) -> None:
    pending = [first]
    while pending:
        pending += trees.edit(pending.pop())


class _TreeEdits:
    def __init__(self, edits: YamlEdits, same: SameObjects | None) -> None:
        self._edits = edits
        self._same = same

    def edit(self, place: _Place) -> list[_Place]:
        """Edit one value; what is in it is returned."""
        span, was, now = place.span, place.was, place.now
        if is_same_yaml(was, now):
            return []
        if span.kind == "map":
            olds, news = _as_map(was), _as_map(now)
            if news.items and any(pair.key in news.items and pair.key in olds.items for pair in span.pairs):
                return self._map(place, olds, news)
        elif span.kind == "list" and isinstance(was, Sequence) and isinstance(now, Sequence):
            pairs = self._pairs(place, was, now)
            if pairs and len(was.items) == len(span.items):
                return self._list(place, was, now, pairs)
        self._edits.set_value(span, self._written_alike(span, now), place.owner)
        return []

    def _written_alike(self, span: YamlSpan, node: Node) -> Node:
        """A size of a tree without objects in the unit that is written."""
        if self._same is not None or span.kind != "scalar" or not isinstance(node, Scalar):
            return node
        alike = spell_alike(self._edits.text[span.start : span.end].strip("'\""), node.text)
        return node if alike == node.text else Scalar(alike, alike, node.origin)

    # Maps

    def _map(self, place: _Place, was: Mapping, now: Mapping) -> list[_Place]:
        span = place.span
        for key in was.items.keys() - now.items.keys():
            pair = span.pair(key)
            if pair is not None:
                self._edits.remove_pair(span, pair)
            elif span.pair(_MERGE) is not None:  # it is from there
                self._edits.insert_pair(span, span.pairs[-1], key, Scalar(None))
        inner: list[_Place] = []
        anchor: YamlPair | None = None
        for key, node in now.items.items():
            pair = span.pair(key)
            if pair is not None and key in was.items:
                inner.append(self._below(place, pair, key, was.items[key], node))
            elif pair is not None:  # it was null
                self._edits.set_value(pair.value, node, span)
            elif key not in was.items or not is_same_yaml(was.items[key], node):
                self._edits.insert_pair(span, anchor, key, node)
            anchor = pair or anchor
        return [below for below in inner if not self._is_written_otherwise(place, below)]

    def _below(self, place: _Place, pair: YamlPair, key: str, was: Node, now: Node) -> _Place:
        """The value of a key, with the field that it stands for."""
        old, new = place.old, place.new
        if not isinstance(old, Element) or not isinstance(new, Element) or key not in old.__dict__:
            return _Place(pair.value, place.span, was, now)
        plan = plan_of(type(new))
        spec = plan.specs[key]
        fields = FieldPair(spec, plan.stages.get(key, ()), old.__dict__, new.__dict__, key, NO_SCOPES)
        return _Place(pair.value, place.span, was, now, old.__dict__[key], new.__dict__.get(key), fields)

    def _is_written_otherwise(self, place: _Place, below: _Place) -> bool:
        """Whether a single value is the same, written in two forms."""
        if below.field is None or not _is_single(below.field.spec) or _has_varying(place.new):
            return False
        return equals(below.old, below.new)

    # Lists

    def _pairs(self, place: _Place, was: Sequence, now: Sequence) -> list[IndexPair]:
        olds, news = place.old, place.new
        if self._same is not None and place.field is not None and isinstance(olds, list) and isinstance(news, list):
            return same_items(place.field, olds, news, self._same)
        return same_nodes(was.items, now.items)

    def _list(self, place: _Place, was: Sequence, now: Sequence, pairs: list[IndexPair]) -> list[_Place]:
        span = place.span
        kept, moved = {new: old for old, new in pairs}, out_of_order(pairs)
        for index, item in enumerate(span.items):
            if index not in kept.values():
                self._edits.remove_item(span, item)
        inner: list[_Place] = []
        anchor: YamlSpan | None = None
        for index, node in enumerate(now.items):
            old = kept.get(index)
            if old is None:
                self._edits.insert_item(span, anchor, node)
            elif index in moved and is_same_yaml(was.items[old], node):
                self._edits.move_item(span, span.items[old], anchor)
            elif index in moved:
                self._edits.remove_item(span, span.items[old])
                self._edits.insert_item(span, anchor, node)
            else:
                anchor = span.items[old]
                objects = (place.old[old], place.new[index]) if place.field is not None else ()
                inner.append(_Place(anchor, span, was.items[old], node, *objects))
        return inner


def same_nodes(olds: AnySequence[Node], news: AnySequence[Node]) -> list[IndexPair]:
    """The indices of items of plain trees that are the same: by their name, else those that are equal or in place."""
    names_of_old = {name: index for index, node in enumerate(olds) if (name := name_of_item(node))}
    names = {index: name_of_item(node) for index, node in enumerate(news)}
    pairs = {index: names_of_old[name] for index, name in names.items() if name in names_of_old}
    free = [index for index in range(len(olds)) if index not in pairs.values()]
    for index, node in enumerate(news):
        equal = next((old for old in free if index not in pairs and is_same_yaml(olds[old], node)), None)
        if equal is not None:
            free.remove(equal)
            pairs[index] = equal
    rest = [index for index in range(len(news)) if index not in pairs]
    if len(rest) == len(free):
        pairs.update(zip(rest, free, strict=True))
    return [(pairs[index], index) for index in sorted(pairs)]


def name_of_item(node: Node) -> str | None:
    """The text at ``name`` of an item that is a map."""
    name = node.get("name") if isinstance(node, Mapping) else None
    return name.text if isinstance(name, Scalar) else None


def is_same_yaml(was: Node, now: Node) -> bool:
    """Whether two trees say the same, in the same words and order."""
    pending: list[tuple[Node, Node]] = [(was, now)]
    while pending:
        one, two = pending.pop()
        if isinstance(one, Scalar) and isinstance(two, Scalar):
            if one.text != two.text or type(one.value) is not type(two.value):
                return False
        elif isinstance(one, Mapping) and isinstance(two, Mapping):
            if one.items.keys() != two.items.keys():
                return False
            pending += ((item, two.items[key]) for key, item in one.items.items())
        elif isinstance(one, Sequence) and isinstance(two, Sequence):
            if len(one) != len(two):
                return False
            pending += zip(one.items, two.items, strict=True)
        else:
            return False
    return True


def _as_map(node: Node) -> Mapping:
    return node if isinstance(node, Mapping) else Mapping({_VALUE: node})


def _is_single(spec: Spec) -> bool:
    return spec.kind in ("attribute", "text") or (spec.kind == "scalar" and not spec.is_list)


def _has_varying(element: Any) -> bool:
    return any(map(is_varying, specs_of(type(element)).values()))
