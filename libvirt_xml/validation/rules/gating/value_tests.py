"""The tests of one attribute, or of one fact, that the tokens of an element ask for: one look-up answers them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from libvirt_xml.validation.rules.triggers.trigger_conditions import TESTS


class ValueTests:
    """Which tests a value passes, as a mask.

    Most tests name values (one of some, none of some), so the values that are named have their masks in a table, and
    all others have one mask in common; only what compares or searches is computed.
    """

    def __init__(self) -> None:
        self._absent = 0
        self._other = 0
        self._named: dict[str, int] = {}
        self._computed: list[tuple[Callable[[str], bool], int]] = []

    def add(self, test: str, operand: Any, bit: int) -> None:
        """Remember a test and its bit."""
        if test == "absent":
            self._absent |= bit
        elif test == "in":
            for value in operand:
                self._named[value] = self._named.get(value, self._other) | bit
        elif test in {"present", "not"}:
            self._add_all_but(operand or (), bit)
        else:
            self._computed.append((TESTS[test](operand), bit))

    def _add_all_but(self, excluded: tuple[str, ...], bit: int) -> None:
        for value in excluded:
            self._named.setdefault(value, self._other)
        for value in self._named.keys() - excluded:
            self._named[value] |= bit
        self._other |= bit

    def of_attribute(self, value: str | None) -> int:
        """The tests that an attribute passes; ``None`` is one that is not there."""
        return self._absent if value is None else self.of_fact(value)

    def of_fact(self, value: str | None) -> int:
        """The tests that a fact passes; ``None``, that it has no value, is as any value that is not named."""
        mask = self._other if value is None else self._named.get(value, self._other)
        for passes, bit in self._computed:
            if value is not None and passes(value):
                mask |= bit
        return mask
