"""From the trigger of a rule to the tokens without which it cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from libvirt_xml.validation.rules.derived.piece_facts import PIECE_FACTS, REPEAT_FACTS
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.triggers.trigger_conditions import TESTS
from libvirt_xml.validation.rules.triggers.trigger_paths import TriggerPath, trigger_path

_DRIVERS = ("hvf", "kvm", "qemu")


class Token(NamedTuple):
    """Something that a document has or has not.

    ``element``: an element of this name. With a ``test``: one whose attribute (or text, without an attribute) passes
    it, or whose fact does. With ``repeated``: two of which these attributes (or texts, of none) are the same.
    """

    element: str
    attribute: str | None = None
    fact: str | None = None
    test: str | None = None
    operand: Any = None
    repeated: tuple[str, ...] | None = None


def alternatives(rule: Rule) -> list[frozenset[Token]]:
    """The sets of tokens of which a document must have one whole set for the rule to be broken in it."""
    common = {*_of_driver(rule), *_of_scope(rule), *_of_repeats(rule)}
    tables = rule.when if isinstance(rule.when, list) else [rule.when]
    return [frozenset({*common, *_of_table(rule, table)}) for table in tables]


def _of_driver(rule: Rule) -> Iterator[Token]:
    if rule.kind == "domain" and rule.driver == "qemu":
        yield Token("domain", "type", test="in", operand=_DRIVERS)


def _of_scope(rule: Rule) -> Iterator[Token]:
    if rule.of:
        yield from _of_path(trigger_path(rule.of), None)


def _of_table(rule: Rule, table: Mapping[str, Any]) -> Iterator[Token]:
    for text, condition in table.items():
        path = trigger_path(text)
        if condition is False or (isinstance(condition, Mapping) and condition.get("or_absent")):
            continue
        element = _element(path, rule)
        yield from _of_path(path, element)
        if element is None:
            continue
        if isinstance(condition, Mapping) and {"differs", "equals"} & set(condition):
            yield from _of_other(rule, *condition.values())
        else:
            yield from _of_condition(path, element, condition)


def _of_path(path: TriggerPath, element: str | None) -> Iterator[Token]:
    """The elements on the way, with the attributes that the way asks for."""
    for name, predicates in path.steps:
        if name not in {"*", ".."}:
            yield Token(name)
            for predicate in predicates:
                if predicate.value is not None:
                    yield Token(name, predicate.attribute, test="in", operand=(predicate.value,))
                elif predicate.is_there:
                    yield Token(name, predicate.attribute, test="present")
    if element is not None and path.attribute is not None:
        yield Token(element, path.attribute, test="present")


def _element(path: TriggerPath, rule: Rule) -> str | None:
    """The name of the element that a path ends at; ``None`` where that is no name."""
    name = path.steps[-1].name if path.steps else _scope(rule, is_absolute=path.is_absolute)
    return None if name in {"*", ".."} else name


def _scope(rule: Rule, *, is_absolute: bool) -> str:
    steps = trigger_path(rule.of).steps
    return steps[-1].name if steps and not is_absolute else ROOTS.get(rule.kind, rule.kind)


ROOTS: Mapping[str, str] = {
    "storagepool": "pool",
    "storagevol": "volume",
    "nwfilter": "filter",
    "nwfilterbinding": "filterbinding",
    "nodedev": "device",
}
"""The names of root elements that are not those of their kinds."""


def _of_condition(path: TriggerPath, element: str, condition: Any) -> Iterator[Token]:
    test, operand = _test(condition)
    if test is None:
        return
    if path.fact is not None:
        of = PIECE_FACTS.get(path.fact)
        if of is not None and test in {"in", "not"}:
            yield Token(of.element, fact=path.fact, test=test, operand=operand)
    elif path.attribute is not None or test != "present":
        yield Token(element, path.attribute, test=test, operand=operand)


def _test(condition: Any) -> tuple[str | None, Any]:
    if condition is True:
        return "present", None
    if isinstance(condition, list):
        return "in", tuple(sorted(condition))
    ((name, operand),) = ((name, operand) for name, operand in condition.items() if name != "or_absent")
    if name not in TESTS and name != "not":
        return None, None
    return name, tuple(sorted(operand)) if isinstance(operand, list) else operand


def _of_other(rule: Rule, text: str) -> Iterator[Token]:
    other = trigger_path(text)
    if other.fact is None:
        yield from _of_path(other, _element(other, rule))


def _of_repeats(rule: Rule) -> Iterator[Token]:
    """A token for the first of what must be the same, with the other attributes of the same element."""
    paths = [trigger_path(text) for text in rule.repeated]
    for path in paths:
        if path.fact is not None and path.fact in REPEAT_FACTS:
            yield Token(REPEAT_FACTS[path.fact].element, fact=path.fact, repeated=())
            return
        element = None if path.fact is not None or path.is_absolute else _element(path, rule)
        if element is not None:
            same = [one.attribute for one in paths if one.steps == path.steps and one.attribute is not None]
            yield Token(element, repeated=tuple(same))
            return
