"""Conditions of triggers: what must stand at a path.

A condition is a list of texts (one of the values is in it), ``true`` (it is there), ``false`` (it is not), or one of
the tests of ``TESTS`` by name. A test holds if it holds for one of the values; where nothing stands at the path, it
does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from libvirt_xml.validation.rules.thing import NotAlone, Thing, whole_number
from libvirt_xml.validation.rules.triggers.trigger_paths import TriggerPath, trigger_path

if TYPE_CHECKING:
    from libvirt_xml.validation.rules.subject import Subject

TriggerTest = Callable[[Thing, "Subject"], bool]
OfValue = Callable[[str], bool]
_COMPARISONS = frozenset({"differs", "equals"})


class Trigger:
    """The conditions of a rule: of a table all must hold, of a list of tables those of one table.

    What is asked of the document as a whole (``/$family``) is asked once, not for each element.
    """

    def __init__(self, when: Mapping[str, Any] | list[Mapping[str, Any]]) -> None:
        self.tables: list[tuple[TriggerTest, TriggerTest]] = [
            _compiled(table) for table in (when if isinstance(when, list) else [when])
        ]
        """Of each table, what it asks of the document, and what of an element."""

    def within(self, subject: Subject) -> TriggerTest | None:
        """The test of the elements of a document; ``None`` where it holds for none of them."""
        tests = [of_element for of_root, of_element in self.tables if of_root(subject.root, subject)]
        if len(tests) == 1:
            return tests[0]
        return (lambda thing, subject: any(test(thing, subject) for test in tests)) if tests else None

    def may_hold(self, table: int, thing: Thing, subject: Subject) -> bool:
        """Whether a table may hold for an element of which the document around it is not known.

        Asking for that raises.
        """
        try:
            return self.tables[table][1](thing, subject)
        except NotAlone:
            return True


def _compiled(table: Mapping[str, Any]) -> tuple[TriggerTest, TriggerTest]:
    """The tests of a table: those of the document, and those of an element."""
    of_root = {path: condition for path, condition in table.items() if _is_of_root(path, condition)}
    of_element = {path: condition for path, condition in table.items() if path not in of_root}
    return _all_of(of_root), _all_of(of_element)


def _is_of_root(path: str, condition: Any) -> bool:
    others = [condition[name] for name in _COMPARISONS & set(condition)] if isinstance(condition, Mapping) else []
    return all(text.startswith("/") for text in (path, *others))


def _all_of(table: Mapping[str, Any]) -> TriggerTest:
    """All conditions; those of the element's own attributes first, as they are the quickest, what is outside last."""
    in_order = sorted(table.items(), key=lambda item: _distance(trigger_path(item[0])))
    tests = [compile_condition(path, condition) for path, condition in in_order]
    if not tests:
        return no_test()
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda thing, subject: first(thing, subject) and second(thing, subject)
    return lambda thing, subject: all(test(thing, subject) for test in tests)


def _distance(path: TriggerPath) -> int:
    if path.own_attribute is not None:
        return 0
    return 2 if path.is_beside or path.is_absolute or path.is_anywhere else 1


def compile_condition(text: str, condition: Any) -> TriggerTest:
    """The test of what stands at a path. Raises ValueError for what is no condition."""
    path = trigger_path(text)
    if isinstance(condition, bool):
        return _presence(path, is_wanted=condition)
    if isinstance(condition, list):
        allowed = frozenset(condition)
        if (attribute := path.own_attribute) is not None:
            return lambda thing, _: thing.attributes.get(attribute) in allowed
        values = condition_values(path)
        return lambda thing, subject: not allowed.isdisjoint(values(thing, subject))
    if not isinstance(condition, Mapping):
        raise ValueError(f"{condition!r} is no condition of {text!r}")
    return _tested(path, dict(condition))


def condition_values(path: TriggerPath) -> Callable[[Thing, Subject], list[str]]:
    """What gives the attributes, texts or derived facts at a path."""
    fact = path.fact
    if fact is None and path.is_beside:
        return lambda thing, subject: subject.beside(thing, path)
    if fact is None:
        return lambda thing, _: path.values(thing)

    def facts(thing: Thing, subject: Subject) -> list[str]:
        values = [subject.derived(one, fact) for one in path.things(thing)]
        return [value for value in values if value is not None]

    return facts


