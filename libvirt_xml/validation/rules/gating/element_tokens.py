"""Which tokens one element has: the one function for pieces, events and objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from libvirt_xml.validation.rules.derived.piece_facts import DIFFERENCES, PIECE_FACTS, REPEAT_FACTS
from libvirt_xml.validation.rules.gating.rule_tokens import Token
from libvirt_xml.validation.rules.triggers.trigger_conditions import TESTS, same_form

RepeatKey = tuple[int, object]
"""What two elements must have in common for a token: the token's bit, and the values."""


_OfAttribute = tuple[str, Callable[[str], bool] | None]
"""The name of an attribute and a test of its value; without a test it must not be there."""


def _of_value(test: str, operand: Any) -> Callable[[str], bool] | None:
    if test == "absent":
        return None
    if test == "present":
        return lambda _: True
    if test == "in":
        return frozenset(operand).__contains__
    if test == "not":
        excluded = frozenset(operand)
        return lambda value: value not in excluded
    return TESTS[test](operand)


class ElementTokens:
    """The tokens of the elements of one name."""

    def __init__(self) -> None:
        self.present = 0
        self.present_if_open = 0
        self.tested: list[tuple[tuple[_OfAttribute, ...], bool, int]] = []
        self.texts: list[tuple[Callable[[str], bool], int]] = []
        self.facts: list[tuple[str, frozenset[str], bool, int]] = []
        self.keys: list[tuple[Callable[[Mapping[str, str], str], object], int]] = []

    def add(self, token: Token, bit: int) -> None:
        """Remember a token and its bit."""
        if token.repeated is not None:
            self.keys.append((_key(token), bit))
        elif token.fact is not None:
            ((fact, test, operand),) = token.tests
            self.facts.append((fact, frozenset(operand), test == "in", bit))
        elif token.text is not None:
            of_text = _of_value(*token.text)
            assert of_text is not None
            self.texts.append((of_text, bit))
        elif token.tests:
            tests = tuple((name, _of_value(test, operand)) for name, test, operand in token.tests)
            self.tested.append((tests, token.is_open, bit))
        elif token.is_open:
            self.present_if_open |= bit
        else:
            self.present |= bit

    def look(self, attributes: Mapping[str, str], text: str, *, is_open: bool) -> tuple[int, tuple[RepeatKey, ...]]:
        """The tokens of an element as a mask, and what another must have in common with it for those of two."""
        mask = self.present | self.present_if_open if is_open else self.present
        for tests, must_be_open, bit in self.tested:
            if (is_open or not must_be_open) and _pass(tests, attributes):
                mask |= bit
        for of_text, bit in self.texts:
            if of_text(text.strip()):
                mask |= bit
        for fact, allowed, is_in, bit in self.facts:
            if any((value in allowed) is is_in for value in PIECE_FACTS[fact].of_attributes(attributes)):
                mask |= bit
        keys = [(bit, key(attributes, text)) for key, bit in self.keys]
        return mask, tuple((bit, key) for bit, key in keys if key is not None)


def _pass(tests: Iterable[_OfAttribute], attributes: Mapping[str, str]) -> bool:
    for name, test in tests:
        value = attributes.get(name)
        if (value is not None) if test is None else (value is None or not test(value)):
            return False
    return True


def _key(token: Token) -> Callable[[Mapping[str, str], str], object]:
    """What two elements must have in common: the values of attributes, the text, or a fact."""
    if token.fact is not None:
        of_attributes = REPEAT_FACTS[token.fact].key
        return lambda attributes, _: of_attributes(attributes)
    names = token.repeated or ()
    if not names:
        return lambda _, text: same_form(text.strip()) if text else None

    def key(attributes: Mapping[str, str], _: str) -> Any:
        values = [attributes.get(name) for name in names]
        return None if None in values else tuple(same_form(value) for value in values if value is not None)

    return key


def by_element(tokens: Iterable[tuple[Token, int]]) -> dict[str, ElementTokens]:
    """The tokens by the names of the elements that have them."""
    tables: dict[str, ElementTokens] = {}
    for token, bit in tokens:
        if token.is_differing:
            for element, value in DIFFERENCES[str(token.fact)].items():
                tables.setdefault(element, ElementTokens()).keys.append((value, bit))
        else:
            tables.setdefault(token.element, ElementTokens()).add(token, bit)
    return tables
