"""From the trigger of a rule to the tokens without which it cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from libvirt_xml.validation.rules.derived.piece_facts import ANY_OF_NAME, DIFFERENCES, PIECE_FACTS, REPEAT_FACTS
from libvirt_xml.validation.rules.rule_model import Question, Rule
from libvirt_xml.validation.rules.triggers.trigger_conditions import TESTS
from libvirt_xml.validation.rules.triggers.trigger_paths import Predicate, TriggerPath, TriggerStep, trigger_path

_DRIVERS = ("hvf", "kvm", "qemu")
_ANY_DRIVER = (*_DRIVERS, "lxc", "test")


AttributeTest = tuple[str, str, Any]
"""A test of an attribute: its name, the name of the test, and what it is compared with."""


class Token(NamedTuple):
    """Something that a document has or has not.

    ``element``: an element of this name, whose attributes pass all ``tests``, and which contains elements if it
    ``is_open``. With a ``text``: one whose text passes it. With a ``fact``: one of which that passes the only test.
    With ``repeated``: two of which these attributes (or texts, of none) are the same. With ``is_differing``: two, of
    this and of other elements, for which the fact is not the same. With a ``path``: a section with something at this
    path from the root that passes the only test.
    """

    element: str
    tests: tuple[AttributeTest, ...] = ()
    is_open: bool = False
    text: tuple[str, Any] | None = None
    fact: str | None = None
    repeated: tuple[str, ...] | None = None
    is_differing: bool = False
    path: str | None = None


class TokenNeed(NamedTuple):
    """What a document must have, and what it must not have, for a rule to be broken in it by a table of its trigger."""

    tokens: frozenset[Token]
    forbidden: frozenset[Token]
    question: Question


def token_needs(rule: Rule) -> Iterator[TokenNeed]:
    """Of these, a document must fulfil one for the rule to be broken in it."""
    for question, table in zip(rule.questions, rule.tables, strict=True):
        forbidden = {token for text, condition in table.items() for token in _excluded(trigger_path(text), condition)}
        common = [_of_root(rule), *_of_repeats(rule)]
        for scope in _of_scope(rule, table):
            for of_table in _of_table(rule, table):
                yield TokenNeed(frozenset((*common, *scope, *of_table)), frozenset(forbidden), question)


def _excluded(path: TriggerPath, condition: Any) -> Iterator[Token]:
    """What may not be anywhere in a document where a condition holds."""
    if path.fact is not None or not path.steps or any(step.name == ".." for step in path.steps):
        return
    if path.is_anywhere:
        if condition is False and path.attribute is None:
            yield from map(Token, path.steps[-1].names)
        return
    if not path.is_absolute or path.steps[0].name == "*" or path.text == "/devices":
        return
    if condition is False:
        yield Token("", ((path.attribute or "", "present", None),), path=path.text)
    elif isinstance(condition, Mapping) and "not" in condition:
        yield Token("", ((path.attribute or "", "in", tuple(sorted(condition["not"]))),), path=path.text)


def _of_root(rule: Rule) -> Token:
    """The root of the documents that a rule is about; of a domain, with a type that its driver has."""
    name = ROOTS.get(rule.kind, rule.kind)
    if rule.kind != "domain":
        return Token(name)
    return Token(name, (("type", "in", _DRIVERS if rule.driver == "qemu" else _ANY_DRIVER),))


def _of_scope(rule: Rule, table: Mapping[str, Any]) -> list[list[Token]]:
    """The elements on the way to the scope; the last with what the table says of it alone."""
    path = trigger_path(rule.of)
    if not path.steps:
        return [[]]
    tests = [test for text, condition in table.items() for test in _of_scope_alone(trigger_path(text), condition)]
    positive = [trigger_path(text) for text, condition in table.items() if _is_positive(condition)]
    inside = [*positive, *(trigger_path(text) for text in rule.repeated)]
    is_open = any(_leads_inside(path) for path in inside)
    ways = _of_steps(path.steps, tests, is_open=is_open)
    texts = [test for text, condition in table.items() if (test := _of_own_text(trigger_path(text), condition))]
    return [[*way, *(Token(way[-1].element, text=test) for test in texts)] if way else way for way in ways]


def _of_own_text(path: TriggerPath, condition: Any) -> tuple[str, Any] | None:
    """The test of the text of the scope, which is the last step, whatever its name."""
    if path.steps or path.is_absolute or path.attribute is not None or path.fact is not None:
        return None
    test, operand = _test(condition) if _is_positive(condition) else (None, None)
    return None if test in {None, "present"} else (str(test), operand)


def _of_scope_alone(path: TriggerPath, condition: Any) -> Iterator[AttributeTest]:
    if path.steps or path.is_absolute or path.attribute is None or not _is_positive(condition):
        return
    test, operand = _test(condition)
    yield (path.attribute, test or "present", operand if test else None)


def _is_positive(condition: Any) -> bool:
    """Whether a condition holds only where something stands."""
    return condition is not False and not (isinstance(condition, Mapping) and condition.get("or_absent"))


def _leads_inside(path: TriggerPath) -> bool:
    return bool(path.steps) and not path.is_absolute and not path.is_anywhere and path.steps[0].name != ".."


def _of_steps(steps: Sequence[TriggerStep], tests: Sequence[AttributeTest], *, is_open: bool) -> list[list[Token]]:
    """The elements of a way, for each choice of names on it; ``tests`` are of the last element."""
    choices: list[list[Token]] = []
    for at, step in enumerate(steps):
        if step.name in {"*", ".."}:
            continue
        is_last = at == len(steps) - 1
        after = steps[at + 1 :]
        has_inside = is_open if is_last else after[0].name != ".."
        of_step = [_of_predicate(predicate) for predicate in step.predicates]
        all_tests = tuple(sorted({*of_step, *(tests if is_last else ())}, key=repr))
        choices.append([Token(name, all_tests, has_inside) for name in step.names])
    return [list(choice) for choice in product(*choices)]


def _of_predicate(predicate: Predicate) -> AttributeTest:
    if predicate.value is not None:
        return predicate.attribute, "in", (predicate.value,)
    return predicate.attribute, "present" if predicate.is_there else "absent", None


def _of_table(rule: Rule, table: Mapping[str, Any]) -> list[list[Token]]:
    """The tokens of all conditions, for each choice of names on their ways."""
    of_conditions = [
        ways
        for text, condition in table.items()
        if _is_positive(condition)
        for ways in _of_paths(rule, trigger_path(text), condition)
    ]
    return [[token for way in choice for token in way] for choice in product(*of_conditions)]


def _of_paths(rule: Rule, path: TriggerPath, condition: Any) -> Iterator[list[list[Token]]]:
    """The ways that a condition needs: that of its path, and that of the one that it is compared with."""
    if isinstance(condition, Mapping) and {"differs", "equals"} & set(condition):
        for one in (path, *(trigger_path(text) for text in condition.values())):
            yield _of_way(rule, one, None, None)
    elif isinstance(condition, Mapping) and "several" in condition:
        yield [
            [*way, Token(way[-1].element, fact=ANY_OF_NAME, repeated=())] if path.steps[-1].name != "*" else way
            for way in _of_steps(path.steps, (), is_open=False)
        ]
    else:
        yield _of_way(rule, path, *_test(condition))


def _of_way(rule: Rule, path: TriggerPath, test: str | None, operand: Any) -> list[list[Token]]:
    if path.fact in DIFFERENCES:
        return [[Token("", fact=path.fact, is_differing=True)]]
    if path.fact is not None:
        of = PIECE_FACTS.get(path.fact)
        is_known = of is not None and test in {"in", "not"}
        return [[Token(of.element, ((path.fact, str(test), operand),), fact=path.fact)]] if of and is_known else [[]]
    name = _element(path, rule)
    if path.attribute is None:
        is_text = test not in {None, "present"} and name is not None
        ways = _of_steps(path.steps, (), is_open=False)
        return [[*way, *([Token(str(name), text=(str(test), operand))] if is_text else [])] for way in ways]
    tests = ((path.attribute, test or "present", operand if test else None),)
    if path.steps:
        return _of_steps(path.steps, tests, is_open=False)
    return [[Token(name, tests)]] if name is not None else [[]]


def _element(path: TriggerPath, rule: Rule) -> str | None:
    """The name of the element that a path ends at; ``None`` where that is none, or one of several."""
    step = path.steps[-1] if path.steps else _scope(rule, is_absolute=path.is_absolute)
    if isinstance(step, str):
        return step
    return None if step.name in {"*", ".."} or len(step.names) > 1 else step.name


def _scope(rule: Rule, *, is_absolute: bool) -> TriggerStep | str:
    steps = trigger_path(rule.of).steps
    return steps[-1] if steps and not is_absolute else ROOTS.get(rule.kind, rule.kind)


ROOTS: Mapping[str, str] = {
    "storagepool": "pool",
    "storagevol": "volume",
    "nwfilter": "filter",
    "nwfilterbinding": "filterbinding",
    "nodedev": "device",
}
"""The names of root elements that are not those of their kinds."""


def _test(condition: Any) -> tuple[str | None, Any]:
    if condition is True:
        return "present", None
    if isinstance(condition, list):
        return "in", tuple(sorted(condition))
    ((name, operand),) = ((name, operand) for name, operand in condition.items() if name != "or_absent")
    if name not in TESTS and name != "not":
        return None, None
    return name, tuple(sorted(operand)) if isinstance(operand, list) else operand


def _of_repeats(rule: Rule) -> Iterator[Token]:
    """A token for the first of what must be the same, with the other attributes of the same element."""
    paths = [trigger_path(text) for text in rule.repeated]
    for path in paths:
        of = REPEAT_FACTS.get(path.fact) if path.fact is not None else None
        if of is not None and of.element is not None:
            yield Token(of.element, fact=path.fact, repeated=())
            return
        element = None if path.fact is not None or path.is_absolute else _element(path, rule)
        if element is not None:
            same = [one.attribute for one in paths if one.steps == path.steps and one.attribute is not None]
            yield Token(element, repeated=tuple(same))
            return
