"""What goes with a choice that changes, although it is not asked for; ``carrying.toml`` has the rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from libvirt_xml.apply.merging.equalities import is_same_family
from libvirt_xml.apply.merging.field_paths import holders, values_at
from libvirt_xml.binding.element import Element
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
    fields: tuple[str, ...]
    keep: tuple[str, ...]
    reason: str
    consent: str | None

    def applies(self, pair: ElementPair, changes: Sequence[Change]) -> bool:
        """Whether a pair of elements has the change that the rule is about."""
        if self.compare == "asked":
            return any(values_at(pair.new, path) for path in self.when)
        paths = tuple(f"{pair.path}.{field}" if pair.path else field for field in self.when)
        mine = [change for change in changes if _is_within(change.path, paths)]
        if self.compare == "family":
            return any(not is_same_family(change.old, change.new) for change in mine)
        return bool(mine)

    def targets(self, element: Element) -> Iterator[tuple[Element, str]]:
        """What goes, unless it is asked: elements with the names of their fields."""
        if self.keep:
            yield from ((element, name) for name in [*element.__dict__] if name not in (*self.keep, "extra_"))
        for path in self.fields:
            yield from list(holders(element, path))


def drop_uncarried(
    counterparts: Mapping[int, Element],
    pairs: Iterable[ElementPair],
    changes: Sequence[Change],
) -> list[Dropped]:
    """Take out of a merged document what only belonged to a former choice.

    ``pairs`` are its elements with what is asked of them, ``counterparts`` the same by the id of its elements, also
    for those that were put in.
    """
    dropped: list[Dropped] = []
    for pair in pairs:
        for rule in _rules().get(type(pair.old).__name__, ()):
            if rule.applies(pair, changes):
                names = [name for name in (_drop(*target, counterparts) for target in rule.targets(pair.old)) if name]
                base = f"{pair.path}." if pair.path else ""
                dropped += [Dropped(f"{base}{name}", rule.reason, rule.consent) for name in dict.fromkeys(names)]
    return dropped


def is_whole_list(holder: Element, name: str) -> bool:
    """Whether a list is one value, because its order counts."""
    return f"{type(holder).__name__}.{name}" in _whole_lists()


def _drop(holder: Element, name: str, counterparts: Mapping[int, Element]) -> str:
    """Take a field out, or the items of it that are not asked; its name, or nothing."""
    value = holder.__dict__[name]
    asked = counterparts.get(id(holder))
    if asked is not None and asked.__dict__.get(name) not in (None, []):
        if not isinstance(value, list):
            return ""
        kept = [item for item in value if id(item) in counterparts]
        if len(kept) == len(value):
            return ""
        setattr(holder, name, kept)
        return name
    if value == []:
        return ""
    delattr(holder, name)
    return name


def _is_within(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith((f"{place}.", f"{place}[")) for place in places)


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
            fields=tuple(table.get("fields", ())),
            keep=tuple(table.get("keep", ())),
            reason=table["reason"],
            consent=table.get("consent"),
        )
        rules[table["in"]] = (*rules.get(table["in"], ()), rule)
    return rules


@cache
def _whole_lists() -> frozenset[str]:
    return frozenset(field for table in _data()["whole"] for field in table["fields"])
