"""What libvirt writes otherwise than it was asked, although it means the same; ``equalities.toml`` has the rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from libvirt_xml.apply.merging.filter_texts import filter_text
from libvirt_xml.apply.merging.rule_paths import values_at
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.walking import ElementPair
from libvirt_xml.facts.machines import machine_types

_Rule = tuple[str, Mapping[str, Any]]
"""The kind of a rule, which is the name of its table, and the table."""


class Equalities:
    """The rules for two documents: what is asked and what libvirt has.

    ``is_live``: libvirt's document is that of a running guest. ``machines`` has the versioned names of further machine
    aliases, as the capabilities of a host list them.
    """

    def __init__(
        self, asked: Element, actual: Element, *, is_live: bool = False, machines: Mapping[str, str] | None = None
    ) -> None:
        self._asked = asked
        self._actual = actual
        self._is_live = is_live
        self._machines = machines or {}

    def are_equal(self, pair: ElementPair, name: str, actual: Any, asked: Any) -> bool:
        """Whether libvirt's value of a field is one that it writes for what is asked; ``None`` is none.

        ``pair`` are libvirt's element around the field, and the one that is asked.
        """
        for kind, rule in self._rules_for(type(pair.old), name):
            if (rule.get("if_absent") and actual is not None) or (rule.get("only") == "live" and not self._is_live):
                continue
            if self._fits(kind, rule, pair, name, actual, asked):
                return True
        return False

    def _rules_for(self, cls: type[Element], name: str) -> Iterator[_Rule]:
        """The rules about a field in a document of this sort."""
        document = type(self._asked).__name__
        fields = (f"{cls.__name__}.{name}", f"*.{name}", "*")
        for kind, rule in (entry for field in fields for entry in _rules().get(field, ())):
            wanted = rule.get("when", {})
            if rule.get("in", document) == document and _has_all(self._asked, wanted):
                yield kind, rule

    def _fits(self, kind: str, rule: Mapping[str, Any], pair: ElementPair, name: str, actual: Any, asked: Any) -> bool:
        match kind:
            case "nothing":
                is_alone = pair.new.__dict__.keys() == {name}
                return asked in rule["values"] and (is_alone or not rule.get("alone")) and not _is_excepted(pair, rule)
            case "source":
                return actual is None and _has_all(asked, rule["values"]) and not _has_fields(asked, rule["without"])
            case "family":
                return self._is_version_of(actual, asked)
            case "computed":
                return any(values_at(self._asked, path) for path in rule["of"])
            case "clipped":
                return self._is_clipped(actual, asked, rule)
            case "implied":
                return actual is None and pair.old.__dict__.get(rule["by"]) == asked
            case "counted":
                return actual is None and self._is_counted(asked, rule)
            case "path":
                return _plain_path(actual) == _plain_path(asked)
            case "text":
                return actual is not None and filter_text(actual, name, rule) == filter_text(asked, name, rule)
            case "rounded":
                return memory_bytes(asked) <= memory_bytes(actual) <= memory_bytes(asked) + int(rule["most"])
        return kind == "ignored"

    def _is_counted(self, holder: Element, rule: Mapping[str, Any]) -> bool:
        """Whether an element has nothing but the numbers from 1 up to the one that is asked elsewhere."""
        items = holder.__dict__.get(rule["items"], [])
        if holder.__dict__.keys() != {rule["items"]} or any(item.__dict__.keys() != {rule["by"]} for item in items):
            return False
        numbers = {int(item.__dict__[rule["by"]]) for item in items}
        return numbers == set(range(1, len(items) + 1)) and values_at(self._asked, rule["of"]) == [len(items)]

    def _is_version_of(self, actual: Any, asked: Any) -> bool:
        if not isinstance(actual, str) or not isinstance(asked, str):
            return False
        if self._machines.get(asked) == actual:
            return True
        return any(
            machine.prefix and asked in machine.names and machine.is_named(actual) for machine in machine_types()
        )

    def _is_clipped(self, actual: Any, asked: Any, rule: Mapping[str, Any]) -> bool:
        """Whether libvirt lowered a number to its limit: the one that is asked, unless libvirt computes it."""
        is_computed = any(values_at(self._asked, path) for path in rule["of"])
        limits = [] if is_computed else values_at(self._asked, rule["most"])
        limits = limits or values_at(self._actual, rule["most"])
        return bool(limits) and memory_bytes(asked) > memory_bytes(limits[0]) == memory_bytes(actual)


def is_same_family(one: object, other: object) -> bool:
    """Whether two names are of one machine family, whatever the versions."""
    return one == other or any(
        machine.is_named(str(one)) and machine.is_named(str(other)) for machine in machine_types()
    )


def _plain_path(path: Any) -> str:
    return re.sub("/+", "/", str(path)).rstrip("/")


def _is_excepted(pair: ElementPair, rule: Mapping[str, Any]) -> bool:
    """Whether libvirt has one of the values of a rule's exception, and nothing is asked of it."""
    asked, held = pair.new.__dict__, pair.old.__dict__
    return any(name not in asked and held.get(name) == value for name, value in rule.get("unless", {}).items())


def _has_all(item: Any, values: Mapping[str, Any]) -> bool:
    return isinstance(item, Element) and all(item.__dict__.get(name) == value for name, value in values.items())


def _has_fields(item: Element, names: list[str]) -> bool:
    return any(item.__dict__.get(name) is not None for name in names)


def memory_bytes(value: Any) -> int:
    """What a quantity comes to; -1, which is equal to no other, where it cannot be said."""
    if isinstance(value, int):
        return value
    amount = plan_of(type(value)).amount if isinstance(value, Element) else None
    numbers = amount.values(value.__dict__) if amount is not None else None
    return -1 if numbers is None or numbers[0] is None else numbers[0]


@cache
def _rules() -> Mapping[str, tuple[_Rule, ...]]:
    """The rules by ``CLASS.FIELD``, ``*.FIELD``, or ``*``."""
    text = files("libvirt_xml.apply.merging").joinpath("equalities.toml").read_text(encoding="utf-8")
    rules: dict[str, tuple[_Rule, ...]] = {}
    for kind, tables in tomllib.loads(text).items():
        for table in tables:
            for field in table["fields"]:
                rules[field] = (*rules.get(field, ()), (kind, table))
    return rules
