"""The edits that make the text of one object that of another: one walk through both and the places of the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import counts, remembered, specs_of
from libvirt_xml.binding.foreign import AnyElement, Extra
from libvirt_xml.binding.reading.reading_tables import is_varying, reading_beside
from libvirt_xml.binding.sequence import CHILD_KINDS, parts_of
from libvirt_xml.binding.specs import Spec
from libvirt_xml.binding.writing.plain_texts import plain_text
from libvirt_xml.binding.writing.writer import write_child
from libvirt_xml.changes.comparison_plans import FOREIGN_STAGES, plan_of
from libvirt_xml.changes.normal import equals
from libvirt_xml.changes.walking import NO_SCOPES, FieldPair
from libvirt_xml.editing.objects.child_pairs import out_of_order, same_items
from libvirt_xml.editing.objects.same_objects import SameObjects
from libvirt_xml.editing.xml.foreign_edits import edit_attributes, edit_foreign
from libvirt_xml.editing.xml.prefixes_in_force import scopes_at
from libvirt_xml.editing.xml.xml_edits import Writer, XmlEdits
from libvirt_xml.editing.xml.xml_layout import TIGHT
from libvirt_xml.editing.xml.xml_spans import XmlElement

ChildStep = tuple[str, int, Any]
_Key = tuple[str, int]
_NOTHING = Extra()


class NotPlacedError(Exception):
    """An object whose elements are not where it would have them: it can only be written anew as a whole."""


class _Pair(NamedTuple):
    """An object as it was and as it shall be, the elements that the first was read from, and how it is written."""

    old: Element
    new: Element
    nodes: Sequence[XmlElement]
    write: Writer | None


@dataclass
class _Children:
    """The children of an object: the steps of each, stray texts, the elements of each by field and index."""

    steps: list[ChildStep]
    texts: list[str]
    nodes: dict[_Key, list[XmlElement]] = field(default_factory=dict)

    @cached_property
    def items(self) -> dict[str, list[tuple[int, Any]]]:
        """The indices and items of each field."""
        items: dict[str, list[tuple[int, Any]]] = {}
        for name, index, item in self.steps:
            items.setdefault(name, []).append((index, item))
        return items


def edit_object(edits: XmlEdits, old: Element, new: Element, same: SameObjects) -> None:
    """Edit the document element. Raises WriteError, and NotPlacedError."""
    pending = [_Pair(old, new, [edits.root], None)]
    while pending:
        pair = pending.pop()
        try:
            pending += _ObjectEdits(edits, pair, same).edit()
        except NotPlacedError:
            if pair.write is None or len(pair.nodes) > 1:
                raise
            edits.replace_element(pair.nodes[0], pair.write)


class _ObjectEdits:
    """The edits of one object; those of objects in it are yielded."""

    def __init__(self, edits: XmlEdits, pair: _Pair, same: SameObjects) -> None:
        self._edits = edits
        self._same = same
        self._rewritten: set[str] = set()
        self._old, self._new, self._nodes, _ = pair
        self._mine, self._theirs = pair.old.__dict__, pair.new.__dict__
        self._specs = specs_of(type(pair.new))

    def edit(self) -> Iterator[_Pair]:
        """Edit what is directly in the object."""
        names = [name for name in {**self._mine, **self._theirs} if self._differs(name)]
        if not names:
            return
        names += self._reformed(names)
        has_children = any(self._specs[name].kind in CHILD_KINDS or name == "extra_" for name in names)
        children = self._children() if has_children else None
        attributes = [name for name in names if self._specs[name].kind == "attribute"]
        self._rewritten = set(names)
        for name in attributes:
            self._edit_attribute(name)
        was, now = self._extras
        edit_attributes(self._edits, self._nodes[0], was.attributes, now.attributes)
        self._declare(was, now)
        for name in names:
            if self._specs[name].kind == "text":
                self._edit_text(name)
        if children is not None:
            yield from self._edit_children(*children)

    @property
    def _extras(self) -> tuple[Extra, Extra]:
        return self._old.extra_ or _NOTHING, self._new.extra_ or _NOTHING

    def _differs(self, name: str) -> bool:
        was, now = self._mine.get(name), self._theirs.get(name)
        if was is now:
            return False
        spec = self._specs[name]
        if spec.kind in ("attribute", "text") or (spec.kind == "scalar" and not spec.is_list):
            return not equals(was, now)
        if spec.kind == "extra":
            before, after = self._extras
            return before != after or before.namespaces != after.namespaces or before.surplus != after.surplus
        if isinstance(was, list) and isinstance(now, list):
            return len(was) != len(now) or not all(map(self._same.is_same, was, now))
        return not self._same.is_same(was, now)

    def _reformed(self, changed: list[str]) -> Iterator[str]:
        """The numbers that are written otherwise beside what has changed: in another base, or form."""
        for name in _varying_of(type(self._new)):
            spec, value = self._specs[name], self._theirs.get(name)
            if name in changed or not isinstance(value, int):
                continue
            text, reading = plain_text(self._old, name), reading_beside(spec, self._theirs)
            is_usual = text == spec.converter.write(int(value), self._mine)
            if text != plain_text(self._new, name) if is_usual else reading and not equals(reading[text], value):
                yield name

    # Attributes and text

    def _edit_attribute(self, name: str) -> None:
        xml = self._specs[name].xml
        if self._theirs.get(name) is None:
            self._edits.remove_attribute(self._nodes[0], xml)
        else:
            self._set_attribute(name)

    def _set_attribute(self, name: str) -> None:
        written = [other for other in self._theirs if self._specs[other].kind == "attribute"]
        before = [self._specs[other].xml for other in written[: written.index(name)]]
        self._edits.set_attribute(self._nodes[0], self._specs[name].xml, plain_text(self._new, name), before)

    def _declare(self, was: Extra, now: Extra) -> None:
        for prefix, uri in now.namespaces.items():
            if was.namespaces.get(prefix) != uri:
                name = f"xmlns:{prefix}" if prefix else "xmlns"
                self._edits.set_attribute(self._nodes[0], name, uri, self._nodes[0].attributes)

    def _edit_text(self, name: str) -> None:
        spec, now = self._specs[name], self._theirs.get(name)
        if not counts(self._mine.get(name), spec) and not counts(now, spec):
            return
        text = "" if now is None else plain_text(self._new, name)
        self._edits.set_text(self._nodes[0], text, is_token=spec.converter.read is not None)

    # Children

    def _children(self) -> tuple[_Children, _Children]:
        """The children as they were and as they shall be. Raises NotPlacedError."""
        all_parts = parts_of(self._old)
        olds, news = _children_of(self._old, all_parts), _children_of(self._new, parts_of(self._new))
        parts = [[step for step in part if _is_element(step)] for part in all_parts]
        if news.texts not in (olds.texts, []) or len(parts) != len(self._nodes):
            raise NotPlacedError
        for part, node in zip(parts, self._nodes, strict=True):
            if len(part) != len(node.children):
                raise NotPlacedError
            for (name, index, _), child in zip(part, node.children, strict=True):
                is_single = bool(name) and not self._specs[name].is_list
                olds.nodes.setdefault((name, 0 if is_single else index), []).append(child)
        return olds, news

    def _edit_children(self, olds: _Children, news: _Children) -> Iterator[_Pair]:
        kept: dict[_Key, _Key] = {}
        moved: set[_Key] = set()
        for name in {**olds.items, **news.items}:
            pairs, moves = self._paired(name, olds, news)
            kept.update(pairs)
            moved.update(moves)
        if olds.texts and not news.texts:
            for node in self._nodes:
                self._edits.remove_texts(node)
        self._remove_gone(olds, set(kept.values()))
        if olds.steps and not news.steps:
            self._close_emptied()
        yield from self._place(olds, news, kept, moved)

    def _remove_gone(self, olds: _Children, staying: set[_Key]) -> None:
        for key, nodes in olds.nodes.items():
            for node in nodes if key not in staying else ():
                self._edits.remove_element(node, is_among_text=bool(olds.texts))

    def _close_emptied(self) -> None:
        """Write an element whose children are all gone as one tag, if there is nothing else in it."""
        if any(spec.kind == "text" for spec in self._specs.values()):
            self._edits.remove_white_space(self._nodes[0])  # without children it would be the text
            return
        for node in self._nodes:
            runs = [node.text[start:end] for start, end in node.text_runs()]
            if node.children and len(node.items) == len(node.children) and not any(run.strip() for run in runs):
                self._edits.close_emptied(node)

    def _paired(self, name: str, olds: _Children, news: _Children) -> tuple[dict[_Key, _Key], set[_Key]]:
        """The old key of each new one of a field that stays, and the new keys of those that have moved."""
        was, now = olds.items.get(name, ()), news.items.get(name, ())
        if name and not self._specs[name].is_list:
            return ({(name, 0): (name, 0)} if was and now else {}), set()
        spec = self._specs[name] if name else _FOREIGN
        stages = plan_of(type(self._new)).stages.get(name, ()) if name else FOREIGN_STAGES
        fields = FieldPair(spec, stages, self._mine, self._theirs, name, NO_SCOPES)
        pairs = same_items(fields, [item for _, item in was], [item for _, item in now], self._same)
        kept = {(name, now[new][0]): (name, was[old][0]) for old, new in pairs}
        return kept, {(name, now[new][0]) for new in out_of_order(pairs)}

    def _place(self, olds: _Children, news: _Children, kept: dict[_Key, _Key], moved: set[_Key]) -> Iterator[_Pair]:
        """Go through the new children: edit what stays, move what has moved, insert what is new."""
        before = {(name, index): item for name, index, item in olds.steps}
        anchor: XmlElement | None = None
        for step in news.steps:
            key = step[:2]
            parent = self._nodes[0] if anchor is None or anchor.parent is None else anchor.parent
            if key not in kept:
                self._insert(step, parent, anchor, is_exact=bool(olds.texts))
                continue
            nodes = olds.nodes[kept[key]]
            if key in moved:
                self._edits.move_element(nodes[0], parent, anchor)
            elif anchor is None or anchor.start < nodes[-1].start:  # what has moved is behind all before it
                anchor = nodes[-1]
            yield from self._edit_child(step, kept[key], before[kept[key]], nodes)

    def _insert(self, step: ChildStep, parent: XmlElement, anchor: XmlElement | None, *, is_exact: bool) -> None:
        """Insert a child; among text as the writer does, without white space."""
        write = self._writer(step, parent)
        if not is_exact:
            self._edits.insert_element(parent, anchor, write)
            return
        place = anchor.end if anchor is not None else parent.tag_end
        self._edits.replace_span(place, place, self._edits.layout.styled(write(TIGHT)))

    def _writer(self, step: ChildStep, parent: XmlElement | None) -> Writer:
        return partial(_write, self._new, step, parent)

    def _edit_child(self, step: ChildStep, key: _Key, was: Any, nodes: list[XmlElement]) -> Iterator[_Pair]:
        """Edit a child that stays."""
        name, index, now = step
        node = nodes[0]
        if isinstance(was, AnyElement) and isinstance(now, AnyElement):
            edit_foreign(self._edits, node, was, now)
            return
        spec = self._specs[name]
        before, after = self._extras
        if isinstance(was, Element) and was.__class__ is now.__class__:
            if not self._same.is_same(was, now):
                yield _Pair(was, now, nodes, self._writer(step, node.parent))
        elif spec.kind == "child" or before.surplus.get(key) != after.surplus.get((name, index)):
            self._edits.replace_element(node, self._writer(step, node.parent))
        elif spec.kind == "scalar" and (not equals(was, now) if spec.is_list else name in self._rewritten):
            text = plain_text(self._new, name, index if spec.is_list else -1)
            self._edits.set_text(node, text, is_token=spec.converter.read is not None)


@remembered
def _varying_of(cls: type[Element]) -> tuple[str, ...]:
    """The attributes and texts of a class that are written depending on others."""
    return tuple(name for name, spec in specs_of(cls).items() if is_varying(spec) and not spec.is_list)


_FOREIGN = Spec("wildcard", "*", is_list=True)


def _write(parent: Element, step: ChildStep, node: XmlElement | None, pads: Sequence[str]) -> str:
    return write_child(parent, step, pads, scopes_at(node))


def _is_element(step: ChildStep) -> bool:
    return bool(step[0]) or isinstance(step[2], AnyElement)


def _children_of(element: Element, parts: list[list[ChildStep]]) -> _Children:
    """The children in the order in which they are written; one that is in several parts once."""
    specs = specs_of(type(element))
    steps = [step for part in parts for step in part]
    single = [step for step in steps if not (step[0] and step[1] and not specs[step[0]].is_list)]
    texts = [item for name, _, item in steps if not name and isinstance(item, str)]
    return _Children([step for step in single if _is_element(step)], texts)
