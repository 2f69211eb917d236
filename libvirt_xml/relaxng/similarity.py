"""Which of several words was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from libvirt_xml.relaxng.nameclasses import local

_SURE = 0.6
_LONGEST = 100  # what is longer is no misspelt word
synonyms: dict[str, tuple[str, ...]] = {}
"""What may be meant by a word, in lower case, that resembles nothing: knowledge of those who use this module."""


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a word is a misspelling of, or ``None`` where none is near enough."""
    best, least = None, 1.0
    for candidate in candidates:
        found = difference(word, candidate)
        if found < least:
            best, least = candidate, found
    return best


def is_misspelling(name: str, candidate: str) -> bool:
    """Whether a qualified name is surely a candidate's, with a slip or two; one that only begins like it is not."""
    return difference(local(name), local(candidate)) < _SURE


def difference(word: str, candidate: str) -> float:
    """How far a word is from a candidate: 0 for the same, below 1 for a likely misspelling, else 1."""
    if max(len(word), len(candidate)) > _LONGEST:
        return 1.0
    if synonyms and word != candidate and candidate in synonyms.get(word.lower(), ()):
        return 0.15
    return _difference(word, candidate)


def _difference(word: str, candidate: str) -> float:
    if word == candidate:
        return 0.0
    plain, other = _plain(word), _plain(candidate)
    if plain == other:
        return 0.1
    allowed = _allowed(max(len(plain), len(other)))
    if abs(len(plain) - len(other)) > allowed:
        return 0.8 if _is_plural_or_stem(plain, other) else 1.0
    letters, others = set(plain), set(other)
    is_far = len(letters - others) > allowed or len(others - letters) > allowed  # each costs a slip
    distance = allowed + 1 if is_far else _distance(plain, other, allowed)
    if distance > allowed:
        return 0.8 if _is_plural_or_stem(plain, other) else 1.0
    return 0.2 + 0.6 * distance / max(len(plain), len(other))


def _plain(word: str) -> str:
    if word.isalnum() and word.islower():
        return word
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")


def _allowed(length: int) -> int:
    """How many slips a word of a length may have."""
    return 0 if length < 2 else 1 if length < 6 else 2 if length < 10 else 3


def _is_plural_or_stem(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) >= 3 and longer.startswith(shorter)


def _distance(word: str, other: str, most: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours from one word to the other; more than ``most``
    need not be counted."""
    earlier: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        before, row = row, [at]
        for place, own in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != own))
            if place > 1 and at > 1 and letter == other[place - 2] and word[at - 2] == own:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        earlier = before
    return row[-1]
