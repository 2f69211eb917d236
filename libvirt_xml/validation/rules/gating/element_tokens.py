"""Which tokens one element has: the one function for pieces, events and objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from libvirt_xml.validation.rules.derived.piece_facts import DIFFERENCES, PIECE_FACTS, REPEAT_FACTS
from libvirt_xml.validation.rules.gating.rule_tokens import AttributeTest, Token
from libvirt_xml.validation.rules.gating.value_tests import ValueTests
from libvirt_xml.validation.rules.triggers.trigger_conditions import TESTS, same_form

RepeatKey = tuple[int, object]
"""What two elements must have in common for a token: the number of the token's bit, and the values.

Where they must differ for it, ``~`` of the number.
"""


_MOST_PASSED = 1_000
"""How many answers an element keeps: what a combination of passed tests says of its tokens."""


class ElementTokens:
    """The tokens of the elements of one name."""

    def __init__(self) -> None:
        self._present = 0
        self._present_if_open = 0
        self._attributes: dict[str, ValueTests] = {}
        self._tests: dict[AttributeTest, int] = {}
        """A bit for each test of an attribute; several tokens may ask for the same."""
        self._tested: list[tuple[int, bool, int]] = []
        """The tests that an element must pass, whether it must contain elements, and the bit of the token."""
        self._of_passed: dict[tuple[int, bool], int] = {}
        self._texts: list[tuple[Callable[[str], bool], int]] = []
        self._facts: dict[str, ValueTests] = {}
        self._keys: list[tuple[int, Callable[[Mapping[str, str], str], object]]] = []

    def add(self, token: Token, bit: int) -> None:
        """Remember a token and its bit."""
        if token.repeated is not None:
            self.add_key(bit.bit_length() - 1, _key(token))
        elif token.fact is not None:
            ((fact, test, operand),) = token.tests
            self._facts.setdefault(fact, ValueTests()).add(test, operand, bit)
        elif token.text is not None:
            self._texts.append((_of_text(*token.text), bit))
        elif token.tests:
            self._tested.append((sum(map(self._bit_of, set(token.tests))), token.is_open, bit))
        elif token.is_open:
            self._present_if_open |= bit
        else:
            self._present |= bit

    def add_key(self, number: int, key: Callable[[Mapping[str, str], str], object]) -> None:
        """Remember what tells what another element must have in common with one of these, or not."""
        self._keys.append((number, key))

    def _bit_of(self, test: AttributeTest) -> int:
        if test not in self._tests:
            bit = self._tests[test] = 1 << len(self._tests)
            name, kind, operand = test
            self._attributes.setdefault(name, ValueTests()).add(kind, operand, bit)
        return self._tests[test]

    def look(self, attributes: Mapping[str, str], text: str, *, is_open: bool) -> tuple[int, tuple[RepeatKey, ...]]:
        """The tokens of an element as a mask, and what another must have in common with it for those of two."""
        passed = 0
        for name, tests in self._attributes.items():
            passed |= tests.of_attribute(attributes.get(name))
        mask = self._of_passed.get((passed, is_open))
        if mask is None:
            mask = self._tokens_of(passed, is_open=is_open)
        if self._texts:
            mask |= self._of_text(text.strip())
        if self._facts:
            mask |= self._of_facts(attributes)
        if not self._keys:
            return mask, ()
        keys = [(number, key(attributes, text)) for number, key in self._keys]
        return mask, tuple((number, key) for number, key in keys if key is not None)

    def _tokens_of(self, passed: int, *, is_open: bool) -> int:
        """The tokens of an element whose attributes have passed some tests."""
        mask = self._present | self._present_if_open if is_open else self._present
        for tests, must_be_open, bit in self._tested:
            if not tests & ~passed and (is_open or not must_be_open):
                mask |= bit
        if len(self._of_passed) >= _MOST_PASSED:
            self._of_passed.clear()
        self._of_passed[passed, is_open] = mask
        return mask

    def _of_text(self, text: str) -> int:
        return sum(bit for passes, bit in self._texts if passes(text))

    def _of_facts(self, attributes: Mapping[str, str]) -> int:
        mask = 0
        for fact, tests in self._facts.items():
            for value in PIECE_FACTS[fact].of_attributes(attributes):
                mask |= tests.of_fact(value)
        return mask


def _of_text(test: str, operand: Any) -> Callable[[str], bool]:
    if test == "not":
        return lambda text: text not in operand
    return TESTS[test](operand)


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
        if token.path is not None:
            continue  # sections tell it
        if token.is_differing:
            for element, value in DIFFERENCES[str(token.fact)].items():
                tables.setdefault(element, ElementTokens()).add_key(~(bit.bit_length() - 1), value)
        else:
            tables.setdefault(token.element, ElementTokens()).add(token, bit)
    return tables
