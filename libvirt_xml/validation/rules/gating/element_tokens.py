"""Which tokens one element has: the one function for pieces, events and objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from libvirt_xml.validation.rules.derived.piece_facts import PIECE_FACTS, REPEAT_FACTS
from libvirt_xml.validation.rules.gating.rule_tokens import Token
from libvirt_xml.validation.rules.triggers.trigger_conditions import TESTS, same_form

RepeatKey = tuple[int, object]
"""What two elements must have in common for a token: the token's bit, and the values."""


class _Values:
    """The tokens of one attribute, or of the texts, of an element."""

    def __init__(self) -> None:
        self.present = 0
        self.listed: dict[str, int] = {}
        self.tested: list[tuple[Callable[[str], bool], int]] = []

    def add(self, token: Token, bit: int) -> None:
        """Remember a token and its bit."""
        if token.test == "present":
            self.present |= bit
        elif token.test == "in":
            for value in token.operand:
                self.listed[value] = self.listed.get(value, 0) | bit
        elif token.test == "not":
            excluded = frozenset(token.operand)
            self.tested.append((lambda value: value not in excluded, bit))
        else:
            assert token.test is not None
            self.tested.append((TESTS[token.test](token.operand), bit))

    def mask(self, value: str) -> int:
        """The tokens of a value."""
        mask = self.present | self.listed.get(value, 0)
        for test, bit in self.tested:
            if test(value):
                mask |= bit
        return mask


class ElementTokens:
    """The tokens of the elements of one name."""

    def __init__(self) -> None:
        self.present = 0
        self.attributes: dict[str, _Values] = {}
        self.texts: _Values | None = None
        self.facts: list[tuple[str, frozenset[str], bool, int]] = []
        self.keys: list[tuple[Callable[[Mapping[str, str], str], object], int]] = []

    def add(self, token: Token, bit: int) -> None:
        """Remember a token and its bit."""
        if token.repeated is not None:
            self.keys.append((_key(token), bit))
        elif token.fact is not None:
            self.facts.append((token.fact, frozenset(token.operand), token.test == "in", bit))
        elif token.test is None:
            self.present |= bit
        elif token.attribute is not None:
            self.attributes.setdefault(token.attribute, _Values()).add(token, bit)
        else:
            self.texts = self.texts or _Values()
            self.texts.add(token, bit)

    def look(self, attributes: Mapping[str, str], text: str) -> tuple[int, tuple[RepeatKey, ...]]:
        """The tokens of an element as a mask, and what another must have in common with it for those of two."""
        mask = self.present
        for name, value in attributes.items():
            values = self.attributes.get(name)
            if values is not None:
                mask |= values.mask(value)
        if self.texts is not None:
            mask |= self.texts.mask(text.strip())
        for fact, allowed, is_in, bit in self.facts:
            if any((value in allowed) is is_in for value in PIECE_FACTS[fact].of_attributes(attributes)):
                mask |= bit
        keys = [(bit, key(attributes, text)) for key, bit in self.keys]
        return mask, tuple((bit, key) for bit, key in keys if key is not None)


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
        tables.setdefault(token.element, ElementTokens()).add(token, bit)
    return tables
