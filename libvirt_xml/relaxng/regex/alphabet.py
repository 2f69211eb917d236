"""Characters that a regular expression does not tell apart, as small numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from itertools import accumulate
from operator import xor

from libvirt_xml.relaxng.regex.expressions import Characters


class Alphabet:
    """The classes into which sets of characters divide all characters."""

    def __init__(self, sets: Collection[Characters]) -> None:
        flips: dict[int, int] = {0: 0}  # where ranges begin or end: of which sets, as bits
        for place, characters in enumerate(sets):
            for first, last in characters.ranges:
                flips[first] = flips.get(first, 0) ^ 1 << place
                flips[last + 1] = flips.get(last + 1, 0) ^ 1 << place
        self._starts = sorted(flips)
        memberships = list(accumulate((flips[start] for start in self._starts), xor))
        numbers = {membership: number for number, membership in enumerate(dict.fromkeys(memberships))}
        self._numbers = [numbers[membership] for membership in memberships]
        self.size = len(numbers)
        self.members = {
            characters: sum(1 << number for membership, number in numbers.items() if membership >> place & 1)
            for place, characters in enumerate(sets)
        }
        """The classes of each set as bits."""

    def number(self, character: str) -> int:
        """The class of a character."""
        return self._numbers[bisect_right(self._starts, ord(character)) - 1]
