"""What goes with a choice that changes, although it is not asked for; ``carrying.toml`` has the rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from libvirt_xml.apply.merging.equalities import is_same_family
from libvirt_xml.apply.merging.rule_paths import Holder, by_place, holders, values_at
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.walking import ElementPair


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that is not carried over: where it was, why, and the consent that the change needs, if any."""

    path: str
    reason: str
    consent: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """A table of ``[[drop]]``."""

    when: tuple[str, ...]
    compare: str
    to: tuple[object, ...]
    fields: tuple[str, ...]
    beside: tuple[str, ...]
    keep: tuple[str, ...]
    without: tuple[str, ...]
    items: Mapping[str, object]
    reason: str
    consent: str | None

    def applies(self, pair: ElementPair, changes: Mapping[str, Sequence[Change]]) -> bool:
        """Whether a pair of elements has the change that the rule is about; ``changes`` are by place."""
        if any(values_at(pair.old, path) for path in self.without):
            return False
        if self.compare == "asked":
            values = [value for path in self.when for value in values_at(pair.new, path)]
            return any(value in self.to for value in values) if self.to else any(values)
        if self.to and not any(value in self.to for value in values_at(pair.new, self.when[0]) or [""]):
            return False
        mine = [change for field in self.when for change in changes.get(f"{pair.path}.{field}".removeprefix("."), ())]
        if self.compare == "family":
            return any(not is_same_family(change.old, change.new) for change in mine)
        return bool(mine)

    def targets(self, element: Element) -> list[Holder]:
        """What goes, unless it is asked."""
        if self.keep:
            names = [name for name in element.__dict__ if name not in (*self.keep, "extra_")]
            return [holder for name in names for holder in holders(element, name)]
        return [holder for path in self.fields for holder in holders(element, path)]


def drop_uncarried(
    counterparts: Mapping[int, Element],
    pairs: Iterable[ElementPair],
    changes: Iterable[Change],
) -> list[Dropped]:
    """Take out of a merged document what only belonged to a former choice.

    ``pairs`` are its elements with what is asked of them, ``counterparts`` the same by the id of its elements, also
    for those that were put in.
    """
    dropped: list[Dropped] = []
    places = by_place(changes)
    for pair in pairs:
        for rule in _rules().get(type(pair.old).__name__, ()):
            if rule.applies(pair, places):
                targets = [target for target in rule.targets(pair.old) if _drop(target, counterparts, rule)]
                paths = [f"{pair.path}.{target.path}".removeprefix(".") for target in targets]
                dropped += [Dropped(path, rule.reason, rule.consent) for path in paths]
    return dropped


def is_whole_list(holder: Element, name: str) -> bool:
    """Whether a list is one value, because its order counts."""
    return f"{type(holder).__name__}.{name}" in _listed("whole")


def stays_unasked(holder: Element, name: str) -> bool:
    """Whether a value stays although it is no longer asked, because libvirt would make up another one."""
    kinds = ("device", type(holder).__name__) if is_addressed_device(holder) else (type(holder).__name__,)
    return any(f"{kind}.{name}" in _listed("kept") for kind in kinds)


def is_refilled(document: Element, path: str, value: object) -> bool:
    """Whether libvirt fills in a value at a path again that is taken out of a document."""
    tables = [table["values"] for table in _data()["refilled"] if table["in"] == type(document).__name__]
    return any(path in values and values[path] == value for values in tables)


def is_addressed_device(element: Element) -> bool:
    """Whether an element is a device: something with an alias and an address of its own."""
    return {"alias", "address"} <= specs_of(type(element)).keys()


def _drop(target: Holder, counterparts: Mapping[int, Element], rule: _Rule) -> bool:
    """Take a field out, or the items of it that are not asked and are such as in a rule; whether there was any."""
    holder, name, items = target.holder, target.name, rule.items
    value = holder.__dict__[name]
    asked = counterparts.get(id(holder))
    if not items and not _is_asked(asked, name):
        for gone in (name, *(other for other in rule.beside if not _is_asked(asked, other))):
            holder.__dict__.pop(gone, None)
        return True
    if not isinstance(value, list):
        return False
    kept = [item for item in value if id(item) in counterparts or not _is_such(item, items)]
    if len(kept) == len(value):
        return False
    setattr(holder, name, kept)
    return True


def _is_asked(asked: Element | None, name: str) -> bool:
    return asked is not None and asked.__dict__.get(name) not in (None, [])


def _is_such(item: Any, items: Mapping[str, object]) -> bool:
    """Whether an item of a list has the values of a rule."""
    return all(item.__dict__.get(name) == value for name, value in items.items())


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("libvirt_xml.apply.merging").joinpath("carrying.toml").read_text(encoding="utf-8"))


@cache
def _rules() -> Mapping[str, tuple[_Rule, ...]]:
    """The rules by the class of their elements."""
    rules: dict[str, tuple[_Rule, ...]] = {}
    for table in _data()["drop"]:
        rule = _Rule(
            when=tuple(table["when"]),
            compare=table.get("compare", "any"),
            to=tuple(table.get("to", ())),
            fields=tuple(table.get("fields", ())),
            beside=tuple(table.get("beside", ())),
            keep=tuple(table.get("keep", ())),
            without=tuple(table.get("without", ())),
            items=table.get("items", {}),
            reason=table["reason"],
            consent=table.get("consent"),
        )
        rules[table["in"]] = (*rules.get(table["in"], ()), rule)
    return rules


@cache
def _listed(table: Literal["whole", "kept"]) -> frozenset[str]:
    return frozenset(field for entry in _data()[table] for field in entry["fields"])
