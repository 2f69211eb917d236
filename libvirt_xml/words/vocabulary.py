"""The known word that was probably meant by another one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from libvirt_xml.words.similarity import Spelling, compare_spellings, spell

_FILE = Path(__file__).with_name("synonyms.toml")
_SURE = 0.6
_SYNONYM = 0.15  # further than a word in another case, nearer than any with a slip

Section = Literal[
    "elements", "attributes", "values", "numbers", "vm-values", "machine-types", "cpu-modes", "systems",
    "vm", "disks", "nics", "vlans", "cpus", "memory", "graphics", "video", "shares", "hostdevs",
    "sources-of-randomness",
    "cloud-init", "commands", "iotune", "firmware", "booting", "addresses",
]  # fmt: skip
"""A part of ``synonyms.toml``: the words of one sort of place."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Compares words by their spelling, and by synonyms."""

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The words that may be meant by a word in lower case, the likeliest first."""

    def closest(self, word: str, candidates: Iterable[str]) -> str | None:
        """The candidate that was probably meant, or ``None`` if none is near enough; of several as near ones the
        likeliest meaning of a synonym, else the first of those whose length differs least."""
        spelling, meanings = spell(word), self.meanings(word)
        best, least = None, (1.0, 0, 0)
        for candidate in candidates:
            difference = self.compare(spelling, spell(candidate))
            likelihood = meanings.index(candidate) if candidate in meanings else 0
            rank = (difference, likelihood, abs(len(candidate) - len(word)))
            if difference < 1 and rank < least:
                best, least = candidate, rank
        return best

    def meaning(self, word: str) -> str | None:
        """The likeliest meaning of a synonym, whether or not it is allowed anywhere."""
        return next(iter(self.meanings(word)), None)

    def meanings(self, word: str) -> tuple[str, ...]:
        """The meanings of a synonym, the likeliest first."""
        return self._known(word) or ()

    def _known(self, word: str) -> tuple[str, ...] | None:
        """The entry of a word, with hyphens or underscores; ``None`` without one."""
        lower = word.lower()
        spellings = (lower, lower.replace("_", "-"), lower.replace("-", "_"))
        return next((self.synonyms[spelling] for spelling in spellings if spelling in self.synonyms), None)

    def is_misspelling(self, word: str, candidate: str) -> bool:
        """Whether a word is surely a candidate with a slip or two; one that only begins like it is not."""
        return self.difference(word, candidate) < _SURE

    def difference(self, word: str, candidate: str) -> float:
        """How far a word is from a candidate: 0 for the same, below 1 for a likely misspelling, else 1."""
        return self.compare(spell(word), spell(candidate))

    def compare(self, spelling: Spelling, candidate: Spelling) -> float:
        """How far a word is from a candidate, as ``difference`` gives it."""
        difference = compare_spellings(spelling, candidate)
        if difference <= _SYNONYM or not self.synonyms:
            return difference
        meanings = self._known(spelling.word)
        if meanings is None:
            return difference
        return _SYNONYM if candidate.word in meanings else difference if meanings else 1.0


PLAIN = Vocabulary()
"""Compares words by their spelling only."""


@cache
def vocabulary(*sections: Section) -> Vocabulary:
    """The vocabulary of some sections of the table of synonyms; the meanings in earlier ones are likelier."""
    synonyms: dict[str, tuple[str, ...]] = {}
    for section in sections:
        for word, meanings in _table()[section].items():
            synonyms[word] = (*synonyms.get(word, ()), *meanings)
    return Vocabulary(synonyms)


def of_documents() -> Vocabulary:
    """The vocabulary of libvirt's XML documents."""
    return vocabulary("elements", "attributes", "values", "iotune")


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text("utf-8"))
