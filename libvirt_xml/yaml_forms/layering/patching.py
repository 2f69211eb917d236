"""A part of a document laid over a document of a class: items of lists are matched by what libvirt tells them apart by.

Maps merge. An item of a list that says which one it is, by the identities of ``changes``, is laid over that one, or is
a new one. A list may be said as a map by those names, or by the number of an item that has none. ``null`` removes, and
what is tagged ``!replace`` is not merged.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from libvirt_xml.changes.identities import keys_of
from libvirt_xml.messages import render
from libvirt_xml.words.slips import resembling
from libvirt_xml.words.vocabulary import PLAIN
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILD,
    CHILDREN,
    VALUES,
    WILDCARD,
    FormField,
    FormTable,
    table_of,
)
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.layering.items import ListItems
from libvirt_xml.yaml_forms.text.merging import merge
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

_LISTS = (CHILDREN, VALUES, WILDCARD)
_SHOWN = 6  # the names of items that a message has
_MOST_COMPARED = 20_000  # names that unknown ones are compared with, all together


def lay(base: Node, over: Node, cls: type[Element], findings: Findings, path: str) -> Node:
    """A part of a document of a class over a document. Neither is changed; what is not clear goes to the findings."""
    return _Patcher(findings).element(base, over, table_of(cls), path)


def combined(base: Mapping, over: Mapping, cls: type[Element]) -> Mapping | None:
    """One part that does what two do, one after the other; ``None`` where only what they are laid over tells."""
    if over.replaces:
        return over
    table = table_of(cls)
    items = dict(base.items)
    for name, item in over.items.items():
        held, field = items.get(name), table.fields.get(name)
        if held is None or is_null(item) or (field is not None and field.kind not in (CHILD, *_LISTS)):
            items[name] = item
        elif field is not None and field.kind == CHILD and isinstance(held, Mapping) and isinstance(item, Mapping):
            inner = combined(held, item, field.cls)
            if inner is None:
                return None
            items[name] = inner
        else:
            return None
    return Mapping(items, over.origin, {**base.keys, **over.keys}, replaces=base.replaces)


class _Patcher:
    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._compared = 0

    def element(self, base: Node, over: Node, table: FormTable, path: str) -> Node:
        """An element; a single value stands for one that has nothing but text."""
        if not isinstance(over, Mapping) or over.replaces:
            return over
        if isinstance(base, Scalar) and not is_null(base) and table.text is not None:
            base = Mapping({table.text.spec.name: base}, base.origin)
        items = dict(base.items) if isinstance(base, Mapping) else {}
        for name, item in over.items.items():
            items[name] = self._field(items.get(name), item, name, table, f"{path}.{name}")
        keys = base.keys if isinstance(base, Mapping) else {}
        return Mapping(items, over.origin, {**keys, **over.keys})

    def _field(self, base: Node | None, over: Node, name: str, table: FormTable, path: str) -> Node:
        field = table.fields.get(name)
        if field is None or isinstance(over, Scalar) or over.replaces:
            return over
        if field.kind == CHILD:
            return self.element(base or Mapping(), over, table_of(field.cls), path)
        if field.kind not in _LISTS:
            return over if base is None else merge(base, over)
        held = ListItems(base.items if isinstance(base, Sequence) else [], field, table.cls)
        if isinstance(over, Sequence):
            return self._over_list(held, over, field, path)
        return self._over_map(held, over, field, path)

    # Lists

    def _over_list(self, held: ListItems, over: Sequence, field: FormField, path: str) -> Node:
        if not over.items and held.nodes:
            message = render("invalid-value", "empty-list", list=field.spec.name)
            self._findings.add("invalid-value", message, over, path, expected=("null",), suggestion="null")
        result = list(held.nodes)
        added: list[Node] = []
        changed: set[int] = set()
        for number, item in enumerate(over.items):
            here = f"{path}[{number}]"
            meant = held.find(item)
            if meant.numbers and not meant.is_sure:
                self._ask(held, item, field, here)
            elif changed.intersection(meant.numbers):
                message = render("duplicate-name", "item-of-list", list=field.spec.name)
                self._findings.add("duplicate-name", message, item, here)
            elif meant.numbers:
                changed.update(meant.numbers)
                result[meant.numbers[0]] = self._item(held.nodes[meant.numbers[0]], item, field, here)
            else:
                self._warn_of_resemblance(held, item, field, here)
                added.append(item)
        return Sequence([*result, *added], over.origin)

    def _over_map(self, held: ListItems, over: Mapping, field: FormField, path: str) -> Node:
        """A list that is said as a map by name; what is none is returned as it is, for the reader to refuse."""
        places = held.places
        if not over.items.keys() & places.keys() and _is_item(over, field):
            return over
        result: list[Node | None] = list(held.nodes)
        for key, item in over.items.items():
            here = f"{path}.{key}"
            at = places.get(key)
            if at is not None:
                result[at] = None if is_null(item) else self._item(held.nodes[at], item, field, here)
            elif not is_null(item) and key in ListItems([item], field, held.owner).places:
                result.append(item)
            else:
                self._miss(key, item, over, places, field, here)
        return Sequence([node for node in result if node is not None], over.origin)

    def _item(self, base: Node, over: Node, field: FormField, path: str) -> Node:
        return self.element(base, over, table_of(field.cls), path) if field.kind == CHILDREN else over

    # What is not clear

    def _ask(self, held: ListItems, item: Node, field: FormField, path: str) -> None:
        """Refuse an item that may be a new one, or one of those that exist."""
        ways = _identities(field)
        name, places = field.spec.name, held.places
        known = {"list": name, "existing": _listed(places), "first": next(iter(places))}
        if ways:
            message = render("missing-key", "item-of-list", ways=" or ".join(ways), **known)
        else:
            message = render("missing-key", "item-of-unnamed-list", **known)
        self._findings.add("missing-key", message, item, path, expected=ways)

    def _miss(self, key: str, item: Node, over: Mapping, places: dict[str, int], field: FormField, path: str) -> None:
        """Note a name that no item has: an error, but only a warning where it was to be removed anyhow."""
        is_compared = self._may_compare(places)
        meant = PLAIN.closest(key, places) if is_compared else None
        if is_null(item) and (meant is None or not key.startswith("ua-")):
            return
        message = render("unknown-name", "item-of-list", list=field.spec.name, name=key, existing=_listed(places))
        self._findings.add(
            "unknown-name",
            message,
            over.place_of(key),
            path,
            severity="warning" if is_null(item) else "error",
            expected=tuple(places) if is_compared else (),
            suggestion=meant,
        )

    def _may_compare(self, names: Collection[str]) -> bool:
        """Whether a name is compared with all others: a spec where many are wrong gets no more suggestions."""
        self._compared += len(names)
        return self._compared <= _MOST_COMPARED

    def _warn_of_resemblance(self, held: ListItems, item: Node, field: FormField, path: str) -> None:
        """Note a new item whose alias is nearly that of another."""
        alias = held.alias(item)
        meant = resembling(alias, held.aliases) if alias is not None and self._may_compare(held.aliases) else None
        if alias is not None and meant is not None:
            message = render("similar-name", "item-of-list", list=field.spec.name, name=alias, other=meant)
            self._findings.add("similar-name", message, item, path, severity="warning", suggestion=meant)


def _identities(field: FormField) -> tuple[str, ...]:
    """What an item may say to be told from the others: ``alias.name``, ``type and index``."""
    if field.kind != CHILDREN:
        return ()
    alias = ("alias.name",) if "alias" in table_of(field.cls).fields else ()
    words = (" and ".join(".".join(part.steps) for part in key if part.is_required) for key in keys_of(field.cls))
    return (*alias, *dict.fromkeys(identity for identity in words if identity))


def _is_item(over: Mapping, field: FormField) -> bool:
    """Whether this is an item that stands without its list."""
    names = table_of(field.cls).fields if field.kind == CHILDREN else {}
    return (
        any(
            isinstance(item, Sequence) or (isinstance(item, Scalar) and not is_null(item))
            for item in over.items.values()
        )
        or over.items.keys() <= names.keys()
    )


def _listed(names: dict[str, int]) -> str:
    shown = [*names][:_SHOWN]
    return ", ".join([*shown, "..."] if len(names) > _SHOWN else shown) or "none"
