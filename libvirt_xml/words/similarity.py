"""How far a word is from another: a likely misspelling, or something else."""

from __future__ import annotations

from typing import NamedTuple

_LONGEST = 100  # what is longer is not a misspelt word


class Spelling(NamedTuple):
    """A word, and what is compared of it."""

    word: str
    plain: str
    """In lower case and without hyphens, underscores and spaces."""
    letters: int
    """A bit mask of its letters; a few share a bit."""


def spell(word: str) -> Spelling:
    """What is compared of a word."""
    plain = word
    if not (word.isalnum() and word.islower()):
        plain = word.lower().replace("-", "").replace("_", "").replace(" ", "")
    letters = 0
    for letter in plain[:_LONGEST]:
        letters |= 1 << (ord(letter) & 63)
    return Spelling(word, plain, letters)


def compare_spellings(spelling: Spelling, other: Spelling) -> float:
    """How far a word is from another: 0 for the same, below 1 for a likely misspelling, else 1."""
    if max(len(spelling.word), len(other.word)) > _LONGEST:
        return 1.0
    if spelling.word == other.word:
        return 0.0
    return _compare(spelling, other)


def _compare(spelling: Spelling, other: Spelling) -> float:
    _, plain, letters = spelling
    _, candidate, others = other
    if plain == candidate:
        return 0.1
    longest = max(len(plain), len(candidate))
    allowed = _allowed(longest)
    is_far = (
        abs(len(plain) - len(candidate)) > allowed
        or (letters & ~others).bit_count() > allowed  # each costs a slip
        or (others & ~letters).bit_count() > allowed
    )
    distance = allowed + 1 if is_far else _distance(plain, candidate, allowed)
    if distance > allowed:
        return 0.8 if _is_plural_or_stem(plain, candidate) else 1.0
    return 0.2 + 0.6 * distance / longest


def _allowed(length: int) -> int:
    """How many slips a word of a length may have."""
    return 0 if length < 2 else 1 if length < 6 else 2 if length < 10 else 3


def _is_plural_or_stem(word: str, other: str) -> bool:
    if len(word) > len(other):
        word, other = other, word
    return len(word) >= 3 and other.startswith(word)


def _distance(word: str, other: str, most: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours from one word to the other; more than ``most``
    need not be counted."""
    earlier: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        before, row = row, [at]
        for place, other_letter in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != other_letter))
            if place > 1 and at > 1 and letter == other[place - 2] and word[at - 2] == other_letter:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        earlier = before
    return row[-1]