def _presence(path: TriggerPath, *, is_wanted: bool) -> TriggerTest:
    if path.fact is not None or path.is_beside:
        values = condition_values(path)
        return lambda thing, subject: bool(values(thing, subject)) is is_wanted
    if (attribute := path.own_attribute) is not None:
        return lambda thing, _: (attribute in thing.attributes) is is_wanted
    return lambda thing, _: path.is_there(thing) is is_wanted


def _tested(path: TriggerPath, condition: dict[str, Any]) -> TriggerTest:
    or_absent = condition.pop("or_absent", False)
    if len(condition) != 1:
        raise ValueError(f"{condition!r} is no condition of {path.text!r}: one test is expected")
    ((name, operand),) = condition.items()
    if name in _COMPARISONS:
        return _compared(path, trigger_path(operand), is_equal=name == "equals")
    if name == "several":
        if operand is not True:
            raise ValueError(f"{condition!r} is no condition of {path.text!r}: 'several' is true or omitted")
        if path.is_beside:
            return lambda thing, subject: len(subject.beside(thing, path)) > 1
        return lambda thing, _: len(path.things(thing)) > 1
    if name == "not":
        return _none_in(path, frozenset(operand), or_absent=or_absent)
    if name not in TESTS:
        raise ValueError(f"{name!r} is no test; one of {', '.join([*TESTS, *_OTHER_TESTS])} is")
    of_value, at_path = TESTS[name](operand), condition_values(path)

    def one_is(thing: Thing, subject: Subject) -> bool:
        values = at_path(thing, subject)
        return any(map(of_value, values)) if values else or_absent

    return one_is


def _none_in(path: TriggerPath, excluded: frozenset[str], *, or_absent: bool) -> TriggerTest:
    """Whether none of the values is in a list."""
    if (attribute := path.own_attribute) is not None:
        return lambda thing, _: (
            thing.attributes[attribute] not in excluded if attribute in thing.attributes else or_absent
        )
    at_path = condition_values(path)

    def none_is(thing: Thing, subject: Subject) -> bool:
        values = at_path(thing, subject)
        return excluded.isdisjoint(values) if values else or_absent

    return none_is


def _compared(path: TriggerPath, other: TriggerPath, *, is_equal: bool) -> TriggerTest:
    """Whether the first values at two paths are there and are (or are not) the same; numbers by what they mean."""

    at_path, at_other = condition_values(path), condition_values(other)

    def compare(thing: Thing, subject: Subject) -> bool:
        ours, theirs = at_path(thing, subject), at_other(thing, subject)
        if not ours or not theirs:
            return False
        return (same_form(ours[0]) == same_form(theirs[0])) is is_equal

    return compare


def same_form(value: str) -> str | int:
    """A value so that equal ones are equal: numbers as numbers."""
    number = whole_number(value)
    return value if number is None else number


def _in_or_absent(operand: list[str]) -> OfValue:
    return frozenset(operand).__contains__


def _matches(operand: str) -> OfValue:
    search = re.compile(operand).search
    return lambda value: search(value) is not None


def _mismatches(operand: str) -> OfValue:
    search = re.compile(operand).search
    return lambda value: search(value) is None


def _over(operand: int) -> OfValue:
    return lambda value: (number := whole_number(value)) is not None and number > operand


def _under(operand: int) -> OfValue:
    return lambda value: (number := whole_number(value)) is not None and number < operand


def _longer(operand: int) -> OfValue:
    return lambda value: len(value) > operand


TESTS: Mapping[str, Callable[[Any], OfValue]] = {
    "in": _in_or_absent,
    "matches": _matches,
    "mismatches": _mismatches,
    "over": _over,
    "under": _under,
    "longer": _longer,
}
"""The tests of one value, by their names in triggers."""

_OTHER_TESTS = ("not", "differs", "equals", "several")
"""The tests of all that stands at a path; ``several``: more than one element."""


@cache
def no_test() -> TriggerTest:
    """The test of a rule without a trigger."""
    return lambda _, __: True
